"""Stores to test with: a SQLite file, and PostgreSQL where one is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from ng911risk.access import command_line
from ng911risk.store import LOCAL, AssessmentHead, Rooms, Site, Store
from tests.store.sample import EVIDENCE, INVENTORY, NOW, PLACES, digest_of, report_bytes, report_on

OTHER = command_line("other", "somebody else")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A new, empty database: its file or its address."""
    monkeypatch.chdir(tmp_path)  # where the key of an audit log lands beside no file
    if request.param == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    with new_schema() as address:
        yield address


@contextmanager
def new_schema() -> Iterator[str]:
    """Address of an empty PostgreSQL database, which goes at the end."""
    address = os.environ["NG911RISK_DATABASE_URL"]
    schema = f"test_{uuid4().hex}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield f"{address}?options=-csearch_path%3D{schema}"
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(target: str) -> Iterator[Store]:
    """An open store with one tenant more than a new one has."""
    opened = Store.open(target)
    with opened.write(OTHER) as rooms:
        rooms.tenants.add("Somebody else", at=NOW)
    yield opened
    opened.close()


@pytest.fixture
def site(store: Store) -> Site:
    """A site of the local tenant."""
    with store.write(LOCAL) as rooms:
        return rooms.sites.add("Cedar County", at=NOW)


@pytest.fixture
def head(store: Store, site: Site) -> AssessmentHead:
    """A sealed assessment of that site."""
    with store.write(LOCAL) as rooms:
        return seal_one(rooms, site.id)


def seal_one(rooms: Rooms, site: str, *, seed: int = 1) -> AssessmentHead:
    """Seal the sample report."""
    report = report_on(seed=seed)
    return rooms.assessments.add(
        site,
        report,
        report_json=report_bytes(report),
        inventory=INVENTORY,
        places=PLACES,
        evidence=EVIDENCE,
        at=NOW,
    )


def post_one(rooms: Rooms, site: str) -> str:
    """Add the sample inventory and return its id."""
    return rooms.inventories.add(
        site, INVENTORY, file="site.yaml", digest=digest_of(INVENTORY), places=PLACES, at=NOW
    ).id
