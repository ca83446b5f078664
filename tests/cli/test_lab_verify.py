from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from ng911risk.lab.check import all_checks
from ng911risk.lab.door.scope import authorised
from ng911risk.lab.running.evidence import evidence_of
from ng911risk.lab.running.journal import Journal
from ng911risk.model.evidence import EvidenceFile
from ng911risk.records import to_json
from ng911risk.signing import signed_evidence
from ng911risk.signing.keys import new_key
from tests.cli.conftest import Run
from tests.lab.lab_files import lab_run, result, scope

HONEST = result(
    facts='{"status": 200, "alive": null}',
    observed="It answered 200 to OPTIONS over plain UDP.",
)


AUTHORISER = new_key()
ASSESSOR = new_key()
SITE = "Pine County"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    signed = authorised(scope(), AUTHORISER)
    with (tmp_path / "journal.jsonl").open("wb") as file:
        journal = Journal(file)
        journal.add("start")
        journal.add("end")
    record = lab_run(
        HONEST,
        capture=sha256(b"frames").hexdigest(),
        scope_digest=sha256(signed).hexdigest(),
        authoriser_key=AUTHORISER.public.id,
        journal=journal.digest,
    )
    evidence = evidence_of(record, all_checks())
    whole = signed_evidence.of_run(evidence, record, site=SITE)
    for name, data in (
        ("recording.pcap", b"frames"),
        ("record.json", to_json(record)),
        ("scope.signed.json", signed),
        ("evidence.json", to_json(EvidenceFile(evidence=evidence))),
        ("evidence.signed.json", signed_evidence.sign(whole, ASSESSOR)),
        ("authoriser.pub.pem", AUTHORISER.public.pem),
        ("assessor.pub.pem", ASSESSOR.public.pem),
    ):
        (tmp_path / name).write_bytes(data)
    return tmp_path


def keys(folder: Path) -> tuple[object, ...]:
    return (
        "--authoriser", folder / "authoriser.pub.pem",
        "--evidence-key", folder / "assessor.pub.pem",
    )  # fmt: skip


def test_an_honest_run_is_verified_and_vouched_for_by_its_keys(run: Run, folder: Path) -> None:
    result = run("lab", "verify", folder, *keys(folder))

    assert result.exit_code == 0, result.stderr
    assert "1 verdict follow" in result.stdout
    assert "Authorised by network manager of the county: signed" in result.stdout


def test_without_keys_nobody_is_vouched_for(run: Run, folder: Path) -> None:
    result = run("lab", "verify", folder / "record.json")

    assert result.exit_code == 0, result.stderr
    assert "Authorised by" not in result.stdout
    assert "--authoriser" in result.stderr
    assert "--evidence-key" in result.stderr


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("recording.pcap", b"frames", b"flames"),
        ("record.json", b'\\"status\\": 200', b'\\"status\\": 403'),
        ("record.json", b"network manager of the county", b"The Governor"),
        ("evidence.json", b"not-effective", b"effective"),
        ("evidence.signed.json", b'"payload": "ew', b'"payload": "ex'),
        ("scope.signed.json", b'"sig": "', b'"sig": "A'),
        ("journal.jsonl", b'"event":"start"', b'"event":"begin"'),
    ],
)
def test_every_change_is_told(
    run: Run, folder: Path, name: str, before: bytes, after: bytes
) -> None:
    data = (folder / name).read_bytes()
    assert before in data
    (folder / name).write_bytes(data.replace(before, after, 1))

    result = run("lab", "verify", folder)

    assert result.exit_code == 1, result.stdout
    assert result.stderr


@pytest.mark.parametrize("kept", [0, 1])
def test_a_journal_that_ends_too_early_is_told(run: Run, folder: Path, kept: int) -> None:
    path = folder / "journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:kept]))

    result = run("lab", "verify", folder)

    assert result.exit_code == 1
    assert "lines are missing" in result.stderr


def test_the_key_of_somebody_else_vouches_for_nothing(run: Run, folder: Path) -> None:
    for option in ("--authoriser", "--evidence-key"):
        other = folder / "other.pub.pem"
        other.write_bytes(new_key().public.pem)

        assert run("lab", "verify", folder, option, other).exit_code == 1


def test_evidence_that_nobody_signed_is_told_to_whoever_asks(run: Run, folder: Path) -> None:
    (folder / "evidence.signed.json").unlink()

    assert run("lab", "verify", folder).exit_code == 0
    assert run("lab", "verify", folder, *keys(folder)).exit_code == 1


def test_a_folder_without_a_run_is_told(run: Run, tmp_path: Path) -> None:
    assert run("lab", "verify", tmp_path).exit_code == 2
