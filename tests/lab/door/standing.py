"""What tests of the door stand on: a scope over loopback, servers that answer, a governor."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_interface

from ng911risk.lab.door.governor import Governor
from ng911risk.lab.door.host import Host, Interface
from ng911risk.lab.door.wire import Credentials, Door, place_of
from ng911risk.model.lab import BeaconMark, LabScope, LabZone, ScopeNetwork

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOOPBACK = "127.0.0.1"


def scope(**changes: object) -> LabScope:
    fields: dict[str, object] = {
        "id": "lab-1",
        "authoriser": "A. Authoriser",
        "purpose": "a test",
        "contact": "room 9",
        "lab_attestation": "no call passes here",
        "interface": "lo",
        "networks": (ScopeNetwork(network="127.0.0.0/24", zone=LabZone.ESINET),),
        "checks": ("SIP-01", "L2-01"),
        "not_before": NOW - timedelta(hours=1),
        "not_after": NOW + timedelta(hours=1),
        "packets_per_second": 200,
        "kill_file": "/nonexistent-kill-file",
        "beacon": BeaconMark(address=LOOPBACK, token="0" * 64),
    }
    return LabScope(**(fields | changes))  # type: ignore[arg-type]  # as a test wants


class Hours:
    """A clock that only sleep moves."""

    def __init__(self) -> None:
        self.at = 1_000.0
        self.day = NOW

    def clock(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def now(self) -> datetime:
        return self.day


def governor(hours: Hours | None = None, **changes: object) -> Governor:
    """One whose check SIP-01 has begun, with the time of `hours` or the true one."""
    clock, sleep = (hours.clock, hours.sleep) if hours else (time.monotonic, time.sleep)
    now = hours.now if hours else lambda: NOW
    made = Governor(scope(**changes), clock=clock, sleep=sleep, now=now)
    made.begin("SIP-01", 10_000)
    return made


def loopback() -> Host:
    lo = Interface(
        name="lo",
        up=True,
        loopback=True,
        mac="",
        addresses=(ip_interface("127.0.0.1/8"), ip_interface("127.0.0.2/8")),
    )
    return Host(interfaces=(lo,), routes=())


def interface(name: str, *addresses: str, mac: str = "", up: bool = True) -> Interface:
    return Interface(
        name=name,
        up=up,
        loopback=name == "lo",
        mac=mac,
        addresses=tuple(ip_interface(one) for one in addresses),
    )


LO = interface("lo", "127.0.0.1/8")
E0 = interface("e0", "10.91.0.10/24", "fd00::10/120", mac="02:00:00:00:00:10")
E1 = interface("e1", "10.91.0.66/24", mac="02:00:00:00:00:66")
LAB = Host(interfaces=(LO, E0, E1), routes=())


def lab_scope(*checks: str, **changes: object) -> LabScope:
    fields: dict[str, object] = {
        "interface": "e0",
        "observer": "e1",
        "networks": (ScopeNetwork(network="10.91.0.0/25", zone=LabZone.ESINET),),
        "excluded": ("10.91.0.9",),
        "checks": checks or ("SIP-01",),
        "packets_per_second": 50,
        "packets_in_all": 1_234,
        "bytes_in_all": 56_789,
    }
    return scope(**(fields | changes))


def door(credentials: Credentials | None = None, **changes: object) -> Door:
    authorised = scope(**changes)
    return Door(
        governor(None, **changes),
        place_of(authorised, loopback()),
        credentials or Credentials(),
        lambda: NOW,
    )


@contextmanager
def listening(answer: Callable[[socket.socket], None], address: str = LOOPBACK) -> Iterator[int]:
    """A TCP server in a thread of its own; the port. `answer` gets each connection once."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as server:
        server.settimeout(10)

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(5)
                    try:
                        answer(line)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def echo(line: socket.socket) -> None:
    """Say back what is said, until the other end is done."""
    while data := line.recv(65_536):
        line.sendall(data)
