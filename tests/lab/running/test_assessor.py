"""The process that looks, as far as it goes without a network; tests/lab_network has the rest."""

from __future__ import annotations

import subprocess
import sys

from ng911risk.lab.running.job import Credentials, Job, Said
from ng911risk.records import read_record, to_json
from tests.lab.lab_files import NOW, scope, target


def said(job: bytes) -> list[Said]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ng911risk.lab.running.assessor"],
        input=job,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return [
        read_record(Said, line, file="said", format="json").value
        for line in done.stdout.splitlines()
    ]


def test_without_its_interface_it_says_so_and_ends() -> None:
    job = Job(
        scope=scope(interface="nowhere9", observer=""),
        targets=(target(),),
        credentials=Credentials(),
        since=NOW,
    )

    (last,) = said(to_json(job))

    assert last.over
    assert last.asked == 0


def test_a_job_that_is_none_ends_it_with_a_word() -> None:
    (last,) = said(b"{}")

    assert "scope" in last.over


def test_a_certificate_that_is_not_there_ends_it_with_a_word() -> None:
    files = Credentials(certificate="/no/such.crt", key="/no/such.key")
    job = Job(scope=scope(interface="lo"), targets=(target(),), credentials=files, since=NOW)

    assert said(to_json(job))[-1].over
