"""Assessments into a database, and the database named on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ng911risk.cli.assessing import Assessed
from ng911risk.cli.console import name_of
from ng911risk.errors import InputError, NG911RiskError, Problem

if TYPE_CHECKING:
    from ng911risk.store import AssessmentHead, Store


@contextmanager
def opened(target: str, *, must_exist: bool = False) -> Iterator[Store]:
    """
    The database in the file, or at the PostgreSQL address, `target`; closed at the end.

    Args:
        target: A file, made if missing, or ``postgresql://...``.
        must_exist: Do not make it.

    Raises:
        InputError: It has to exist and does not, or is a folder.
        StoreError: It cannot be used.
    """
    from ng911risk.store import Store

    if not target.startswith("postgresql"):
        _check_file(Path(target), must_exist=must_exist)
    store = Store.open(target, key_file=os.environ.get("NG911RISK_AUDIT_KEY_FILE"))
    try:
        yield store
    finally:
        store.close()


def keep(
    store: Store, assessed: Assessed, *, report_json: bytes, at: datetime, why: str = "imported"
) -> AssessmentHead:
    """
    Store the inventory and the sealed assessment of its site; the site is made if new.

    Args:
        store: Where to.
        assessed: What was made.
        report_json: The report as the bytes that readers get.
        at: Now.
        why: What the inventory comes from, for its list of versions.
    """
    from ng911risk.content import load_catalog
    from ng911risk.engine.intelligence import relevant
    from ng911risk.store import LOCAL, places_of

    read = assessed.read
    places = places_of(read.inventory, read.place)
    name = read.inventory.site.name
    with store.write(LOCAL) as rooms:
        site = rooms.sites.named(name) or rooms.sites.add(name, at=at)
        rooms.inventories.add(
            site.id,
            read.inventory,
            file=read.file,
            digest=read.digest,
            places=places,
            at=at,
            why=why,
        )
        return rooms.assessments.add(
            site.id,
            assessed.report,
            report_json=report_json,
            inventory=read.inventory,
            places=places,
            evidence=assessed.evidence,
            intelligence=relevant(
                read.inventory, load_catalog(), assessed.intelligence, at=assessed.report.made_at
            ),
            at=at,
        )


def _check_file(path: Path, *, must_exist: bool) -> None:
    if path.is_dir():
        message, hint = "this is a folder, not a database file", ""
    elif must_exist and not path.exists():
        message, hint = "there is no such database", "Make one: ng911risk demo --out demo-out"
    elif not path.parent.is_dir():
        raise NG911RiskError(f"There is no folder {name_of(path.parent)}.")
    else:
        return
    raise InputError([Problem(file=name_of(path), message=message, hint=hint)])
