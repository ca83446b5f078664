"""A county that has used the workspace for a year, for tests that look at every page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

import openpyxl

from ng911risk.access import Role, Scope, command_line, permissions_of
from ng911risk.access.shared import Share
from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.exporters import render
from ng911risk.importers import read_inventory
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook import inventory_workbook
from ng911risk.model.intelligence import FeedFlaw, FeedKind, UnknownCount
from ng911risk.model.inventory import ControlAnswer, Environment, Inventory, OwnerClass
from ng911risk.model.observation import Promotion
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Level, Stage, Status
from ng911risk.model.tlp import Tlp
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import AskedQuestion, NewAsk, NewReply
from ng911risk.records import to_json
from ng911risk.store import LOCAL, Rooms, Store
from ng911risk.store.acceptances import RiskOwner
from ng911risk.store.ids import new_id
from ng911risk.store.organisations import Kind
from ng911risk.store.tracked import Progress
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.auth.visitor import scope_of_reply
from tests.api.work.seen import seen
from tests.browser.conftest import PASSWORD
from tests.engine.intel_feeds import feed, indicator, technique
from tests.store.sample import EVIDENCE

SITE: Final = "Pine County 9-1-1"
LOGINS: Final = {
    Role.PSAP_ADMINISTRATOR: "pat@example.org",
    Role.STATE_COORDINATOR: "kim@example.org",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is in the database, for the parts of addresses."""

    site: str
    empty: str
    """A site of which nothing is known yet."""

    ids: Mapping[str, str]
    """Name of a part of an address -> an id."""

    secrets: Mapping[str, str]
    """First part of an address -> the secret that opens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """What a sealed assessment is made of."""

    inventory: Inventory
    report: RiskReport
    at: datetime

    def seal(self, rooms: Rooms, site: str) -> str:
        head = rooms.assessments.add(
            site,
            self.report,
            report_json=render(self.report, "json"),
            inventory=self.inventory,
            places={},
            at=self.at,
        )
        return head.id


def build(target: str, key: Path) -> World:
    """
    Fill a new database: a state, a region, centres, and one centre that uses everything.

    Args:
        target: File or address of the database.
        key: File of the key of the audit log; the server has to use the same.
    """
    store = Store.open(target, key_file=key)
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the server has no other clock
    password = hashed(PASSWORD)
    try:
        with store.write(LOCAL) as rooms:
            rooms.tenants.describe("State of Cedar", Kind.STATE, at=now)
        state = _person(store, LOCAL, Role.STATE_COORDINATOR, "Kim Coordinator", password, now)
        with store.write(state) as rooms:
            region = rooms.organisations.add_below("North region", Kind.REGION, at=now).tenant
            names = (SITE, "Elm County 9-1-1", "Hollow County 9-1-1", "Birch County 9-1-1")
            centres = [
                rooms.organisations.add_below(
                    name, Kind.PSAP, parent=region if number < 2 else "", at=now
                ).tenant
                for number, name in enumerate(names)
            ]
        last, new = _sealed(now)
        for tenant, share in zip(
            centres, (Share.PATHS, Share.FINDINGS, Share.TOTALS, Share.NOTHING), strict=True
        ):
            _share(store, tenant, share, new, now)
        return _centre(store, centres[0], region, password, last, new, now)
    finally:
        store.close()


def _person(
    store: Store, scope: Scope, role: Role, name: str, password: str, now: datetime
) -> Scope:
    """Add somebody who can sign in, and return their scope."""
    with store.write(scope) as rooms:
        user = rooms.users.add(
            login=LOGINS[role], name=name, role=role, password_hash=password, at=now
        )
    return replace(
        scope, user=user, name=name, via="page", role=role, permissions=permissions_of(role)
    )


def _sealed(now: datetime) -> tuple[_Sealed, _Sealed]:
    """Return last year's assessment of the sample centre, and this year's."""
    new = _inventory()
    status = {"role-based-training", "threat-information-sharing", "mutual-aid-agreements"}
    controls = tuple(
        replace(one, status=Status.NO) if one.mitigation in status else one for one in new.controls
    )
    old = replace(new, controls=controls)
    catalog = load_catalog()
    made = []
    for inventory, at in ((old, now - timedelta(days=370)), (new, now - timedelta(days=2))):
        report = assess(
            inventory,
            catalog,
            at=at,
            tool_version="0.1.0",
            inventory_digest=sha256(to_json(inventory)).hexdigest(),
            seed=1,
        )
        made.append(_Sealed(inventory=inventory, report=report, at=at))
    return made[0], made[1]


def _inventory() -> Inventory:
    name = "pine-county.yaml"
    data = files("ng911risk.samples").joinpath(name).read_bytes()
    found = read_inventory(data, file=name).inventory
    backups = ControlAnswer(
        mitigation="tested-offline-backups", status=Status.PARTLY, said_by="County IT"
    )
    kept = tuple(one for one in found.controls if one.mitigation != backups.mitigation)
    return replace(found, site=replace(found.site, name=SITE), controls=(*kept, backups))


def _share(store: Store, tenant: str, share: Share, sealed: _Sealed, now: datetime) -> None:
    """Seal an assessment in a centre, and let those above see as much as `share` says."""
    scope = command_line(tenant, "Pat Director")
    with store.write(scope) as rooms:
        if share is not Share.PATHS:
            sealed.seal(rooms, rooms.sites.add(rooms.tenants.name(), at=now).id)
        if share is not Share.NOTHING:
            rooms.organisations.share(share, was=Share.NOTHING, at=now)


def _centre(
    store: Store,
    tenant: str,
    region: str,
    password: str,
    last: _Sealed,
    new: _Sealed,
    now: datetime,
) -> World:
    admin = _person(
        store, command_line(tenant), Role.PSAP_ADMINISTRATOR, "Pat Director", password, now
    )
    secrets = {"invite": new_secret(), "reply": new_secret(LINK_PREFIX)}
    secrets["read"] = new_secret(LINK_PREFIX)
    with store.write(admin) as rooms:
        site = rooms.sites.add(SITE, at=now - timedelta(days=371)).id
        empty = rooms.sites.add("Oak County 9-1-1", at=now).id
        digest = sha256(to_json(new.inventory)).hexdigest()
        rooms.inventories.add(
            site, new.inventory, file="pine-county.yaml", digest=digest, places={}, at=now
        )
        last.seal(rooms, site)
        ids = {
            "assessment": new.seal(rooms, site),
            "ask": _ask(rooms, site, secrets["reply"], now),
            "upload": _upload(rooms, site, now),
            "user": rooms.users.add(
                login="lee@example.org",
                name="Lee Assessor",
                role=Role.ASSESSOR,
                password_hash=password,
                at=now,
            ),
            "tenant": region,
            **_work(rooms, site, new.report, now),
            "observation": _heard_and_seen(rooms, site, now),
        }
        _people(rooms, site, ids["assessment"], secrets, now)
    with store.door() as door:
        known = door.ask(hash_of(secrets["reply"]))
    assert known is not None
    with store.write(scope_of_reply(known, "Sam, Acme Phone")) as rooms:
        rooms.asks.opened(at=now)
        said = NewReply(
            subject="zone-segmentation", value=AnswerValue.PARTLY, note="Two of three, since May."
        )
        rooms.asks.replies.save(rooms.asks.mine(), said, name="Sam", role="Engineer", at=now)
    return World(site=site, empty=empty, ids=ids, secrets=secrets)


def _ask(rooms: Rooms, site: str, secret: str, now: datetime) -> str:
    questions = (
        AskedQuestion(
            subject="zone-segmentation",
            question="Is the network divided, so that trouble in one part stays there?",
            why="Ransomware spreads where nothing stops it.",
            about="Call handling, dispatch",
        ),
        AskedQuestion(subject="role-based-training", question="Are your people trained for it?"),
    )
    new = NewAsk(
        to_name="Acme Phone",
        owner_class=OwnerClass.VENDOR,
        questions=questions,
        note="Please answer what you can.",
        expires_at=now + timedelta(days=20),
    )
    return rooms.asks.send(site, new, id=new_id(), hash=hash_of(secret), at=now).id


def _upload(rooms: Rooms, site: str, now: datetime) -> str:
    """Keep a workbook in which some cells are wrong."""
    book = openpyxl.load_workbook(io.BytesIO(inventory_workbook(template_inventory(Stage.LEGACY))))
    for sheet, cell, text in (
        ("Assets", "C4", "selective ruoter"),
        ("Assets", "D5", "centr"),
        ("Assets", "F6", "a few"),
        ("Zones", "D2", "perhaps"),
        ("Controls", "A2", "tested-offline-backup"),
        ("Controls", "B2", "yes"),
    ):
        book[sheet][cell] = text
    book["Owners"]["C3"] = None
    out = io.BytesIO()
    book.save(out)
    return rooms.uploads.add(site, file="our list.xlsx", content=out.getvalue(), at=now)


def _work(rooms: Rooms, site: str, report: RiskReport, now: datetime) -> dict[str, str]:
    """Answers, files, evidence, an accepted risk, planned actions."""
    rooms.answers.save(
        site, ["role-based-training"], value=AnswerValue.NO, said_by="Pat Director", seen=0, at=now
    )
    file = rooms.files.add(
        site, "zone-segmentation", "plan of the network.txt", "text/plain", b"a plan", now
    )
    evidence = rooms.evidence.add(site, EVIDENCE[0], at=now, files=(file.id,))
    finding = report.findings[0]
    acceptance = rooms.acceptances.add(
        site,
        finding=report.findings[-1].id,
        title=report.findings[-1].title,
        risk=Level.VERY_HIGH,
        owner_role=RiskOwner.DIRECTOR,
        owner_name="Pat Director",
        reason="The part is replaced in spring.",
        until=now.date() + timedelta(days=90),
        at=now,
    )
    planned = [one.mitigation for one in report.actions[:3]]
    for number, mitigation in enumerate(planned):
        rooms.tracked.save(
            site,
            mitigation,
            seen=0,
            owner="County IT",
            due=now.date() + timedelta(days=30 * number - 10),
            status=list(Progress)[number],
            note="",
            at=now,
        )
    return {
        "file": file.id,
        "evidence": evidence.id,
        "acceptance": acceptance.id,
        "finding": finding.id,
        "mitigation": planned[0],
    }


def _heard_and_seen(rooms: Rooms, site: str, now: datetime) -> str:
    """Feeds, and observations of which one was promoted; return one that could be."""
    isac = feed(
        technique("T1566.001", because="campaign Winter Mail uses it"),
        indicator(software=("Gatehouse LPG",), addresses=("203.0.113.0/24",)),
        FeedFlaw(cve="CVE-2024-41713", products=("Tollgate SBC",), exploited=True),
    )
    rooms.intelligence.add(
        replace(
            isac,
            marking=Tlp.AMBER,
            published="2026-11-20",
            objects=1_240,
            not_used=(UnknownCount(type="file", count=1_237, why="hashes are not compared"),),
            notes=("3 references lead to objects that are not in the file",),
        ),
        at=now,
    )
    rooms.intelligence.add(feed(name="enterprise-attack", kind=FeedKind.REFERENCE), at=now)
    may, told, lab = (
        seen("9.9.9.9"),
        seen("9.9.9.8", what="4,000 INVITE in a minute."),
        seen("10.1.1.1", environment=Environment.LAB),
    )
    rooms.observations.add(site, (may, told, lab), at=now)
    rooms.observations.decide(
        site,
        Promotion(
            observation=told.id,
            vector="sip-signalling-flood",
            by="Administrator of the centre",
            reason="It floods and never talks.",
            on=now,
            valid_until=now + timedelta(days=30),
        ),
        at=now,
    )
    return may.id


def _people(
    rooms: Rooms, site: str, assessment: str, secrets: Mapping[str, str], now: datetime
) -> None:
    """Links, a token and an invitation."""
    until = now + timedelta(days=20)
    rooms.tokens.add_api(
        name="Nightly export", hash=hash_of(new_secret()), may_write=False, site=site, at=now,
        until=until,
    )  # fmt: skip
    rooms.tokens.add_link(
        assessment, name="State auditor", hash=hash_of(secrets["read"]), at=now, until=until
    )
    rooms.invites.join(
        hash_of(secrets["invite"]),
        login="sky@example.org",
        name="Sky Analyst",
        role=Role.SECURITY_ANALYST,
        until=None,
        at=now,
    )
