from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.access import Permission, Role, Scope, command_line, permissions_of
from ng911risk.errors import ForbiddenError, NotFoundError
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.model.tlp import Tlp
from ng911risk_api.work import exchange_desk
from tests.exporters.exchange.made_up import MADE_UP, offer

USUAL = Wishes()
OSCAL, STIX = MADE_UP["oscal-made-up"], MADE_UP["stix"]


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
