from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from ng911risk.cli.exchange_files import read_previous
from ng911risk.exporters.exchange import exports
from tests.cli import signed
from tests.cli.conftest import Run


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A signed report: as a source it needs no time."""
    return signed.put(tmp_path)[0]


def test_the_list_says_whom_each_format_serves(run: Run) -> None:
    result = run("export", "--list")

    assert result.exit_code == 0
    for words in ("For your security team:", "For auditors:", "For your board:", "stix (.json)",
                  "ng911risk sign"):  # fmt: skip
        assert words in result.stdout, words
    for one in exports().values():
        assert f"{one.name} ({one.ending})" in result.stdout
        assert one.serves.strip().rstrip(".")[1:] in result.stdout


@pytest.mark.parametrize("name", exports())
def test_every_export_of_a_source_is_the_same_bytes_each_time(
    run: Run, report: Path, tmp_path: Path, name: str
) -> None:
    wishes = ("--sentinel-tlp", "red") if name == "stix-sentinel" else ()
    files = [tmp_path / f"{number}.out" for number in range(2)]

    for file in files:
        result = run("export", name, report, "-o", file, *wishes)
        assert result.exit_code == 0, result.stderr

    assert files[0].read_bytes() == files[1].read_bytes()
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_an_inventory_is_assessed_now(run: Run, site: Path, report: Path) -> None:
    now = run("export", "stix", site, "--at", signed.AT)
    then = run("export", "stix", report)

    assert now.exit_code == 0, now.stderr
    assert now.stdout == then.stdout
    assert "Assessing" in now.stderr


def test_an_earlier_export_is_the_history(run: Run, report: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    run("export", "stix", report, "-o", old)

    again = run("export", "stix", report, "--previous", old)

    assert again.stdout.encode() == old.read_bytes()
    assert len(read_previous((old,))) > 10


def test_documents_and_reports_are_formats_too(run: Run, report: Path, tmp_path: Path) -> None:
    assert json.loads(run("export", "json", report).stdout)["format"] == "ng911risk-report/1"
    public = tmp_path / "board.html"
    assert run("export", "board-public-html", report, "-o", public).exit_code == 0
    assert stat.S_IMODE(public.stat().st_mode) == 0o644


def test_nothing_is_overwritten_unasked(run: Run, report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("mine")

    assert run("export", "json", report, "-o", out).exit_code == 1
    assert out.read_text() == "mine"
    assert run("export", "json", report, "-o", out, "--force").exit_code == 0
    assert run("export", "json", report, "-o", report, "--force").exit_code == 1
    assert report.read_bytes() == signed.signed()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param((), 2, "name a format", id="nothing"),
        pytest.param(("stix",), 2, "name what to export", id="no source"),
        pytest.param(("stxi", "x.yaml"), 1, "Did you mean 'stix'?", id="a mistyped format"),
        pytest.param(("stix", "x.yaml", "--profile", "mips"), 1, "'misp'", id="mistyped profile"),
        pytest.param(("stix", "none.yaml"), 2, "no such file", id="a missing file"),
        pytest.param(("stix", "x", "--tlp", "purple"), 2, "purple", id="no such marking"),
        pytest.param(("stix", "x", "--installation", "7"), 2, "UUID", id="no UUID"),
    ],
)
def test_what_is_wrong_is_told(run: Run, words: tuple[str, ...], code: int, told: str) -> None:
    result = run("export", *words)

    assert result.exit_code == code
    assert told in result.stderr


def test_sentinel_asks_for_a_marking_and_writes_nothing_before(
    run: Run, report: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bodies.json"

    result = run("export", "stix", "--profile", "sentinel", report, "-o", out)

    assert result.exit_code == 2
    assert "--sentinel-tlp red" in result.stderr
    assert "Assessing" not in result.stderr
    assert not out.exists()


def test_a_broken_earlier_export_is_told(run: Run, report: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")

    result = run("export", "stix", report, "--previous", broken, "-o", tmp_path / "o.json")

    assert result.exit_code == 2
    assert "broken.json" in result.stderr
    assert not (tmp_path / "o.json").exists()
