"""Which files in the folder of a state describe sites, in an order that never changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ng911risk.cli.files import read_bytes
from ng911risk.cli.journal import NAME as JOURNAL
from ng911risk.cli.reading import read_folder
from ng911risk.cli.state_work import SiteKind

_EVIDENCE = ("yaml", "yml", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """One file that describes a site."""

    file: str
    """Path below the folder, with slashes: its name everywhere."""

    path: Path
    """Where it is."""

    kind: SiteKind
    """What it says."""

    @property
    def evidence(self) -> Path | None:
        """File of evidence beside an inventory: ``north.evidence.yaml`` for ``north.xlsx``."""
        if self.kind is not SiteKind.INVENTORY:
            return None
        beside = (self.path.with_name(f"{self.path.stem}.evidence.{end}") for end in _EVIDENCE)
        return next((one for one in beside if one.is_file()), None)

    def read(self) -> tuple[bytes, str, bytes]:
        """
        The file, the name of its file of evidence (or nothing), and that file.

        Raises:
            InputError: One of them cannot be read.
        """
        evidence = self.evidence
        return (
            read_bytes(self.path),
            evidence.name if evidence else "",
            read_bytes(evidence) if evidence else b"",
        )


def site_files(folder: Path, *, apart: Path) -> tuple[SiteFile, ...]:
    """
    Every file of a site in `folder` and below, in the order of their paths.

    Links to folders are not followed, so a loop cannot catch the walk. Hidden files, the
    lock files of spreadsheet programs and files of other kinds are passed over.

    Args:
        folder: Of the state.
        apart: Folder of the results, which may lie inside.

    Raises:
        InputError: There is no such folder.
    """
    from ng911risk.importers import endings

    read_folder(folder)
    known = tuple(endings())
    found = [_site_file(folder, path, known) for path in _walk(folder, apart.resolve())]
    return tuple(sorted((one for one in found if one), key=lambda one: one.file))


def _walk(folder: Path, apart: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder, followlinks=False):
        if JOURNAL in files:  # results of another run
            folders.clear()
            continue
        folders[:] = [
            one for one in folders if not one.startswith(".") and Path(here, one).resolve() != apart
        ]
        yield from (Path(here, one) for one in files)


def _site_file(folder: Path, path: Path, known: tuple[str, ...]) -> SiteFile | None:
    name = path.name.lower()
    if name.startswith((".", "~$")) or not name.endswith(known):
        return None
    if any(name.endswith(f".evidence.{end}") for end in _EVIDENCE):
        return None
    kind = SiteKind.INVENTORY
    if name.endswith(".report.json"):
        kind = SiteKind.REPORT
    elif name.endswith(".row.json"):
        kind = SiteKind.ROW
    return SiteFile(file=path.relative_to(folder).as_posix(), path=path, kind=kind)
