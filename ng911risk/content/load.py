"""Files -> Catalog, or a ContentError that lists every problem of every file."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from ng911risk.content.draft import Draft, in_order, read_draft
from ng911risk.content.locate import MITIGATIONS, Content, builtin_content, content_or_builtin
from ng911risk.content.references import broken_references
from ng911risk.content.shelves import (
    ACTORS,
    CROSSWALK,
    CROSSWALK_ID,
    FRAMEWORKS,
    INCIDENTS,
    PROGRAMMES,
    RECOVERY,
    VECTORS,
    WEAKNESSES,
    digest_of,
)
from ng911risk.errors import ContentError
from ng911risk.model.catalog import (
    ActorClass,
    Catalog,
    Crosswalk,
    Framework,
    Incident,
    Mitigation,
    Programme,
    RecoveryTime,
    ThreatVector,
    WeaknessClass,
)
from ng911risk.model.grammar import Recovery
from ng911risk.model.record import Record
from ng911risk.records import Located

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedCatalog:
    """A catalogue and where each of its fields was read."""

    catalog: Catalog
    """The catalogue."""

    files: Mapping[str, Located[Record]]
    """``mitigations/exercises.yaml`` -> the record with its places."""

    def place(self, file: str, field: str = "") -> str:
        """
        ``threat_catalog/ransomware.yaml:31:7``; around the field if it was left out.

        Args:
            file: Path as in `files`.
            field: Path of the field, for instance ``steps[0].success.likely``.

        Raises:
            KeyError: No such file was read.
        """
        return self.files[file].place(field)


def load_catalog(
    threat_catalog: Traversable | None = None, mitigations: Traversable | None = None
) -> Catalog:
    """
    Read the catalogue.

    Args:
        threat_catalog: A folder of that form; left out, the one of the package.
        mitigations: A folder of that form; left out, the one of the package.

    Raises:
        ContentError: Something is wrong; carries every problem of every file.
    """
    return load_located(threat_catalog, mitigations).catalog


def load_located(
    threat_catalog: Traversable | None = None, mitigations: Traversable | None = None
) -> LocatedCatalog:
    """Read the catalogue with the places of its fields; see `load_catalog`."""
    if threat_catalog is None and mitigations is None:
        return _builtin()
    return _load(content_or_builtin(threat_catalog, mitigations), f"{_version()}+local")


@functools.cache
def _builtin() -> LocatedCatalog:
    return _load(builtin_content(), _version())


def _load(content: Content, version_: str) -> LocatedCatalog:
    draft = read_draft(content)
    if problems := in_order((*draft.problems, *broken_references(draft))):
        raise ContentError(problems)
    files = {
        entry.located.file: entry.located
        for shelf in draft.entries.values()
        for entry in shelf.values()
    }
    return LocatedCatalog(catalog=_catalog(draft, version_), files=MappingProxyType(files))


def _catalog(draft: Draft, version_: str) -> Catalog:
    return Catalog(
        version=version_,
        digest=digest_of(draft.files),
        vectors=_records(draft, VECTORS, ThreatVector),
        mitigations=_records(draft, MITIGATIONS, Mitigation),
        actors=_records(draft, ACTORS, ActorClass),
        recoveries={
            Recovery(name): record
            for name, record in _records(draft, RECOVERY, RecoveryTime).items()
        },
        weaknesses=_records(draft, WEAKNESSES, WeaknessClass),
        programmes=_records(draft, PROGRAMMES, Programme),
        incidents=_records(draft, INCIDENTS, Incident),
        frameworks=_records(draft, FRAMEWORKS, Framework),
        crosswalk=draft.shelf(CROSSWALK, Crosswalk)[CROSSWALK_ID].record,
    )


def _records(draft: Draft, folder: str, cls: type[_R]) -> dict[str, _R]:
    return {name: entry.record for name, entry in draft.shelf(folder, cls).items()}


def _version() -> str:
    try:
        return version("ng911risk")
    except PackageNotFoundError:
        return "0+unknown"
