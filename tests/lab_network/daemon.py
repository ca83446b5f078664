"""One running service: started in its namespace, up when it listens, gone with all its children."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

from tests.lab_network import network
from tests.lab_network.services import Service

_WAIT: Final = 10.0  # s; the slowest here is up in half a second
_STEP: Final = 0.01  # s
_LISTENING: Final = "0A"


class Daemon:
    """A service as a process."""

    def __init__(self, name: str, service: Service, folders: Mapping[str, Path]) -> None:
        """Start it. Use `wait` before it is asked anything."""
        self._name = name
        self._service = service
        self._log = folders["@RUN@"] / f"{name}.log"
        command = [_filled(word, folders) for word in service.command]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*network.inside(service.host), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Come back when every port listens; raise with the log when that does not happen."""
        end = time.monotonic() + _WAIT
        missing = set(self._service.listens)
        while missing:
            if self._process.poll() is not None or time.monotonic() > end:
                said = self._log.read_text("utf-8", "replace")[-2000:]
                raise RuntimeError(f"{self._name} does not listen on {sorted(missing)}: {said}")
            missing -= _listening(self._process.pid)
            time.sleep(_STEP)

    @property
    def runs(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it and its children."""
        for how, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
            try:
                os.killpg(self._process.pid, how)
            except ProcessLookupError:
                break
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        self._process.wait()


def _filled(word: str, folders: Mapping[str, Path]) -> str:
    for place, folder in folders.items():
        word = word.replace(place, str(folder))
    return word


def _listening(pid: int) -> set[str]:
    """What listens in the network of process `pid`, as "tcp 10.91.0.30 5060"."""
    found = set()
    for kind in ("tcp", "udp"):
        try:
            lines = Path(f"/proc/{pid}/net/{kind}").read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            _, local, _, state, *_ = line.split()
            if kind == "udp" or state == _LISTENING:
                address, port = local.split(":")
                packed = bytes.fromhex(address)[::-1]
                found.add(f"{kind} {IPv4Address(packed)} {int(port, 16)}")
    return found
