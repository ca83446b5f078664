"""Keys, a signed scope and targets in a folder, as commands of the lab want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from ng911risk.cli.moment import now
from ng911risk.lab.door.scope import authorised
from ng911risk.model.lab import LabTarget, LabTargetFile
from ng911risk.records import to_yaml
from ng911risk.signing.keys import PrivateKey, new_key
from tests.lab.lab_files import scope, target


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    scope: Path
    key: Path
    targets: Path
    private: PrivateKey

    @property
    def words(self) -> tuple[object, ...]:
        return ("lab", "run", self.scope, "--authoriser", self.key, "--targets", self.targets)


def room(folder: Path, *targets: LabTarget, **changed: Any) -> Room:  # noqa: ANN401 - any field of a scope
    (folder / "keys").mkdir()
    private = new_key()
    times = {"not_before": now() - timedelta(hours=1), "not_after": now() + timedelta(hours=1)}
    made = Room(
        scope=folder / "scope.signed.json",
        key=folder / "keys" / "authoriser.pub.pem",
        targets=folder / "targets.yaml",
        private=private,
    )
    made.scope.write_bytes(authorised(scope(**(times | changed)), private))
    made.key.write_bytes(private.public.pem)
    made.targets.write_bytes(to_yaml(LabTargetFile(targets=targets or (target(asset=""),))))
    return made
