from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ng911risk.cli.verify_signed import is_signed
from ng911risk.signing import signed_report
from ng911risk.signing.keys import new_key
from tests.cli import signed
from tests.cli.conftest import Run


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A signed report and the public key."""
    report, _, public = signed.put(tmp_path)
    return report, public


def test_it_says_who_signed_what_and_when(run: Run, files: tuple[Path, Path]) -> None:
    result = run("verify", files[0], "--key", files[1])

    assert result.exit_code == 0
    for words in ("signature holds", signed.key().public.id, "2026-03-01T12:00:00", "Elm County",
                  "4 assets", "catalogue"):  # fmt: skip
        assert words in result.stdout, words


def test_it_makes_the_same_report_again(run: Run, files: tuple[Path, Path]) -> None:
    result = run("verify", files[0], "--key", files[1], "--reproduce")

    assert result.exit_code == 0
    assert "every byte" in result.stdout


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"catalog_digest": "0" * 64}, "catalogue", id="another catalogue"),
        pytest.param({"tool_version": "0.0.9"}, "0.0.9", id="another version"),
    ],
)
def test_what_cannot_be_reproduced_names_the_versions_and_ends_with_1(
    run: Run, files: tuple[Path, Path], changes: dict[str, str], words: str
) -> None:
    whole = signed.assessed().whole
    report = whole.report
    for name, value in changes.items():
        report = report.replace(str(getattr(whole, name)), value, 1)
    report = report.replace("Elm County 9-1-1", "Oak County 9-1-1", 1)
    files[0].write_bytes(
        signed_report.sign(replace(whole, report=report, **changes), signed.key())  # type: ignore[arg-type]
    )

    plain = run("verify", files[0], "--key", files[1])
    result = run("verify", files[0], "--key", files[1], "--reproduce")

    assert plain.exit_code == 0, plain.output
    assert result.exit_code == 1
    assert words in result.stderr
    assert "cannot be reproduced" in result.stderr


def test_another_key_a_changed_byte_and_a_cut_off_file_are_refused(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(new_key().public.pem)
    data = files[0].read_bytes()

    assert run("verify", files[0], "--key", other).exit_code == 1
    files[0].write_bytes(data[:-100])
    cut = run("verify", files[0], "--key", files[1])
    assert cut.exit_code == 1
    assert "was changed or is damaged" in cut.stderr
    files[0].write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    assert run("verify", files[0], "--key", files[1]).exit_code == 1
    files[0].write_bytes(data.replace(b"{", b'{"note": "mine",', 1))
    more = run("verify", files[0], "--key", files[1])
    assert more.exit_code == 1
    assert "more or fewer parts" in more.stderr


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**9), st.integers(1, 255))
def test_any_changed_byte_is_refused_in_words(
    run: Run, files: tuple[Path, Path], place: int, change: int
) -> None:
    data = bytearray(signed.signed())
    data[place % len(data)] ^= change
    files[0].write_bytes(data)

    assert run("verify", files[0], "--key", files[1]).exit_code in {1, 2}


def test_parts_that_contradict_each_other_are_refused(run: Run, files: tuple[Path, Path]) -> None:
    whole = replace(signed.assessed().whole, seed=2)
    files[0].write_bytes(signed_report.sign(whole, signed.key()))

    result = run("verify", files[0], "--key", files[1])

    assert result.exit_code == 1
    assert "seed" in result.stderr


def test_a_report_of_a_version_that_cannot_be_read_is_still_checked(
    run: Run, files: tuple[Path, Path]
) -> None:
    whole = replace(signed.assessed().whole, report="{}")
    files[0].write_bytes(signed_report.sign(whole, signed.key()))

    result = run("verify", files[0], "--key", files[1])

    assert result.exit_code == 0
    assert "signature holds" in result.stdout
    assert "cannot read" in result.stdout
    assert run("verify", files[0], "--key", files[1], "--reproduce").exit_code == 2


def test_without_a_key_nothing_is_believed(run: Run, files: tuple[Path, Path]) -> None:
    result = run("verify", files[0])

    assert result.exit_code == 2
    assert "--key" in result.stderr


def test_a_private_key_is_refused(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    assert "private key" in run("verify", files[0], "--key", tmp_path / "key.pem").stderr


def test_with_a_key_a_database_is_no_signed_report(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"SQLite format 3\x00" + b"\x00" * 100)

    assert run("verify", path, "--key", files[1]).exit_code == 2


def test_an_ordinary_report_is_told_from_a_signed_one(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"format": "ng911risk-report/1"}))

    result = run("verify", path, "--key", files[1])

    assert result.exit_code == 2
    assert "no signed file" in result.stderr


def test_what_is_looked_at_is_told_by_its_beginning(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    assert is_signed(str(files[0]))
    assert not is_signed(str(files[1]))
    assert not is_signed(str(tmp_path))
    assert not is_signed(str(tmp_path / "nothing"))
    assert not is_signed("postgresql://localhost/x")
    assert not is_signed("a\0b")
