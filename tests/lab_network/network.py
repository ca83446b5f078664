"""
The wires of the lab: namespaces, the switch between them, addresses. Made by iproute2.

The names of the namespaces hold the id of the process that made them, so two runs beside each
other never meet, and a later run finds what a killed one left behind.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SWITCH: Final = "sw"
BRIDGE: Final = "br0"
_PREFIX: Final = "ng911lab"
_OURS: Final = re.compile(rf"{_PREFIX}-(\d+)-\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Port:
    """One interface of a host: its name in there, its addresses, its port on the switch."""

    host: str
    name: str
    addresses: tuple[str, ...]

    @property
    def at_switch(self) -> str:
        """The interface at the other end of the wire."""
        return f"{self.host}-{self.name}"


# The second port of the assessor must not answer for the first, so it comes after it.
PORTS: Final = (
    Port(host="asr", name="e0", addresses=("10.91.0.10", "10.91.0.11")),
    Port(host="asr", name="e1", addresses=("10.91.0.66",)),
    Port(host="osp", name="e0", addresses=("10.91.0.20",)),
    Port(host="bcf", name="e0", addresses=tuple(f"10.91.0.{n}" for n in range(30, 36))),
    Port(host="psap", name="e0", addresses=("10.91.0.40", "10.91.0.41")),
    Port(host="loc", name="e0", addresses=("10.91.0.50", "10.91.0.51")),
    Port(host="dns", name="e0", addresses=tuple(f"10.91.0.{n}" for n in range(60, 64))),
    Port(host="seg", name="e0", addresses=("10.91.0.70",)),
    Port(host="segh", name="e0", addresses=("10.91.0.71",)),
    Port(host="turn", name="e0", addresses=("10.91.0.80", "10.91.0.81")),
)
HOSTS: Final = (SWITCH, *dict.fromkeys(port.host for port in PORTS))

_SETTLE: Final = Path(__file__).with_name("servers") / "settle.py"


def namespace(host: str) -> str:
    """The name of the namespace of `host` in this run."""
    return f"{_PREFIX}-{os.getpid()}-{host}"


def inside(host: str) -> list[str]:
    """What stands before a command to run it on `host`."""
    return ["ip", "netns", "exec", namespace(host)]


def tool(*command: str, text: str | None = None) -> str:
    """Run a tool of the system and give back what it says; a failure names the command."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}{text or ''}")
    return done.stdout


def build() -> None:
    """Make every namespace, the switch and the wires."""
    tool("ip", "-batch", "-", text="".join(f"netns add {namespace(host)}\n" for host in HOSTS))
    tool("ip", "-batch", "-", text="".join(f"{_wire(port)}\n" for port in PORTS))
    for host in HOSTS:
        own = [port for port in PORTS if port.host == host]
        tool(sys.executable, str(_SETTLE), namespace(host), *(port.name for port in own))
        tool("ip", "-netns", namespace(host), "-batch", "-", text=_host(host, own))


def _wire(port: Port) -> str:
    """The command of iproute2 that lays one wire."""
    near = f"{port.name} netns {namespace(port.host)}"
    far = f"{port.at_switch} netns {namespace(SWITCH)}"
    return f"link add {near} type veth peer name {far}"


def _host(host: str, ports: Sequence[Port]) -> str:
    """The commands of iproute2 that bring one host up."""
    lines = ["link set lo up"]
    if host == SWITCH:
        lines.append(f"link add {BRIDGE} type bridge stp_state 0 forward_delay 0")
        lines.append(f"link set {BRIDGE} up")
        lines += [f"link set {port.at_switch} master {BRIDGE} up" for port in PORTS]
    for number, port in enumerate(ports):
        # only the first port is the way to the network
        route = " noprefixroute" if number else ""
        lines += [f"addr add {one}/24 dev {port.name}{route}" for one in port.addresses]
        lines.append(f"link set {port.name} up")
    return "".join(f"{line}\n" for line in lines)


def remove() -> None:
    """Take this run's namespaces away, with whatever still runs in them."""
    for host in HOSTS:
        _remove(namespace(host))


def remove_leftovers() -> None:
    """Take away what earlier runs left whose process is gone."""
    for entry in Path("/run").glob("netns/*"):
        found = _OURS.fullmatch(entry.name)
        if found and not Path("/proc", found[1]).exists():
            _remove(entry.name)


def _remove(name: str) -> None:
    if not Path("/run/netns", name).exists():
        return
    for pid in tool("ip", "netns", "pids", name).split():
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue
    tool("ip", "netns", "del", name)
