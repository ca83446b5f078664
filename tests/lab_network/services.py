"""
The services of the lab: what runs where, and what must listen before it counts as up.

A service is a process of its own, so each can be stopped and started alone.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
CONFIGS: Final = _HERE / "configs"


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """
    One program of the lab.

    Attributes:
        host: The namespace that it runs in.
        command: What is started, with @CONFIGS@, @CERTIFICATES@ and @RUN@ for the folders.
        listens: Ports that must be open before it is up: "udp 10.91.0.30 5060".
        from_start: Whether it runs as soon as the lab stands.
        after: Services that must be up before it starts.
    """

    host: str
    command: tuple[str, ...]
    listens: tuple[str, ...]
    from_start: bool = True
    after: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The program that must be installed."""
        return self.command[0]


def _kamailio(which: str, *listens: str, after: tuple[str, ...] = ()) -> Service:
    files = ("-f", f"@CONFIGS@/kamailio-{which}.cfg", "-Y", f"@RUN@/{which}", "-w", "@RUN@")
    command = ("kamailio", "-DD", "-m", "64", "-M", "8", *files)
    return Service(host="bcf", command=command, listens=listens, after=after)


def _anchor(address: str, port: int, *extra: str) -> Service:
    command = (
        "rtpengine",
        "--config-file=none",  # Debian's own opens ports that two instances would fight for
        "--table=-1",
        f"--interface={address}",
        f"--listen-ng=127.0.0.1:{port}",
        "--port-min=30000",
        "--port-max=30100",
        "--foreground",
        "--log-stderr",
        *extra,
    )
    return Service(host="bcf", command=command, listens=(f"udp 127.0.0.1 {port}",))


def _script(host: str, name: str, *rest: str, listens: tuple[str, ...]) -> Service:
    command = (sys.executable, str(_HERE / "servers" / f"{name}.py"), *rest)
    return Service(host=host, command=command, listens=listens)


def _turn(address: str, *extra: str) -> Service:
    fixed = ("-n", "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout", "--simple-log")
    files = (f"--db=@RUN@/turn-{address}", f"--pidfile=@RUN@/turn-{address}.pid")
    return Service(
        host="turn",
        command=("turnserver", *fixed, *files, "-L", address, *extra),
        listens=(f"udp {address} 3478", f"tcp {address} 3478"),
    )


def _psap(address: str, manner: str) -> Service:
    return _script(
        "psap",
        "psap",
        address,
        manner,
        f"@RUN@/heard-{address}",
        listens=(f"udp {address} 5060", f"tcp {address} 5060"),
    )


def _segment(host: str, address: str) -> Service:
    ports = ("22", "23", "80", "443", "3389", "5060", "5432")
    listens = tuple(f"tcp {address} {port}" for port in ports)
    return _script(host, "listeners", address, *ports, listens=listens)


SERVICES: Final = {
    "bcf-weak": _kamailio(
        "weak",
        "udp 10.91.0.30 5060",
        "tcp 10.91.0.30 5060",
        "tcp 10.91.0.30 5061",
        after=("anchor-weak",),
    ),
    "bcf-hard": _kamailio(
        "hard",
        "udp 10.91.0.31 5060",
        "tcp 10.91.0.31 5060",
        "tcp 10.91.0.31 5061",
        after=("anchor-hard",),
    ),
    "bcf-shared": _kamailio("shared", "udp 10.91.0.32 5060"),
    "bcf-tap-weak": _kamailio("tap-weak", "udp 10.91.0.34 5060"),
    "bcf-tap-hard": _kamailio("tap-hard", "udp 10.91.0.35 5060"),
    "sip-fragile": _script(
        "bcf", "fragile", "10.91.0.33", "5060", listens=("udp 10.91.0.33 5060",)
    ),
    "anchor-weak": _anchor("10.91.0.30", 2223),
    "anchor-hard": _anchor("10.91.0.31", 2233, "--endpoint-learning=off"),
    "psap-weak": _psap("10.91.0.40", "ring"),
    "psap-hard": _psap("10.91.0.41", "test"),
    "location-weak": Service(
        host="loc",
        command=("nginx", "-c", "@CONFIGS@/nginx-weak.conf", "-e", "@RUN@/nginx-weak.err"),
        listens=("tcp 10.91.0.50 80", "tcp 10.91.0.50 443"),
    ),
    "location-hard": Service(
        host="loc",
        command=("nginx", "-c", "@CONFIGS@/nginx-hard.conf", "-e", "@RUN@/nginx-hard.err"),
        listens=("tcp 10.91.0.51 443",),
    ),
    "locator-lax": _script("loc", "location", "8088", "lax", listens=("tcp 127.0.0.1 8088",)),
    "locator-strict": _script("loc", "location", "8089", "strict", listens=("tcp 127.0.0.1 8089",)),
    "dns-weak": Service(
        host="dns",
        command=("dnsmasq", "-C", "@CONFIGS@/dnsmasq-recursive.conf", "-x", "@RUN@/dnsmasq"),
        listens=("udp 10.91.0.60 53", "tcp 10.91.0.60 53"),
    ),
    "dns-hard": Service(
        host="dns",
        command=("unbound", "-d", "-c", "@CONFIGS@/unbound-hard.conf"),
        listens=("udp 10.91.0.61 53", "tcp 10.91.0.61 53"),
    ),
    "dns-transfer": Service(
        host="dns",
        command=("dnsmasq", "-C", "@CONFIGS@/dnsmasq-transfer.conf", "-x", "@RUN@/dnsmasq-t"),
        listens=("udp 10.91.0.62 53", "tcp 10.91.0.62 53"),
    ),
    "dns-signed": Service(
        host="dns",
        command=("unbound", "-d", "-c", "@CONFIGS@/unbound-signed.conf"),
        listens=("udp 10.91.0.63 53", "tcp 10.91.0.63 53"),
    ),
    "ntp-weak": Service(
        host="dns",
        command=("chronyd", "-x", "-d", "-u", "root", "-f", "@CONFIGS@/chrony-weak.conf"),
        listens=("udp 10.91.0.60 123", "udp 10.91.0.60 323"),
    ),
    "ntp-hard": Service(
        host="dns",
        command=("chronyd", "-x", "-d", "-u", "root", "-f", "@CONFIGS@/chrony-hard.conf"),
        listens=("udp 10.91.0.61 123",),
    ),
    "segment-weak": _segment("seg", "10.91.0.70"),
    "segment-hard": _segment("segh", "10.91.0.71"),
    "turn-weak": _turn("10.91.0.80", "--no-auth"),
    "turn-hard": _turn(
        "10.91.0.81", "--lt-cred-mech", "-u", "lab:only-in-the-lab", "-r", "esinet.lab"
    ),
    "neighbour": replace(_script("osp", "neighbour", listens=()), from_start=False),
    "beacon": Service(
        host="osp",
        command=(
            sys.executable,
            *("-m", "ng911risk", "lab", "beacon"),
            *("--key", "@RUN@/beacon.pem", "--address", "10.91.0.20"),
        ),
        listens=("udp 10.91.0.20 9110",),
        from_start=False,
    ),
    "announcer": Service(
        host="sw",
        # its second half has no rights and must reach the socket, or it never speaks
        command=("lldpd", "-d", "-ccc", "-u", "/run/ng911lab-lldpd", "-I", "asr-e0,asr-e1"),
        listens=(),
        from_start=False,
    ),
}
