from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from ng911risk.lab.check import all_checks
from ng911risk.lab.running.evidence import evidence_of
from ng911risk.lab.running.journal import Journal
from ng911risk.model.evidence import EvidenceFile
from ng911risk.records import to_json
from tests.cli.conftest import Run
from tests.lab.lab_files import lab_run, result

HONEST = result(
    facts='{"status": 200, "alive": null}',
    observed="It answered 200 to OPTIONS over plain UDP.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    record = lab_run(HONEST, capture=sha256(b"frames").hexdigest())
    (tmp_path / "recording.pcap").write_bytes(b"frames")
    (tmp_path / "record.json").write_bytes(to_json(record))
    evidence = EvidenceFile(evidence=evidence_of(record, all_checks()))
    (tmp_path / "evidence.json").write_bytes(to_json(evidence))
    with (tmp_path / "journal.jsonl").open("wb") as file:
        journal = Journal(file)
        journal.add("start")
        journal.add("end")
    return tmp_path


def test_an_honest_run_is_verified(run: Run, folder: Path) -> None:
    result = run("lab", "verify", folder)

    assert result.exit_code == 0, result.stderr
    assert "1 verdict follow" in result.stdout


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("recording.pcap", b"frames", b"flames"),
        ("record.json", b'\\"status\\": 200', b'\\"status\\": 403'),
        ("evidence.json", b"not-effective", b"effective"),
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

    assert result.exit_code == 1
    assert result.stderr


def test_a_folder_without_a_run_is_told(run: Run, tmp_path: Path) -> None:
    assert run("lab", "verify", tmp_path).exit_code == 2
