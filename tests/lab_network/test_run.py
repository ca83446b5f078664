"""The command in the lab, watched from outside: what it sends, and when it sends nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab_network import network
from tests.lab_network.laboratory import Lab
from tests.lab_network.runs import Runs
from tests.lab_network.truths import TARGETS
from tests.lab_network.witness import Count

pytestmark = pytest.mark.lab

_CHECKS = ("SIP-01", "SIP-02", "SIP-06", "DNS-01")
_TARGETS = (TARGETS["bcf-weak"], TARGETS["bcf-hard"], TARGETS["dns-weak"])


def _said(count: Count) -> int:
    """Frames but for ARP: the kernel asks for some seconds whether neighbours still live."""
    return count.frames - count.arp


@pytest.fixture(scope="module")
def scope(runs: Runs) -> Path:
    return runs.scope(_CHECKS)


@pytest.fixture
def stopped(runs: Runs) -> Iterator[None]:
    """The kill file is there."""
    runs.kill_file.touch()
    yield
    runs.kill_file.unlink()


def test_counter_capture_and_record_agree(
    lab: Lab, runs: Runs, scope: Path, tmp_path: Path
) -> None:
    file = tmp_path / "outside.pcap"
    with lab.capture(file), lab.counter() as count, lab.counter("e1") as second:
        record = runs.run(scope, _TARGETS)

    seen = network.tool("tshark", "-n", "-r", str(file), "-T", "fields", "-e", "frame.number")
    # the kernel asks for hardware addresses once more, some seconds after the run and its table
    later = count.frames + second.frames - record["packets_on_wire"]
    assert 0 <= later <= min(2, count.arp + second.arp)
    assert record["packets_captured"] == record["packets_on_wire"]
    assert 0 <= len(seen.split()) - count.frames <= 2
    assert record["packets_asked"] >= 20
    assert record["containment"] == "kernel"


def test_only_the_targets_and_the_beacon_hear_anything(lab: Lab, runs: Runs, scope: Path) -> None:
    with lab.counter() as count:
        runs.run(scope, _TARGETS)

    assert set(count.receivers) == {"10.91.0.20", "10.91.0.30", "10.91.0.31", "10.91.0.60"}
    assert count.frames == count.arp + count.ip


def test_a_dry_run_sends_nothing(lab: Lab, runs: Runs, scope: Path) -> None:
    with lab.counter() as count, lab.counter("e1") as second:
        plan = json.loads(runs.command(*runs.words(scope, _TARGETS)))

    assert len(plan["steps"]) == 7
    assert _said(count) == _said(second) == 0


def test_a_kill_file_stops_a_run_before_it_begins(
    lab: Lab, runs: Runs, scope: Path, stopped: None, tmp_path: Path
) -> None:
    words = [*runs.words(scope, _TARGETS), "--go", "-o", str(tmp_path / "out")]
    with lab.counter() as count:
        said = lab.run(["-m", "ng911risk", *words])

    assert str(runs.kill_file) in said.stdout + said.stderr
    assert count.receivers == {}


def test_a_scope_that_was_changed_is_refused(
    lab: Lab, runs: Runs, scope: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.json"
    signed = json.loads(scope.read_text("utf-8"))
    payload = base64.b64decode(signed["payload"]).replace(b"SIP-06", b"SIP-07")
    signed["payload"] = base64.b64encode(payload).decode()
    changed.write_text(json.dumps(signed), "utf-8")
    words = [*runs.words(changed, _TARGETS), "--go", "-o", str(tmp_path / "out")]
    with lab.counter() as count:
        said = lab.run(["-m", "ng911risk", *words])

    assert said.returncode != 0
    assert _said(count) == 0


def test_without_the_beacon_nothing_but_its_question_is_sent(
    lab: Lab, runs: Runs, scope: Path, tmp_path: Path
) -> None:
    words = [*runs.words(scope, _TARGETS), "--go", "-o", str(tmp_path / "out")]
    with lab.down("beacon"), lab.counter() as count:
        said = lab.run(["-m", "ng911risk", *words])

    assert "beacon" in said.stdout + said.stderr
    assert set(count.receivers) == {"10.91.0.20"}
    assert count.receivers["10.91.0.20"] <= 3


def test_a_host_with_a_way_out_is_refused(
    lab: Lab, runs: Runs, scope: Path, tmp_path: Path
) -> None:
    words = [*runs.words(scope, _TARGETS), "--go", "-o", str(tmp_path / "out")]
    route = ("default", "via", "10.91.0.30", "dev", "e0")
    network.tool(*network.inside("asr"), "ip", "route", "add", *route)
    try:
        with lab.counter() as count:
            said = lab.run(["-m", "ng911risk", *words])
    finally:
        network.tool(*network.inside("asr"), "ip", "route", "del", *route)

    assert said.returncode != 0
    assert "default route" in said.stdout + said.stderr
    assert _said(count) == 0
