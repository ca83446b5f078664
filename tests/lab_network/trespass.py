"""
Runs on the assessor: a small keeper, and processes that look which do as they please.

    python -m tests.lab_network.trespass BEHAVIOUR FOLDER KILL_FILE OBSERVER

What it did and what was counted comes as JSON. The real keeper is in ng911risk.lab.running; this
one runs what no check of ours may do.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ng911risk.lab.check import ClientIdentity, Refused, Target, TlsOffer
from ng911risk.lab.door import privileges
from ng911risk.lab.door.governor import Governor
from ng911risk.lab.door.host import Host, Interface, this_host
from ng911risk.lab.door.kernel import NoTable, contain
from ng911risk.lab.door.privileges import ASSESSOR_UID, own_uid_possible
from ng911risk.lab.door.recording import Recording
from ng911risk.lab.door.tls import identities
from ng911risk.lab.door.wire import Credentials, Door, place_of
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import BeaconMark, LabScope, LabTarget, LabZone, ScopeNetwork

INSIDE: Final = "10.91.0.30"
HARD: Final = "10.91.0.31"
EXCLUDED: Final = "10.91.0.20"
OUTSIDE: Final = ("10.91.0.40", "10.91.0.50", "10.91.0.200")
NOBODY: Final = (EXCLUDED, *OUTSIDE, "10.91.0.16", "10.91.0.255", "255.255.255.255", "224.0.0.9")
PER_SECOND: Final = 100
IN_ALL: Final = 150
FRAMES: Final = 3_000

_QDISC_BYPASS: Final = 20
_SOL_PACKET: Final = 263
_SOL_UDP: Final = 17
_UDP_SEGMENT: Final = 103
_OUTLIVES_S: Final = 4
_BROADCAST: Final = b"\xff" * 6


def scope(kill_file: str, observer: str) -> LabScope:
    """.16 to .31 without .20."""
    now = _now()
    return LabScope(
        id="door",
        authoriser="a test",
        purpose="a test",
        contact="nobody",
        lab_attestation="network namespaces",
        interface="e0",
        observer=observer,
        networks=tuple(
            ScopeNetwork(network=one, zone=LabZone.ESINET)
            for one in ("10.91.0.16/28", f"{HARD}/32")  # the last address of the first
        ),
        excluded=(EXCLUDED,),
        checks=("SIP-01", "L2-01"),
        not_before=now - timedelta(hours=1),
        not_after=now + timedelta(hours=1),
        packets_per_second=PER_SECOND,
        packets_in_all=IN_ALL,
        packets_per_check=IN_ALL,
        kill_file=kill_file,
        beacon=BeaconMark(address=INSIDE, token="0" * 64),
    )


# --- what no check of ours does -------------------------------------------------------


def trespass(authorised: LabScope, host: Host, _door: Door) -> dict[str, Any]:
    """Own sockets of every kind, to everywhere, as fast as they go."""
    ports = [one for one in host.interfaces if not one.loopback]
    for port in ports:
        _datagrams(port)
        _calls(port)
        _raw(port)
        with contextlib.suppress(PermissionError):
            _frames(port)
    return {"escapes": [name for name, way in _ESCAPES.items() if _works(way)]}


def _datagrams(port: Interface) -> None:
    for address in (*NOBODY, INSIDE):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, port.name.encode())
            for _ in range(5):
                with contextlib.suppress(OSError):
                    line.sendto(b"trespass", (address, 9))


def _raw(port: Interface) -> None:
    """IP packets that say who sent them, and groups that a socket joins."""
    for source, address in (("10.91.0.10", "10.91.0.40"), ("10.91.0.40", INSIDE)):
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, port.name.encode())
            with contextlib.suppress(OSError):
                line.sendto(_ip(bytes(6), source, address)[14:50], (address, 0))
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line,
        contextlib.suppress(OSError),
    ):
        own = socket.inet_aton(str(port.addresses[0].ip))
        line.setsockopt(
            socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("239.9.1.1") + own
        )
        time.sleep(1)  # the kernel tells the neighbours a moment later


def _calls(port: Interface) -> None:
    for address in (*OUTSIDE, EXCLUDED):
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, port.name.encode())
            line.settimeout(0.1)
            with contextlib.suppress(OSError):
                line.connect((address, 5060))


def _frames(port: Interface) -> None:
    """Raw frames; half of them past the queue of the interface, with or without a lie."""
    mac = bytes.fromhex(port.mac.replace(":", ""))
    shapes = [
        *(_ip(mac, "10.91.0.10", address) for address in NOBODY),
        _ip(mac, "10.91.0.40", INSIDE),
        _ip(b"\x02\0\0\0\0\x99", "10.91.0.10", INSIDE),
        _arp(mac, "10.91.0.40", "10.91.0.30"),
        _arp(mac, "10.91.0.10", "10.91.0.40"),
        _tag(_ip(mac, "10.91.0.10", INSIDE)),
        _BROADCAST + mac + b"\x88\xcc" + bytes(50),
        _BROADCAST + mac + b"\x86\xdd" + bytes(60),
        bytes.fromhex("0180c2000000") + mac + b"\x00\x26\x42\x42\x03" + bytes(50),
        _lie(mac),
    ]
    for bypass in (0, 1):
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as line:
            line.setsockopt(_SOL_PACKET, _QDISC_BYPASS, bypass)
            for kind in (0, 0x0800, 0x0806):
                for frame in shapes:
                    for _ in range(20):
                        with contextlib.suppress(OSError):
                            line.sendto(frame, (port.name, kind))
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as line:
        line.bind((port.name, 0))
        good = _ip(mac, "10.91.0.10", INSIDE)
        for _ in range(FRAMES):
            with contextlib.suppress(OSError):
                line.send(good)


def _ip(mac: bytes, source: str, target: str) -> bytes:
    """A UDP datagram of eight bytes in a frame to everybody; no check sums."""
    ends = socket.inet_aton(source) + socket.inet_aton(target)
    head = struct.pack("!BBHHHBBH", 0x45, 0, 36, 0, 0, 64, 17, 0) + ends
    return _BROADCAST + mac + b"\x08\x00" + head + struct.pack("!HHHH", 9, 9, 16, 0) + bytes(26)


def _arp(mac: bytes, sender: str, target: str) -> bytes:
    body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2)
    ends = mac + socket.inet_aton(sender) + bytes(6) + socket.inet_aton(target)
    return _BROADCAST + mac + b"\x08\x06" + body + ends + bytes(18)


def _tag(frame: bytes) -> bytes:
    return frame[:12] + b"\x81\x00\x00\x05" + frame[12:]


def _lie(mac: bytes) -> bytes:
    """A tagged frame whose bytes read like IP to the scope for whoever believes the sender."""
    return _ip(mac, "10.91.0.10", INSIDE).replace(b"\x08\x00\x45", b"\x81\x00\x45", 1)


def _works(way: Callable[[], object]) -> bool:
    try:
        way()
    except OSError:
        return False
    return True


def _take_the_table_away() -> None:
    nft = shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin") or "nft"
    done = subprocess.run(
        [nft, "delete", "table", "netdev", "ng911risk_lab"], capture_output=True, check=False
    )
    if done.returncode:
        raise PermissionError


_ESCAPES: Final[dict[str, Callable[[], object]]] = {
    "AF_XDP": lambda: socket.socket(44, socket.SOCK_RAW).close(),
    "become root": lambda: os.setuid(0),
    "kill the keeper": lambda: os.kill(os.getppid(), 0),
    "take the table away": _take_the_table_away,
    "read the keeper": lambda: Path("/proc", str(os.getppid()), "environ").read_bytes(),
}


def leave_somebody(_authorised: LabScope, _host: Host, _door: Door) -> dict[str, Any]:
    """Start a process that outlives the run, and then talks to somebody outside of the scope."""
    ways = {"fork": _forked, "thread": lambda: threading.Thread(target=int).start()}
    return {"started": [name for name, way in ways.items() if _works(way)]}


def _forked() -> None:
    if os.fork():
        return
    os.setsid()
    os.closerange(0, 1_000)
    until = time.monotonic() + _OUTLIVES_S
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                line.sendto(b"still here", (OUTSIDE[0], 9))
            time.sleep(0.05)
    os._exit(0)


def say_much_at_once(_authorised: LabScope, _host: Host, _door: Door) -> dict[str, Any]:
    """A long text over TCP, handed to the kernel in one piece; and datagrams to be cut up."""
    with socket.socket() as line:
        line.settimeout(5)
        line.connect((INSIDE, 5060))
        line.sendall(_OPTIONS + bytes(30_000))
    cut = {"option": _cut_by_option, "message": _cut_by_message}
    return {"escapes": [name for name, way in cut.items() if _works(way)]}


def _cut_by_option() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(_SOL_UDP, _UDP_SEGMENT, 20)
        line.sendto(bytes(1_200), (INSIDE, 9))


def _cut_by_message() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        told = [(_SOL_UDP, _UDP_SEGMENT, struct.pack("H", 20))]
        line.sendmsg([bytes(1_200)], told, 0, (INSIDE, 9))


# --- what checks of ours do -----------------------------------------------------------


def behave(_authorised: LabScope, _host: Host, door: Door) -> dict[str, Any]:
    """UDP, TCP, TLS, a port that is closed and a target that is not there."""
    hard = LabTarget(id="hard", kind=AssetKind.BCF, address=HARD)
    target = Target(about=hard, zone=LabZone.ESINET)
    with door.udp() as line:
        line.send(_OPTIONS, INSIDE, 5060)
        answered = line.receive(2) is not None
    with door.udp(second=True) as line:
        line.send(_OPTIONS, INSIDE, 5060)
        second = line.receive(2) is not None
    with door.tcp(INSIDE, 5060) as stream:
        connected = stream.answer.value
    with door.tcp(INSIDE, 9) as stream:
        closed = stream.answer.value
    with door.tcp("10.91.0.29", 9, seconds=1) as stream:
        absent = stream.answer.value
    offer = TlsOffer(client=ClientIdentity.STRANGER)
    with door.tls(target, 5061, offer) as stream:
        stream.send(b"OPTIONS")
        stream.receive(0.5)
        chain = len(stream.certificates)
    return {
        "answers": [answered, second, connected, closed, absent, chain],
        "asked": door._governor.packets,
    }


def frames(_authorised: LabScope, _host: Host, door: Door) -> dict[str, Any]:
    """A frame out of each port that the other one sees."""
    door._governor.begin("L2-01", 10)
    seen = []
    with door.frames() as ports:
        for observer, mac in ((False, ports.mac), (True, ports.observer_mac)):
            own = bytes.fromhex(mac.replace(":", ""))
            frame = _BROADCAST + own + b"\x88\xb5" + b"ng911risk" + bytes(40)
            ports.send(frame, observer=observer)
            heard = ports.listen(0.3)
            seen.append([one.port for one in heard if one.data.startswith(frame)])
    return {"seen": seen, "asked": door._governor.packets}


def talk(_authorised: LabScope, _host: Host, door: Door) -> dict[str, Any]:
    """One packet after the other, until the door says no."""
    why = ""
    with door.udp() as line:
        try:
            while True:
                line.send(b"talk", INSIDE, 9)
        except Refused as refused:
            why = str(refused)
    return {"why": why, "asked": door._governor.packets}


_OPTIONS: Final = (
    f"OPTIONS sip:{INSIDE} SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 10.91.0.10:5060;branch=z9hG4bKdoor;rport\r\n"
    "From: <sip:door@10.91.0.10>;tag=1\r\n"
    f"To: <sip:{INSIDE}>\r\n"
    "Call-ID: door\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
).encode()
_BEHAVIOURS: Final = {
    one.__name__: one for one in (trespass, leave_somebody, say_much_at_once, behave, frames, talk)
} | {
    "talk until killed": talk,
    "talk until the keeper dies": talk,
}
_KILLED_AFTER_S: Final = 0.8


# --- the keeper -----------------------------------------------------------------------


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one clock of a program of the tests


def main(behaviour: str, folder: Path, kill_file: str, observer: str) -> dict[str, Any]:
    """Put the table in place, record, let a process look, count, and leave nothing behind."""
    authorised, host = scope(kill_file, observer), this_host()
    uid = None if own_uid_possible() else ASSESSOR_UID
    try:
        table = contain(authorised, host, uid, closed=True)
    except Refused as refused:
        return {"refused": str(refused)}
    ports = [name for name in ("e0", observer) if name]
    recording = Recording(folder / f"{behaviour}{time.monotonic_ns()}.pcap", ports)
    if not isinstance(table, NoTable):
        table.open()
    if behaviour == "talk until killed":
        threading.Timer(_KILLED_AFTER_S, Path(kill_file).touch).start()
    if behaviour == "talk until the keeper dies":
        threading.Timer(_KILLED_AFTER_S, os.kill, (os.getpid(), signal.SIGKILL)).start()
    began = _now().timestamp()
    with _process(behaviour, authorised, host) as answer:
        privileges.as_keeper()
        said: dict[str, Any] = json.loads(answer() or "{}")
    said["began"] = began
    if isinstance(table, NoTable):
        return said | {"no table": table.why, "recorded": recording.stop().outgoing}
    table.seal()
    said["ended"] = _now().timestamp()
    made, counted = recording.stop(), table.counts()
    table.remove()
    assert counted is not None
    return said | {
        "recorded": made.outgoing,
        "missed": made.missed,
        "sent": counted.sent,
        "refused by the kernel": counted.refused,
        "left behind": table.counts() is not None,
    }


@contextlib.contextmanager
def _process(behaviour: str, authorised: LabScope, host: Host) -> Iterator[Callable[[], str]]:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        with os.fdopen(into, "w") as file:
            try:
                json.dump(_look(behaviour, authorised, host), file)
            except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
                traceback.print_exc()
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as file:
        yield file.read
    os.waitpid(child, 0)


def _look(behaviour: str, authorised: LabScope, host: Host) -> dict[str, Any]:
    def now() -> datetime:
        return authorised.not_before + timedelta(minutes=5)

    governor = Governor(authorised, clock=time.monotonic, sleep=time.sleep, now=now)
    credentials = Credentials(identities=identities(None, authorised.not_before))
    door = Door(governor, place_of(authorised, host), credentials, now)
    note = privileges.as_assessor()
    governor.begin("SIP-01", 10_000)
    return {"note": note} | _BEHAVIOURS[behaviour](authorised, host, door)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])))  # noqa: T201 - its answer
