from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from ng911risk.access import Permission, Role, Scope, command_line, permissions_of
from ng911risk.errors import ForbiddenError, NotFoundError
from ng911risk.exporters.documents.given import Accepted, Tracked
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.model.intelligence import Feed, FeedKind, Intelligence
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, ObservedKind, Promotion, Transport
from ng911risk.model.tlp import Tlp
from ng911risk_api.work import exchange_desk
from tests.exporters.exchange.made_up import MADE_UP, offer
from tests.exporters.stix.given import seen_input
from tests.store.sample import NOW

USUAL = Wishes()
OSCAL, STIX = MADE_UP["oscal-made-up"], MADE_UP["stix"]


GIVEN = seen_input(seal="a" * 64)
SEEN = Observation(
    id="7c3e", kind=ObservedKind.SIP_SCAN, what="Asks who is there.", source="45.83.64.7",
    target="203.0.113.4", transport=Transport.UDP, protocol="sip", first_seen=NOW, last_seen=NOW,
    messages=40, environment=Environment.PRODUCTION, capture="c" * 64,
)  # fmt: skip
PROMOTED = Promotion(
    observation=SEEN.id, vector="tdos", by="Analyst", reason="It scans.", on=NOW,
    valid_until=NOW + timedelta(days=90),
)  # fmt: skip
LIBRARY = Feed(
    name="attack", kind=FeedKind.REFERENCE, format="stix-2.1", digest="d" * 64, imported_at=NOW
)
ACCEPTED = Accepted(
    finding="tdos@sbc", title="TDoS", risk="high", by="Chief", reason="No money.",
    until=NOW.date(), on=NOW.date(),
)  # fmt: skip
OBJECT = {"id": "note--1", "modified": "2026-12-01T00:00:00.000Z", "content": "first"}

CHANGES: dict[str, list[Any]] = {
    "site": ["oak"],
    "installation": ["2d086da7-4bdc-4f91-900e-d77486753710"],
    "catalog": [replace(GIVEN.catalog, digest="e" * 64)],
    "observations": [(SEEN,), (replace(SEEN, messages=41),)],
    "promotions": [(PROMOTED,), (replace(PROMOTED, withdrawn_on=NOW),)],
    "intelligence": [
        Intelligence(feeds=(LIBRARY,)),
        Intelligence(feeds=(replace(LIBRARY, digest="f" * 64),)),
        Intelligence(feeds=(replace(LIBRARY, imported_at=NOW + timedelta(days=1)),)),
    ],
    "previous": [(OBJECT,), ({**OBJECT, "modified": "2026"},), ({**OBJECT, "content": "other"},)],
    "tracked": [(Tracked(mitigation="sbc"),), (Tracked(mitigation="sbc", status="done"),)],
    "accepted": [
        (ACCEPTED,), (replace(ACCEPTED, reason="Too late."),),
    ],
    "seal": ["b" * 64],
}  # fmt: skip
SEALED = {"report", "inventory", "evidence"}
"""Under the seal, which is in the key."""

OTHER_WISHES: dict[str, list[Any]] = {
    "tlp": list(Tlp), "sentinel_tlp": list(Tlp), "people": [True], "numbers": [True],
    "confidence": [True],
}  # fmt: skip


def _scope(*permissions: Permission) -> Scope:
    return replace(command_line(), permissions=frozenset(permissions))


def _of(role: Role) -> Scope:
    return _scope(*permissions_of(role))


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.VIEWER, []),
        (Role.ASSESSOR, ["oscal-made-up"]),
        (Role.AUDITOR, ["oscal-made-up"]),
        (Role.STATE_COORDINATOR, []),
        (Role.SECURITY_ANALYST, ["stix", "stix-misp", "stix-sentinel", "oscal-made-up"]),
        (Role.PSAP_ADMINISTRATOR, ["stix", "stix-misp", "stix-sentinel", "oscal-made-up"]),
    ],
)
def test_each_role_is_offered_what_it_may_take(
    role: Role, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch)

    assert [one.name for one in exchange_desk.offered(_of(role))] == names


def test_an_auditor_takes_what_is_for_auditors_as_it_usually_is() -> None:
    exchange_desk.require(_of(Role.AUDITOR), OSCAL, USUAL)
    exchange_desk.require(_of(Role.AUDITOR), OSCAL, Wishes(tlp=Tlp.RED, confidence=True))
    with pytest.raises(ForbiddenError):
        exchange_desk.require(_of(Role.AUDITOR), STIX, USUAL)


@pytest.mark.parametrize(
    "wishes",
    [Wishes(people=True), Wishes(numbers=True), Wishes(tlp=Tlp.AMBER),
     Wishes(sentinel_tlp=Tlp.GREEN)],
)  # fmt: skip
def test_what_lets_more_out_needs_the_permission_to_export(wishes: Wishes) -> None:
    assert exchange_desk.widens(wishes)
    with pytest.raises(ForbiddenError, match="export"):
        exchange_desk.require(_of(Role.AUDITOR), OSCAL, wishes)
    exchange_desk.require(_of(Role.SECURITY_ANALYST), OSCAL, wishes)


def test_one_of_report_and_evidence_is_not_enough() -> None:
    for one in (Permission.READ_REPORT, Permission.READ_EVIDENCE):
        with pytest.raises(ForbiddenError):
            exchange_desk.require(_scope(one), OSCAL, USUAL)
    exchange_desk.require(_scope(Permission.EXPORT), OSCAL, USUAL)


def test_the_log_is_told_every_wish() -> None:
    wishes = Wishes(tlp=Tlp.GREEN, sentinel_tlp=Tlp.RED, people=True, numbers=True)

    assert exchange_desk.told_of(STIX, USUAL) == {"form": "stix"}
    assert exchange_desk.told_of(STIX, wishes) == {
        "form": "stix", "tlp": "TLP:GREEN", "sentinel_tlp": "TLP:RED", "people": "yes",
        "numbers": "yes", "widened": "yes",
    }  # fmt: skip


def test_an_export_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        exchange_desk.found("nothing")


def test_a_name_to_save_under_is_plain_ascii() -> None:
    name = exchange_desk.saved_as('Zoë "County"', "2026-01-01", "stix", ".json")

    assert name == "zo-county-2026-01-01-stix.json"


def test_every_part_of_what_an_export_is_made_from_is_in_its_key() -> None:
    assert {one.name for one in fields(ExchangeInput)} == {*CHANGES, *SEALED, "wishes"}
    assert {one.name for one in fields(Wishes)} == set(OTHER_WISHES)


@pytest.mark.parametrize("field", CHANGES)
def test_whatever_changes_an_export_changes_its_key(field: str) -> None:
    changed = [replace(GIVEN, **{field: value}) for value in CHANGES[field]]
    made = [GIVEN, *changed]
    for one in made:
        assert exchange_desk.Source.of(one).key == exchange_desk.Source.of(replace(one)).key

    tags = {
        exchange_desk.tag_of(exchange_desk.Source.of(one), STIX, USUAL, "0.1.0") for one in made
    }

    assert len(tags) == len(made)


@pytest.mark.parametrize("field", OTHER_WISHES)
def test_whatever_is_wished_otherwise_changes_the_tag(field: str) -> None:
    source = exchange_desk.Source.of(GIVEN)
    wishes = [USUAL, *(replace(USUAL, **{field: value}) for value in OTHER_WISHES[field])]

    assert len({exchange_desk.tag_of(source, STIX, one, "0.1.0") for one in wishes}) == len(wishes)


def test_another_format_and_another_version_have_another_tag() -> None:
    source = exchange_desk.Source.of(GIVEN)
    tags = {
        exchange_desk.tag_of(source, export, USUAL, version)
        for export in (STIX, OSCAL)
        for version in ("0.1.0", "0.2.0")
    }

    assert len(tags) == 4


def test_the_order_of_what_was_given_out_before_does_not_matter() -> None:
    both = (OBJECT, {**OBJECT, "id": "note--2"})
    there, back = replace(GIVEN, previous=both), replace(GIVEN, previous=both[::-1])

    assert exchange_desk.Source.of(there).key == exchange_desk.Source.of(back).key


@pytest.mark.parametrize("field", ["promotions", "installation"])
def test_what_was_withdrawn_or_is_of_others_never_comes_from_the_shelf(field: str) -> None:
    export = replace(STIX, render=lambda given: repr(getattr(given, field)).encode())
    for value in CHANGES[field]:
        source = exchange_desk.Source.of(replace(GIVEN, **{field: value}))

        assert exchange_desk.made(source, export, USUAL, "0.1.0") == repr(value).encode()
