"""The witnesses outside of the assessor see every frame that it sends, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab_network import network, probes
from tests.lab_network.laboratory import Lab

pytestmark = pytest.mark.lab


def _frames(file: Path) -> list[str]:
    """One line for each frame of a capture: its receiver and its protocols."""
    fields = ("-T", "fields", "-e", "ip.dst", "-e", "frame.protocols")
    return network.tool("tshark", "-n", "-r", str(file), *fields).splitlines()


def test_a_counter_counts_what_leaves_and_to_whom(lab: Lab) -> None:
    with lab.counter() as count:
        lab.ask(probes.udp_raw, b"one", "10.91.0.70", 9)
        lab.ask(probes.udp_raw, b"two", "10.91.0.70", 9)
        lab.ask(probes.udp_raw, b"three", "10.91.0.71", 9)

    assert count.receivers == {"10.91.0.70": 2, "10.91.0.71": 1}
    assert count.ip == 3
    assert count.frames == count.arp + 3
    assert count.ip6 == count.other == 0


def test_a_counter_sees_raw_frames_too(lab: Lab) -> None:
    with lab.counter() as count:
        lab.ask(probes.crossed, "probe")
        lab.ask(probes.crossed, "tag")

    assert count.other == 2
    assert count.frames - count.arp == 2


def test_a_capture_holds_the_same_frames_as_the_counter(lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "outside.pcap"
    with lab.capture(file), lab.counter() as count:
        assert lab.ask(probes.http, "10.91.0.50", 80, "x" * 100_000) == 500
        lab.ask(probes.crossed, "probe")

    frames = _frames(file)
    assert count.receivers["10.91.0.50"] > 60
    assert len(frames) == count.frames
    assert sum(line.startswith("10.91.0.50") for line in frames) == count.receivers["10.91.0.50"]


def test_the_second_port_has_its_own_witness(lab: Lab) -> None:
    with lab.counter("e1") as quiet, lab.counter("e0") as busy:
        lab.ask(probes.udp_sip, "OPTIONS", "sip:10.91.0.30:5060", "10.91.0.30")

    assert quiet.frames - quiet.arp == 0
    assert busy.receivers == {"10.91.0.30": 1}


def test_an_idle_assessor_sends_nothing(lab: Lab) -> None:
    with lab.counter() as first, lab.counter("e1") as second:
        lab.ask(probes.port, "10.91.0.10", 9)

    assert first.frames - first.arp == second.frames - second.arp == 0
