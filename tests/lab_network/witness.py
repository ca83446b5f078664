"""
Who sees from outside what the assessor sends: a counter and a capture at its switch ports.

Both stand in the switch's namespace, where nothing that runs on the assessor can reach them.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.lab_network import network

_PORTS: Final = {"e0": "asr-e0", "e1": "asr-e1"}
_SETTLE: Final = 0.05  # s: a veth hands its frames on in the same instant, the core may be busy
_RECORDER: Final = Path(__file__).parent / "servers" / "recorder.py"
_RULES: Final = """
table netdev witness_@PORT@ {
  set receivers { type ipv4_addr; size 65535; flags dynamic; counter; }
  counter of_frames { }
  counter of_arp { }
  counter of_ip { }
  counter of_ip6 { }
  chain enter {
    type filter hook ingress device "@PORT@" priority -500; policy accept;
    counter name of_frames
    ether type arp counter name of_arp
    ether type ip counter name of_ip
    ether type ip6 counter name of_ip6
    ether type ip add @receivers { ip daddr }
  }
}
"""


@dataclass(kw_only=True, slots=True)
class Count:
    """Frames that came out of one assessor port while it was counted, filled in at the end."""

    frames: int = 0
    octets: int = 0
    arp: int = 0
    ip: int = 0
    ip6: int = 0
    receivers: dict[str, int] = field(default_factory=dict)

    @property
    def other(self) -> int:
        """Frames that were neither ARP nor IP: BPDUs, probes of layer 2, tagged frames."""
        return self.frames - self.arp - self.ip - self.ip6


@contextlib.contextmanager
def counted(interface: str) -> Iterator[Count]:
    """Count every frame that leaves `interface` of the assessor meanwhile."""
    switch = network.inside(network.SWITCH)
    rules = _RULES.replace("@PORT@", _PORTS[interface])
    table = f"witness_{_PORTS[interface]}"
    network.tool(*switch, "nft", "-f", "-", text=rules)
    count = Count()
    try:
        yield count
        time.sleep(_SETTLE)
        said = network.tool(*switch, "nft", "-j", "list", "table", "netdev", table)
        _read(count, json.loads(said)["nftables"])
    finally:
        network.tool(*switch, "nft", "delete", "table", "netdev", table)


def _read(count: Count, entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        if named := entry.get("counter"):
            name = named["name"].removeprefix("of_")
            setattr(count, name, named["packets"])
            if name == "frames":
                count.octets = named["bytes"]
        for element in entry.get("set", {}).get("elem", ()):
            value = element["elem"]
            count.receivers[value["val"]] = value["counter"]["packets"]


@contextlib.contextmanager
def captured(file: Path, interface: str) -> Iterator[Path]:
    """Record at the switch port of `interface` meanwhile; `file` is whole afterwards."""
    with subprocess.Popen(
        [*network.inside(network.SWITCH), sys.executable, _RECORDER, _PORTS[interface], file],
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError(f"the recorder ended with {process.wait()}")
        try:
            yield file
            time.sleep(_SETTLE)
        finally:
            process.terminate()
