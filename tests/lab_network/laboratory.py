"""The whole lab as one object: what the tests ask of it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from tests.lab_network import certificates, network, witness, zone
from tests.lab_network.daemon import Daemon
from tests.lab_network.servers import settle
from tests.lab_network.services import CONFIGS, SERVICES
from tests.lab_network.witness import Count

P = ParamSpec("P")
T = TypeVar("T")

_CHECKOUT: Final = Path(__file__).resolve().parents[2]
_TOOLS: Final = ("ip", "nft", "tshark")
_GUARDED_PORTS: Final = ("asr-e0", "asr-e1")


def _guards(state: str) -> list[str]:
    return [f"{port} type bridge_slave guard {state}" for port in _GUARDED_PORTS]


def missing() -> str | None:
    """Why the lab cannot be built here, or None; `tests/conftest.py` has asked for root."""
    programs = {*_TOOLS, *(one.program for one in SERVICES.values())}
    absent = sorted(name for name in programs if shutil.which(name) is None)
    return f"needs a lab network: not installed: {', '.join(absent)}" if absent else None


def _let_children_find_tests() -> None:
    """A spawned process gets our path; last on it, so that the package stays the installed one."""
    if str(_CHECKOUT) not in sys.path:
        sys.path.append(str(_CHECKOUT))


@dataclass(kw_only=True, slots=True)
class Lab:
    """
    A network with weak and hardened targets and an assessor.

    Attributes:
        folder: Certificates, filled-in configurations and logs of this run.
    """

    folder: Path
    _daemons: dict[str, Daemon] = field(default_factory=dict)
    _workers: dict[str, ProcessPoolExecutor] = field(default_factory=dict)

    # --- building -----------------------------------------------------------

    def build(self) -> None:
        """Make the network and start every service that runs from the start."""
        network.remove_leftovers()
        network.build()
        certificates.make(self.certificates)
        (self.folder / "run").mkdir()
        zone.write(self.folder / "run" / "esinet.lab.zone")
        self._write_configs()
        network.tool(*network.inside("segh"), "nft", "-f", str(self._config("segmented.nft")))
        self.start(*(name for name, one in SERVICES.items() if one.from_start))

    def remove(self) -> None:
        """Take everything away again."""
        for worker in self._workers.values():
            worker.shutdown()
        for daemon in self._daemons.values():
            daemon.stop()
        self._workers.clear()
        self._daemons.clear()
        network.remove()

    @property
    def certificates(self) -> Path:
        """The folder of certificates and keys; `certificates.make` names them."""
        return self.folder / "certificates"

    @property
    def _folders(self) -> dict[str, Path]:
        return {
            "@RUN@": self.folder / "run",
            "@CONFIGS@": self.folder / "configs",
            "@CERTIFICATES@": self.certificates,
        }

    def _config(self, name: str) -> Path:
        return self.folder / "configs" / name

    def _write_configs(self) -> None:
        (self.folder / "configs").mkdir()
        for source in CONFIGS.iterdir():
            text = source.read_text("utf-8")
            for place, folder in self._folders.items():
                text = text.replace(place, str(folder))
            self._config(source.name).write_text(text, "utf-8")

    # --- services -----------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start services and come back when they listen."""
        first = [needed for name in names for needed in SERVICES[name].after]
        for wave in (first, names):
            for name in wave:
                if name not in self._daemons:
                    self._daemons[name] = Daemon(name, SERVICES[name], self._folders)
            for name in wave:
                self._daemons[name].wait()

    def stop(self, *names: str) -> None:
        """End services; their ports are closed when this comes back."""
        for name in names:
            self._daemons.pop(name).stop()

    def runs(self, name: str) -> bool:
        """Whether the service is there and has not died."""
        return name in self._daemons and self._daemons[name].runs

    def restart(self, *names: str) -> None:
        """End and start services: no ban, no memory."""
        self.stop(*names)
        self.start(*names)

    @contextlib.contextmanager
    def down(self, *names: str) -> Iterator[None]:
        """Have services down meanwhile."""
        self.stop(*names)
        try:
            yield
        finally:
            self.start(*names)

    @contextlib.contextmanager
    def up(self, *names: str) -> Iterator[None]:
        """Have services up meanwhile that do not run from the start."""
        self.start(*names)
        try:
            yield
        finally:
            self.stop(*names)

    # --- the switch ---------------------------------------------------------

    @contextlib.contextmanager
    def hard_switch(self) -> Iterator[None]:
        """Have the switch guard the ports of the assessor meanwhile; without, it is bare."""
        self.harden_switch()
        try:
            yield
        finally:
            self.soften_switch()

    def harden_switch(self) -> None:
        """Guard the ports of the assessor: addresses, DHCP, router advertisements, tags, BPDUs."""
        rules = self._config("switch-hard.nft").read_text("utf-8")
        for number in (0, 1):
            rules = rules.replace(f"@MAC{number}@", self.mac(f"e{number}"))
        network.tool(*network.inside("sw"), "nft", "-f", "-", text=rules)
        # the kernel heeds the guard where the bridge itself takes part in the spanning tree
        self._switch(*_guards("on"), f"{network.BRIDGE} type bridge stp_state 1")

    def soften_switch(self) -> None:
        """Make it a bare bridge again, with every port forwarding (state 3)."""
        network.tool(*network.inside("sw"), "nft", "delete", "table", "bridge", "guard")
        forward = [f"{port} type bridge_slave state 3" for port in _GUARDED_PORTS]
        self._switch(f"{network.BRIDGE} type bridge stp_state 0", *_guards("off"), *forward)

    @contextlib.contextmanager
    def second_port_out(self) -> Iterator[None]:
        """Have the observer's cable lead nowhere meanwhile: its port is in no bridge."""
        self._switch("asr-e1 nomaster")
        try:
            yield
        finally:
            self._switch(f"asr-e1 master {network.BRIDGE}")

    def _switch(self, *settings: str) -> None:
        lines = "".join(f"link set {one}\n" for one in settings)
        network.tool("ip", "-netns", network.namespace("sw"), "-batch", "-", text=lines)

    def mac(self, interface: str) -> str:
        """The hardware address of an interface of the assessor."""
        command = ("cat", f"/sys/class/net/{interface}/address")
        return network.tool(*network.inside("asr"), *command).strip()

    # --- the assessor and its witnesses --------------------------------------

    def run(
        self,
        arguments: Sequence[str],
        *,
        inside: str = "asr",
        seconds: float = 120,
        text: str | None = None,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        """Run the interpreter of the tests with `arguments` on a host; the answer is not judged."""
        return subprocess.run(
            [*network.inside(inside), sys.executable, *arguments],
            input=text,
            env=os.environ | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` of a module gives back when it runs on the assessor."""
        return self._worker("asr").submit(function, *args, **kwargs).result()

    def _worker(self, host: str) -> ProcessPoolExecutor:
        """A process that lives in the network of `host`; a fork would take pytest's threads."""
        if host not in self._workers:
            _let_children_find_tests()
            self._workers[host] = ProcessPoolExecutor(
                1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=settle.enter,
                initargs=(network.namespace(host),),
            )
        return self._workers[host]

    def counter(self, interface: str = "e0") -> contextlib.AbstractContextManager[Count]:
        """Count, at the switch, what leaves an interface of the assessor meanwhile."""
        return witness.counted(interface)

    def capture(self, file: Path, interface: str = "e0") -> contextlib.AbstractContextManager[Path]:
        """Record, at the switch, what leaves an interface of the assessor meanwhile."""
        return witness.captured(file, interface)

    def heard(self, address: str) -> bytes:
        """Every request that the call taker at `address` has heard so far."""
        file = self.folder / "run" / f"heard-{address}"
        return file.read_bytes() if file.exists() else b""
