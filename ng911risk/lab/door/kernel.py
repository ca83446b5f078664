"""
The table in the kernel that holds a run inside its scope, whatever the code does.

`table_of` is pure: from a scope and a machine to the text of the table. `contain` has nft put
it in place. It hooks where frames leave (netdev, egress), so it also sees raw ones.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_network
from typing import Final

from ng911risk.errors import NG911RiskError
from ng911risk.lab.check import Refused
from ng911risk.lab.door.governor import LAYER_2
from ng911risk.lab.door.host import Host, Interface
from ng911risk.lab.door.pace import pace_of
from ng911risk.lab.door.reach import Reach
from ng911risk.model.lab import LabScope

NAME: Final = "ng911risk_lab"
"""What the tables are called: one where frames leave, one where the assessor's packets begin."""

TABLE: Final = f"netdev {NAME}"
BEGIN: Final = f"inet {NAME}"

_SBIN: Final = "/usr/sbin:/sbin"
"""Where nft stands, also for those whose PATH leaves it out."""

_TIMEOUT_S: Final = 10

_HEADER_MAX: Final = 14 + 2 * 4
"""Ethernet with two tags: what a frame has beyond the MTU."""

_ASKING_MAX: Final = 24 + 8
"""A neighbour solicitation with the hardware address of who asks; there is no room for more."""

_GROUP_BITS: Final = 104
_GROUP: Final = int(IPv6Address("ff02::1:ff00:0"))
"""Groups of those who are asked for their hardware address: what differs is the last 24 bits."""

# what the frame says it is, and what its sender told the kernel that it is: a raw frame can
# say one and tell the other
_IP: Final = "meta protocol ip ether type ip"
_IP6: Final = "meta protocol ip6 ether type ip6"
_ARP: Final = "meta protocol arp ether type arp"

_CHECKS_OF_FRAMES: Final = {
    "L2-01": (f"{_ARP} arp saddr ip 192.0.2.0/24 arp daddr ip 192.0.2.0/24 goto bounds",),
    "L2-03": (f"{_IP} ip daddr 255.255.255.255 udp sport 67 udp dport 68 goto bounds",),
    # a router that offers nothing: lifetime 0
    "L2-04": (f"{_IP6} ip6 daddr ff02::1 icmpv6 type nd-router-advert @th,48,16 0 goto bounds",),
    # inside of one or two tags only our own kind of frame
    "L2-05": (
        "@ll,96,16 0x8100 @ll,128,16 0x88b5 goto bounds",
        "@ll,96,16 0x8100 @ll,128,16 0x8100 @ll,160,16 0x88b5 goto bounds",
    ),
    # spanning tree with the priority that cannot win
    "L2-06": ("ether daddr 01:80:c2:00:00:00 @ll,112,24 0x424203 @ll,176,16 0xf000 goto bounds",),
}
"""What each check of the switch may send beyond the frames that all of them may."""

_CHATTER: Final = (
    "mld-listener-report, mld-listener-done, mld2-listener-report, "
    "nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert"
)

_GONE: Final = "".join(f"table {one} {{}}\ndelete table {one}\n" for one in (TABLE, BEGIN))
"""Takes the tables away, whether they are there or not."""

_TO_SCOPE: Final = "goto scoped"
_GO_ON: Final = "goto bounds"

_STRANGE_MAC: Final = "L2-02"
"""The one check that sends from a hardware address that is not its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelCounts:
    """What the kernel counted."""

    sent: int
    """Frames that left by the interface and the observer."""

    refused: int
    """Frames that it kept back, those of the machine's own chatter left out."""


@dataclass(frozen=True, slots=True)
class NoTable:
    """The kernel holds nothing; only the code does."""

    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """The table, in place."""

    program: str
    """Path of nft."""

    opening: str = ""
    """What opens it, for nft; empty: it is open."""

    ports: tuple[str, ...] = ()
    """Interfaces of the scope."""

    segments: tuple[tuple[str, int], ...] = ()
    """Interfaces that made several packets of one frame before, with how many they made."""

    def counts(self) -> KernelCounts | None:
        """What it counted so far; None: the table is gone, or nft does not say."""
        done = _done(self.program, ["-j", "list", "counters"], "")
        if done.returncode != 0:
            return None
        found: Counter[str] = Counter()
        for one in json.loads(done.stdout)["nftables"]:
            counter = one.get("counter", {})
            if counter.get("table") == NAME:
                found[counter["name"]] += counter["packets"]
        if "sent" not in found:
            return None
        return KernelCounts(sent=found["sent"], refused=found["refused"])

    def open(self) -> None:
        """
        Let out what the scope allows, after `contain` was asked for a closed table.

        Raises:
            NG911RiskError: nft did not do it; nothing leaves.
        """
        done = _done(self.program, ["-f", "-"], self.opening)
        if done.returncode != 0:
            raise NG911RiskError("The table in the kernel could not be opened.")

    def seal(self) -> None:
        """Let nothing leave any more, and have the kernel forget whom it was still looking for."""
        shut = f"flush chain {TABLE} scoped\nadd rule {TABLE} scoped counter name refused drop\n"
        _done(self.program, ["-f", "-"], shut)
        ip = shutil.which("ip", path=_path())
        for port in self.ports if ip else ():
            _done(str(ip), ["neigh", "flush", "dev", port], "")

    def remove(self) -> None:
        """Take it away; the machine is as it was."""
        _done(self.program, ["-f", "-"], _GONE)
        for port, many in self.segments:
            _segmented(port, many)


def contain(
    scope: LabScope, host: Host, uid: int | None, *, closed: bool = False
) -> Table | NoTable:
    """
    Put the table in place, instead of one that an earlier run left.

    Args:
        scope: What was authorised; its interfaces are there.
        host: This machine.
        uid: User of the process that looks; None: it has none of its own.
        closed: Let nothing out until `Table.open`: a recording that begins meanwhile and the
            kernel then count the same frames.

    Raises:
        Refused: There is no table, and there are other ways out of this machine.
    """
    others = _others(scope, host)
    found = _installed(scope, host, uid, closed=closed)
    open_ones = [one.name for one in others if one.up and not one.loopback]
    if isinstance(found, NoTable) and open_ones:
        raise Refused(
            f"The kernel cannot hold packets inside the scope ({found.why}), and this machine has "
            f"other ways out: {', '.join(open_ones)}. Take them down, use a network namespace "
            "without them, or run as root with nft (package nftables)."
        )
    return found


def _installed(scope: LabScope, host: Host, uid: int | None, *, closed: bool) -> Table | NoTable:
    program = shutil.which("nft", path=_path())
    if program is None:
        return NoTable("the program nft is missing")
    interface = host.interface(scope.interface)
    if uid is None and interface is not None and interface.loopback:
        return NoTable("on the loopback interface only the packets of a user of their own are held")
    if uid is None and any(one.up and not one.loopback for one in _others(scope, host)):
        return NoTable("the process that looks cannot have a user of its own")
    # an earlier table goes in the same transaction: there is no moment without one
    done = _done(program, ["-f", "-"], _GONE + table_of(scope, host, uid, closed=closed))
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it did not say why"])[0]
        return NoTable(f"nft refused: {said}")
    # on the loopback the rule for the assessor is there already, and nobody else is held
    shut = closed and interface is not None and not interface.loopback
    ports = _ports(scope, host)
    segments = [(one.name, one.segments) for one in ports if one.segments and not one.loopback]
    for name, _ in segments:
        _segmented(name, 1)
    return Table(
        program,
        opening=f"add rule {TABLE} port {_TO_SCOPE}\n" if shut else "",
        ports=tuple(filter(None, (scope.interface, scope.observer))),
        segments=tuple(segments),
    )


def _segmented(port: str, many: int) -> None:
    """
    Say how many packets a port may make of one frame.

    With one, TCP makes its packets before the table sees them; else long frames would be dropped.
    """
    ip = shutil.which("ip", path=_path())
    if ip:
        _done(ip, ["link", "set", "dev", port, "gso_max_segs", str(many)], "")


def table_of(scope: LabScope, host: Host, uid: int | None, *, closed: bool = False) -> str:
    """
    The text of the tables.

    Args:
        scope: What was authorised.
        host: This machine; its interfaces other than those of the scope are shut for `uid`.
        uid: User of the process that looks; None: it has none of its own, and the other
            interfaces stay as they are.
        closed: Nothing leaves by the interfaces of the scope until it is opened.
    """
    ports = _ports(scope, host)
    lines = [
        *_sets(scope, ports),
        "counter sent { }",
        "counter refused { }",
        "counter chatter { }",
        _port_chain(ports, uid, closed=closed),
        _chain("scoped", _scoped(scope, ports)),
        _chain("bounds", _bounds(scope)),
    ]
    others = _others(scope, host)
    if uid is not None and others:
        hook = f"type filter hook egress devices = {_devices(others)} priority 0; policy accept;"
        shut = f"meta skuid {uid} counter name refused drop"
        lines.append(_chain("others", [hook, shut]))
    return _table(TABLE, lines) + (_beginning(ports, uid) if uid is not None else "")


def _ports(scope: LabScope, host: Host) -> list[Interface]:
    names = filter(None, (scope.interface, scope.observer))
    return [one for name in names if (one := host.interface(name)) is not None]


def _beginning(ports: Sequence[Interface], uid: int) -> str:
    """Packets of the assessor for other interfaces end before anybody asks for an address there."""
    hook = "type filter hook output priority -400; policy accept;"
    shut = f"meta skuid {uid} oifname != {_devices(ports)} counter name refused drop"
    return _table(BEGIN, ["counter refused { }", _chain("out", [hook, shut])])


def _table(name: str, lines: Iterable[str]) -> str:
    return f"table {name} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def _port_chain(ports: Sequence[Interface], uid: int | None, *, closed: bool) -> str:
    """Everything that leaves there; on the loopback only what the assessor sends."""
    hook = f"type filter hook egress devices = {_devices(ports)} priority 0;"
    if any(one.loopback for one in ports):
        return _chain("port", [f"{hook} policy accept;", f"meta skuid {uid} {_TO_SCOPE}"])
    return _chain("port", [f"{hook} policy drop;", *([] if closed else [_TO_SCOPE])])


def _sets(scope: LabScope, ports: Sequence[Interface]) -> list[str]:
    """Own addresses, targets and exceptions, for IPv4 and IPv6."""
    excluded = (*scope.excluded, *_for_all(scope))
    own = [str(one.ip) for port in ports for one in port.addresses]
    return [
        _set(f"{name}{version}", version, values)
        for name, values in (("own", own), ("inside", _inside(scope)), ("excluded", excluded))
        for version in (4, 6)
    ]


def _set(name: str, version: int, values: Iterable[str]) -> str:
    networks = (ip_network(one, strict=False) for one in values)
    found = sorted({str(one) for one in networks if one.version == version})
    elements = f" elements = {{ {', '.join(found)} }};" if found else ""
    return f"set {name} {{ type ipv{version}_addr; flags interval; auto-merge;{elements} }}"


def _scoped(scope: LabScope, ports: Sequence[Interface]) -> list[str]:
    """What may leave at all: from ourselves to the scope, and the frames that were authorised."""
    layer_2 = sorted(one for one in scope.checks if one.startswith(LAYER_2))
    macs = ", ".join(sorted({one.mac for one in ports if one.mac}))
    # a longer frame is one that the kernel or the port would cut into many behind the table
    rules = [
        f'oifname "{one.name}" meta length > {one.mtu + _HEADER_MAX} counter name refused drop'
        for one in ports
    ]
    if _STRANGE_MAC in layer_2:
        rules.append("ether type 0x88b5 goto bounds")
    if macs:
        rules.append(f"ether saddr != {{ {macs} }} counter name refused drop")
    if layer_2:
        rules.append("ether type 0x88b5 goto bounds")
    rules += [rule for check in layer_2 for rule in _CHECKS_OF_FRAMES.get(check, ())]
    return [
        *rules,
        f"{_IP} ip daddr @excluded4 counter name refused drop",
        f"{_IP6} ip6 daddr @excluded6 counter name refused drop",
        f"{_IP} ip saddr @own4 ip daddr @inside4 goto bounds",
        f"{_IP6} ip6 saddr @own6 ip6 daddr @inside6 goto bounds",
        # asking for, or telling, a hardware address, inside of the scope
        f"{_ARP} arp daddr ip @excluded4 counter name refused drop",
        f"{_ARP} arp saddr ip @own4 arp daddr ip @inside4 goto bounds",
        f"{_ARP} arp saddr ip 0.0.0.0 arp daddr ip @inside4 goto bounds",
        *(_asking(one, "counter name refused drop") for one in _of_ipv6(scope.excluded)),
        *(_asking(one, _GO_ON) for one in _of_ipv6(_inside(scope))),
        # what a machine says by itself when IPv6 is on: kept back, and no sign of a mistake
        f"icmpv6 type {{ {_CHATTER} }} counter name chatter drop",
        "counter name refused drop",
    ]


def _asking(network: IPv6Network, then: str) -> str:
    """The same for IPv6: a neighbour solicitation for an address there, to who may have it."""
    bits = network.prefixlen
    value = int(network.network_address) >> (network.max_prefixlen - bits)
    asked = f"icmpv6 type nd-neighbor-solicit @th,64,{bits} {value:#x}"
    if then != _GO_ON:
        return f"{_IP6} {asked} {then}"
    heard = f"ip6 daddr {{ {network}, {_group(network)} }} ip6 hoplimit 255"
    return f"{_IP6} ip6 saddr @own6 {heard} ip6 length <= {_ASKING_MAX} {asked} {then}"


def _group(network: IPv6Network) -> IPv6Network:
    """Groups in which the machines of a network hear that somebody looks for them."""
    own = int(network.network_address) & (1 << (network.max_prefixlen - _GROUP_BITS)) - 1
    return IPv6Network((_GROUP | own, max(network.prefixlen, _GROUP_BITS)))


def _of_ipv6(networks: Iterable[str]) -> list[IPv6Network]:
    found = (ip_network(one, strict=False) for one in networks)
    return [one for one in found if isinstance(one, IPv6Network)]


def _inside(scope: LabScope) -> list[str]:
    return [one.network for one in scope.networks]


def _for_all(scope: LabScope) -> list[str]:
    """Ends of the networks of the scope that are no single machine."""
    reach = Reach.of(scope)
    found = (ip_network(one, strict=False) for one in _inside(scope))
    ends = (str(end) for one in found for end in (one.network_address, one.broadcast_address))
    return [end for end in ends if reach.zone_of(end) is None]


def _bounds(scope: LabScope) -> list[str]:
    """How much: the rate, the packets and the bytes of the whole run."""
    pace = pace_of(scope.packets_per_second)
    no = "counter name refused drop"
    return [
        f"limit rate over {pace.kernel_rate}/second burst {pace.burst} packets {no}",
        # a bucket that nobody fills again within the run is a count
        f"limit rate over 1/day burst {scope.packets_in_all} packets {no}",
        f"quota over {scope.bytes_in_all} bytes {no}",
        "counter name sent accept",
    ]


def _others(scope: LabScope, host: Host) -> list[Interface]:
    return [one for one in host.interfaces if one.name not in {scope.interface, scope.observer}]


def _devices(ports: Iterable[Interface]) -> str:
    return "{ " + ", ".join(f'"{one.name}"' for one in ports) + " }"


def _chain(name: str, rules: Iterable[str]) -> str:
    return f"chain {name} {{\n" + "".join(f"    {rule}\n" for rule in rules) + "  }"


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:{_SBIN}"


def _done(program: str, words: Sequence[str], text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - fixed words, no shell
        [program, *words],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIMEOUT_S,
    )
