"""Runs of the product in the lab, as a person starts them: keys, a scope, targets, a record."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from tests.lab_network import network
from tests.lab_network.laboratory import Lab

Record = dict[str, Any]
Target = dict[str, Any]

_COMMAND: Final = ("-m", "ng911risk")
_LONGEST: Final = 900.0  # s


@dataclass(kw_only=True, slots=True)
class Runs:
    """
    Somebody who may authorise, and a machine that assesses.

    Attributes:
        lab: The network; its assessor runs the commands.
        folder: Where keys, scopes, targets and records go.
    """

    lab: Lab
    folder: Path
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def prepare(self) -> None:
        """Make the keys and a draft of a scope, and start the beacon."""
        (self.folder / "keys").mkdir()
        self.command("sign", "--new-key", str(self._key("authoriser.pem")))
        self.command("sign", "--new-key", str(self.lab.folder / "run" / "beacon.pem"))
        self.command("lab", "authorise", "--draft", "-o", str(self.folder / "draft.yaml"))
        self.lab.start("beacon")

    @property
    def kill_file(self) -> Path:
        """What stops a run; it lies where a process without privileges may look."""
        return Path("/run", f"{network.namespace('assessor')}.stop")

    def _key(self, name: str) -> Path:
        return self.folder / "keys" / name

    def command(self, *words: str, seconds: float = _LONGEST) -> str:
        """What a command prints when it does well; raises with its words when it does not."""
        done = self.lab.run([*_COMMAND, *words], seconds=seconds)
        if done.returncode:
            raise RuntimeError(f"ng911risk {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def scope(self, checks: Sequence[str], **changes: object) -> Path:
        """A signed scope for `checks` in the whole lab; `changes` are made to the draft."""
        number = next(self._numbers)
        draft, signed = (self.folder / f"scope-{number}.{end}" for end in ("yaml", "json"))
        said = yaml.safe_load((self.folder / "draft.yaml").read_text("utf-8"))
        said |= {
            "authoriser": "Made up",
            "purpose": "tests of the lab checks",
            "contact": "nobody is called",
            "lab_attestation": "network namespaces without a way out",
            "interface": "e0",
            "observer": "e1",
            "checks": list(checks),
            "packets_per_second": 200,
            "packets_per_check": 400,
            "kill_file": str(self.kill_file),
        }
        said["beacon"]["token"] = self.token
        said |= changes
        draft.write_text(yaml.safe_dump(said), "utf-8")
        key = str(self._key("authoriser.pem"))
        self.command("lab", "authorise", str(draft), "--key", key, "-o", str(signed), "--yes")
        return signed

    @property
    def token(self) -> str:
        """What the beacon said when it started."""
        return (self.lab.folder / "run" / "beacon.log").read_text("utf-8").split()[0]

    def words(self, scope: Path, targets: Iterable[Target]) -> list[str]:
        """The words of ``lab run`` for a scope and targets, without ``--go``."""
        listed = self.folder / f"targets-{next(self._numbers)}.json"
        listed.write_text(json.dumps({"targets": list(targets)}), "utf-8")
        keys = self.lab.certificates
        return [
            *("lab", "run", str(scope), "--targets", str(listed), "--json"),
            *("--authoriser", str(self._key("authoriser.pub.pem"))),
            *("--ca", str(keys / "ca.crt")),
            *("--client-cert", str(keys / "asr.crt"), "--client-key", str(keys / "asr.key")),
        ]

    def run(self, scope: Path, targets: Iterable[Target]) -> Record:
        """The record of a run with ``--go``."""
        out = self.folder / f"run-{next(self._numbers)}"
        words = self.words(scope, targets)
        found: Record = json.loads(self.command(*words, "--go", "-o", str(out)))
        return found
