"""Which folder holds which records, and the bytes of every file in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from ng911risk.content.locate import MITIGATIONS, THREAT_CATALOG, Content
from ng911risk.errors import Problem
from ng911risk.model.catalog import (
    ActorClass,
    Crosswalk,
    Framework,
    Incident,
    Mitigation,
    Programme,
    RecoveryTime,
    ThreatVector,
    WeaknessClass,
)
from ng911risk.model.record import Record

VECTORS: Final = THREAT_CATALOG
ACTORS: Final = f"{THREAT_CATALOG}/actors"
RECOVERY: Final = f"{THREAT_CATALOG}/recovery"
WEAKNESSES: Final = f"{THREAT_CATALOG}/weaknesses"
INCIDENTS: Final = f"{THREAT_CATALOG}/incidents"
CROSSWALK: Final = f"{THREAT_CATALOG}/crosswalk"
PROGRAMMES: Final = f"{MITIGATIONS}/programmes"
FRAMEWORKS: Final = f"{MITIGATIONS}/frameworks"
CROSSWALK_ID: Final = "primer_crosswalk"

SHELVES: Final = MappingProxyType[str, type[Record]](
    {
        VECTORS: ThreatVector,
        ACTORS: ActorClass,
        RECOVERY: RecoveryTime,
        WEAKNESSES: WeaknessClass,
        INCIDENTS: Incident,
        CROSSWALK: Crosswalk,
        MITIGATIONS: Mitigation,
        PROGRAMMES: Programme,
        FRAMEWORKS: Framework,
    }
)
"""Folder -> what each of its YAML files is."""

_ASIDE: Final = frozenset({"README.md", "schema.json"})
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFile:
    """One YAML file of the content."""

    folder: str
    """Folder, a key of `SHELVES`."""

    id: str
    """File name without .yaml."""

    data: bytes
    """Its bytes."""

    @property
    def path(self) -> str:
        """``mitigations/tested-offline-backups.yaml``."""
        return f"{self.folder}/{self.id}.yaml"


def files_of(content: Content) -> tuple[tuple[ContentFile, ...], tuple[Problem, ...]]:
    """Every content file in path order, and what lies there but does not belong."""
    found: list[ContentFile] = []
    strays: list[Problem] = []
    roots = ((THREAT_CATALOG, content.threat_catalog), (MITIGATIONS, content.mitigations))
    for folder, root in roots:
        for entry in _walk(folder, root):
            (found if isinstance(entry, ContentFile) else strays).append(entry)  # type: ignore[arg-type]  # told apart just here
    return tuple(sorted(found, key=lambda file: file.path)), tuple(strays)


def digest_of(files: Iterable[ContentFile]) -> str:
    """SHA-256 over path and content of each file in path order; line ends do not count."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.path):
        data = file.data.replace(b"\r\n", b"\n")
        digest.update(f"{file.path}\n{len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _walk(folder: str, root: Traversable) -> Iterator[ContentFile | Problem]:
    for entry in sorted(root.iterdir(), key=lambda entry: entry.name):
        path = f"{folder}/{entry.name}"
        if entry.is_dir():
            if path in SHELVES:
                yield from _walk(path, entry)
            else:
                yield Problem(file=path, message="no content is read from this folder")
        elif entry.name not in _ASIDE:
            yield _file(folder, entry)


def _file(folder: str, entry: Traversable) -> ContentFile | Problem:
    stem, dot, ending = entry.name.rpartition(".")
    path = f"{folder}/{entry.name}"
    if not (dot and ending == "yaml"):
        hint = "Content files end in .yaml; put everything else somewhere else."
        return Problem(file=path, message="this file does not belong here", hint=hint)
    if folder == CROSSWALK:
        if stem != CROSSWALK_ID:
            message = f"the only file here is {CROSSWALK_ID}.yaml"
            return Problem(file=path, message=message)
    elif not _SLUG.fullmatch(stem):
        hint = "The file name is the id: small letters, digits and single hyphens."
        return Problem(file=path, message="the file name is not a usable id", hint=hint)
    return ContentFile(folder=folder, id=stem, data=entry.read_bytes())
