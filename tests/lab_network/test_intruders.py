"""Runs that somebody else joins: what was there before, what comes meanwhile, what is left."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from ng911risk.lab.door.privileges import ASSESSOR_UID
from tests.lab_network import network
from tests.lab_network.laboratory import Lab
from tests.lab_network.runs import Runs
from tests.lab_network.truths import TARGETS

pytestmark = pytest.mark.lab

_CHECKS: Final = ("SIP-01", "SIP-02", "SIP-06", "DNS-01")
_TARGETS: Final = (TARGETS["bcf-weak"], TARGETS["bcf-hard"], TARGETS["dns-weak"])
_AS_ASSESSOR: Final = (
    "import os, time; os.setgroups(()); "
    f"os.setresgid(*3*({ASSESSOR_UID},)); os.setresuid(*3*({ASSESSOR_UID},)); "
    "print('here', flush=True); time.sleep(60)"
)
_TALK: Final = """
import socket, time
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(150):
    try:
        line.sendto(b"not asked for", ("10.91.0.31", 9))
    except OSError:
        pass
    time.sleep(0.01)
"""


@pytest.fixture(scope="module")
def scope(runs: Runs) -> Path:
    return runs.scope(_CHECKS, packets_per_second=100)


@contextlib.contextmanager
def _somebody() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the assessor's user, on the assessor."""
    words = [*network.inside("asr"), sys.executable, "-c", _AS_ASSESSOR]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        if child.stdout.readline() != b"here\n":
            pytest.skip("nobody may become the user of the assessor here")
        yield child
        child.kill()


@dataclass
class Run:
    """One that goes on beside the test."""

    lab: Lab
    runs: Runs
    scope: Path
    out: Path

    def command(self) -> subprocess.CompletedProcess[str]:
        words = [*self.runs.words(self.scope, _TARGETS), "--go", "-o", str(self.out)]
        return self.lab.run(["-m", "ng911risk", *words])

    @contextlib.contextmanager
    def meanwhile(self) -> Iterator[None]:
        """From the first check until the run has ended."""
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(self.command)
            until = time.monotonic() + 60
            while not self._begun() and not done.done() and time.monotonic() < until:
                time.sleep(0.02)
            yield
            done.result()

    def _begun(self) -> bool:
        return any(b'"begun"' in one.read_bytes() for one in self.out.parent.rglob("journal.jsonl"))

    @property
    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "record.json").read_bytes())
        return found


@pytest.fixture
def run(lab: Lab, runs: Runs, scope: Path, tmp_path: Path) -> Run:
    return Run(lab, runs, scope, tmp_path / "out")


def test_while_a_process_of_an_earlier_run_lives_nothing_is_sent(lab: Lab, run: Run) -> None:
    with _somebody() as child, lab.counter() as count:
        said = run.command()

    assert said.returncode != 0
    assert f"a process ({child.pid}) of an earlier run" in said.stdout + said.stderr
    assert count.frames == count.arp


def test_whoever_is_left_of_a_run_ends_with_it(run: Run) -> None:
    with contextlib.ExitStack() as stack:
        with run.meanwhile():
            child = stack.enter_context(_somebody())
        ended = child.wait(1)

    assert ended == -9
    assert not run.record.get("doubt")


def test_a_network_interface_that_appears_ends_the_run(lab: Lab, run: Run) -> None:
    link = ("ip", "-netns", network.namespace("asr"), "link")
    try:
        with run.meanwhile():
            network.tool(*link, "add", "late0", "type", "veth", "peer", "name", "late1")
    finally:
        network.tool(*link, "del", "late0")

    assert run.record["doubt"] == run.record["stopped"]
    assert run.record["doubt"] == "a network interface appeared: late0, late1"


def test_packets_inside_the_scope_that_nobody_asked_for_put_it_in_doubt(lab: Lab, run: Run) -> None:
    with lab.counter() as count, run.meanwhile():
        lab.run(["-c", _TALK])

    assert "that carry something" in run.record["doubt"]
    assert run.record["packets_asked"] < run.record["packets_on_wire"] <= count.frames
