"""
The door on a real network: what the kernel lets out, counted by itself, by us and from outside.

What misbehaves is `trespass.py`; it runs on the assessor.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from ng911risk.lab.door.kernel import table_of
from ng911risk.lab.door.pace import pace_of
from ng911risk.model.lab import LabZone, ScopeNetwork
from tests.lab.door.standing import LAB, lab_scope, loopback, scope
from tests.lab_network import network
from tests.lab_network.laboratory import Lab
from tests.lab_network.trespass import HARD, IN_ALL, INSIDE, OUTSIDE, PER_SECOND

pytestmark = pytest.mark.lab

SIX = (ScopeNetwork(network="fd00::/120", zone=LabZone.ESINET),)
KILL = Path("/run", f"{network.namespace('door')}.stop")  # where everybody may look
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Seen:
    """What the switch saw come out of both ports of the assessor."""

    frames: dict[str, list[tuple[float, bytes]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(one) for one in self.frames.values())

    @property
    def targets(self) -> set[str]:
        """Addresses that were sent to, or asked for; a frame of another kind is told as it is."""
        return {_target(data) for one in self.frames.values() for _, data in one}


def _target(frame: bytes) -> str:
    kind = frame[12:14]
    if kind == b"\x08\x00":
        return str(IPv4Address(frame[30:34]))
    if kind == b"\x08\x06":
        return str(IPv4Address(frame[38:42]))
    return f"type {kind.hex()}"


def _read(path: Path) -> list[tuple[float, bytes]]:
    """Frames of a capture of tcpdump, with their times."""
    data, at, found = path.read_bytes(), 24, []
    while at < len(data):
        seconds, micros, size, _ = struct.unpack_from("=IIII", data, at)
        found.append((seconds + micros / 1e6, data[at + 16 : at + 16 + size]))
        at += 16 + size
    return found


@pytest.fixture
def run(lab: Lab, tmp_path: Path) -> Callable[..., tuple[dict[str, Any], Seen]]:
    """Let something run on the assessor; what it says, and what the switch saw."""

    def one(
        behaviour: str, observer: str = "e1", before: tuple[str, ...] = ()
    ) -> tuple[dict[str, Any], Seen]:
        seen = Seen()
        command = [sys.executable, "-m", "tests.lab_network.trespass"]
        given = [behaviour, str(tmp_path), str(KILL), observer]
        files = {port: tmp_path / f"{port}{time.monotonic_ns()}.pcap" for port in ("e0", "e1")}
        with lab.capture(files["e0"], "e0"), lab.capture(files["e1"], "e1"):
            done = subprocess.run(
                [*network.inside("asr"), *before, *command, *given],
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            time.sleep(0.2)
        assert done.stderr == ""
        said: dict[str, Any] = json.loads(done.stdout)
        # before and after, the machine answers whoever asks for its address
        began, ended = said.get("began", 0.0), said.get("ended", math.inf)
        for port, path in files.items():
            seen.frames[port] = [one for one in _read(path) if began <= one[0] <= ended]
        return said, seen

    return one


@pytest.mark.parametrize("observer", ["e1", ""])
def test_not_one_frame_leaves_the_scope_whatever_sockets_are_opened(
    run: Callable[..., tuple[dict[str, Any], Seen]], observer: str
) -> None:
    said, seen = run("trespass", observer)
    pace = pace_of(PER_SECOND)

    assert seen.targets == {INSIDE}
    assert said["escapes"] == []
    # of thousands that were offered, what a run may send, and no more in a second than it may
    assert said["sent"] == seen.count <= IN_ALL
    assert seen.count > pace.burst
    times = sorted(at for one in seen.frames.values() for at, _ in one)
    for began in times:
        assert sum(began <= at < began + 1 for at in times) <= PER_SECOND
    assert said["refused by the kernel"] > 6_000
    assert not said["left behind"]
    if not observer:
        # another interface of this machine, though it stands in the scope's network
        assert seen.frames["e1"] == []


def test_kernel_recording_and_the_switch_count_the_same_frames(
    run: Callable[..., tuple[dict[str, Any], Seen]],
) -> None:
    said, seen = run("behave")

    assert said["answers"] == [True, True, "connected", "refused", "silent", 2]
    assert seen.targets == {INSIDE, HARD, "10.91.0.29"}
    assert said["sent"] == said["recorded"] == seen.count
    assert said["refused by the kernel"] == said["missed"] == 0
    # what was asked for is what left, but for ARP: more was paid for than was used
    arp = sum(data[12:14] == b"\x08\x06" for one in seen.frames.values() for _, data in one)
    assert 0 < seen.count - arp <= said["asked"]


def test_each_port_sees_the_frames_of_the_other(
    run: Callable[..., tuple[dict[str, Any], Seen]],
) -> None:
    said, seen = run("frames")

    assert said["seen"] == [[1], [0]]
    assert seen.targets == {"type 88b5"}
    assert said["asked"] == said["sent"] == said["recorded"] == seen.count == 2


def test_a_budget_ends_what_talks(run: Callable[..., tuple[dict[str, Any], Seen]]) -> None:
    said, seen = run("talk")
    arp = sum(data[12:14] == b"\x08\x06" for _, data in seen.frames["e0"])

    assert said["asked"] == IN_ALL
    assert "has spent its 150 packets" in said["why"]
    # ARP counts for the kernel too, so it may have kept the last ones back
    assert IN_ALL - arp <= seen.count - arp <= IN_ALL


def test_after_the_kill_file_at_most_one_packet_leaves(
    run: Callable[..., tuple[dict[str, Any], Seen]],
) -> None:
    try:
        said, seen = run("talk until killed")
        killed = KILL.stat().st_mtime
    finally:
        KILL.unlink(missing_ok=True)

    assert "kill file is there" in said["why"]
    assert 0 < said["asked"] < IN_ALL
    assert sum(at > killed for at, _ in seen.frames["e0"]) <= 1


def test_a_keeper_that_is_killed_takes_the_assessor_along_and_leaves_the_table(
    lab: Lab, run: Callable[..., tuple[dict[str, Any], Seen]], tmp_path: Path
) -> None:
    words = ["-m", "tests.lab_network.trespass", "talk until the keeper dies", str(tmp_path)]
    with lab.counter() as alive:
        done = lab.run([*words, str(KILL), "e1"], PYTHONPATH=str(ROOT))
    time.sleep(0.1)
    with lab.counter() as dead:
        time.sleep(0.5)

    assert done.returncode == -signal.SIGKILL or "Killed" in done.stderr
    assert alive.receivers[INSIDE] > 1
    assert INSIDE not in dead.receivers
    assert "ng911risk_lab" in network.tool(*network.inside("asr"), "nft", "list", "tables")

    said, _ = run("frames")
    assert said["sent"] == 2
    assert not said["left behind"]


def test_nobody_is_left_who_could_send_when_the_table_is_gone(
    lab: Lab, run: Callable[..., tuple[dict[str, Any], Seen]]
) -> None:
    said, _ = run("leave_somebody")
    with lab.counter() as after:
        time.sleep(1)

    assert said["started"] == ["thread"]
    assert not said["left behind"]
    assert OUTSIDE[0] not in after.receivers


def test_what_is_said_at_once_leaves_in_packets_that_the_table_counts(
    run: Callable[..., tuple[dict[str, Any], Seen]],
) -> None:
    said, seen = run("say_much_at_once")
    lengths = [len(data) for one in seen.frames.values() for _, data in one]

    assert said["escapes"] == []
    assert said["sent"] == said["recorded"] == seen.count
    assert max(lengths) <= 1_514
    assert sum(lengths) > 20_000


_UNSHARE = (shutil.which("unshare") or "unshare",)


def _without_nft() -> tuple[str, ...]:
    """In a namespace of files of its own, where nft cannot be started."""
    nft = shutil.which("nft", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    hide = f'mount --bind /dev/null "{nft}" && exec "$@"'
    return (*_UNSHARE, "--mount", "sh", "-c", hide, "sh")


def test_without_nft_only_the_code_holds_and_it_says_so(
    run: Callable[..., tuple[dict[str, Any], Seen]],
) -> None:
    said, seen = run("frames", "e1", _without_nft())

    assert said["no table"] == "the program nft is missing"
    assert said["recorded"] == seen.count == 2


def test_without_nft_and_with_another_way_out_nothing_is_sent(
    run: Callable[..., tuple[dict[str, Any], Seen]],
) -> None:
    said, seen = run("talk", "", _without_nft())

    assert "other ways out: e1" in said["refused"]
    assert seen.count == 0


def test_where_the_user_of_the_assessor_is_unknown_the_table_holds_all_the_same(
    lab: Lab,
) -> None:
    told = (
        "from ng911risk.lab.door import privileges;"
        "print(privileges.own_uid_possible());print(privileges.as_assessor())"
    )
    done = subprocess.run(
        [*_UNSHARE, "--user", "--map-root-user", "--net", sys.executable, "-c", told],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == 2 * "user 911911 is not known in this user namespace\n"


def _port(what: str) -> dict[str, Any]:
    """What `port.py` says: one port under the table, without any other hold."""
    done = subprocess.run(
        [*_UNSHARE, "--net", sys.executable, "-m", "tests.lab_network.port", what],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_frame_that_would_become_many_is_kept_back() -> None:
    said = _port("long")

    assert said["lengths"] == []
    assert said["refused"] == 1
    assert said["left as it was"]
    assert _port("short")["sent"] == 1


def test_only_a_target_or_its_group_is_asked_for_its_hardware_address_and_nothing_more() -> None:
    said = _port("asking")

    assert said["receivers"] == ["ff02::1:ff00:30", "fd00::30"]


@pytest.mark.parametrize(
    "made",
    [
        table_of(lab_scope(), LAB, 911_911),
        table_of(lab_scope(), LAB, None, closed=True),
        table_of(lab_scope(*(f"L2-0{n}" for n in range(1, 8))), LAB, 911_911),
        table_of(lab_scope(networks=SIX, excluded=("fd00::9", "fd00::40/124")), LAB, 911_911),
        table_of(scope(packets_in_all=20_000, packets_per_second=1), loopback(), 911_911),
    ],
)
def test_nft_takes_every_table(made: str) -> None:
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    both = "ip link add e0 type veth peer name e1 && nft -f -"
    done = subprocess.run(
        [*_UNSHARE, "--net", "sh", "-c", both],
        env=os.environ | {"PATH": path},
        input=made,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.returncode == 0
