"""Exports to be checked: the sample centres with answers, evidence, plans and accepted risks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from ng911risk import load_catalog, read_inventory
from ng911risk.engine.assess import assess
from ng911risk.exporters.documents.given import Accepted, Tracked
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.exchange.installation import installation_of, key_of
from ng911risk.exporters.oscal.poam import plan_of_action
from ng911risk.exporters.oscal.results import assessment_results
from ng911risk.model.evidence import Evidence, Verdict

AT: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAMPLES: Final = Path(__file__).parents[3] / "ng911risk" / "samples"
SMALL: Final = "hollow-legacy"
RICH: Final = "pine-county"
NAMES: Final = (SMALL, "state/north")

EVIDENCE: Final = (
    Evidence(
        mitigation="tested-offline-backups",
        verdict=Verdict.NOT_EFFECTIVE,
        observed="Restore of CAD failed: the <tape> was empty.\nAsk Pat on 555-010-4477.",
        method="lab check",
        on=date(2026, 2, 1),
        reviewer="Robin Reviewer",
        period="January 2026",
        sample="1 of 4 tapes",
    ),
    Evidence(
        mitigation="multi-factor-sign-in",
        verdict=Verdict.INCONCLUSIVE,
        observed="Nobody at hand who could sign in.",
        method="document",
        on=date(2026, 2, 2),
    ),
)


@cache
def plain(name: str = SMALL) -> ExchangeInput:
    """A sample centre as it is."""
    return _given(name)


def _given(name: str, evidence: tuple[Evidence, ...] = ()) -> ExchangeInput:
    path = SAMPLES / f"{name}.yaml"
    read = read_inventory(path.read_bytes(), file=path.name)
    return ExchangeInput(
        report=assess(
            read.inventory,
            load_catalog(),
            evidence=evidence,
            at=AT,
            tool_version="1.0",
            inventory_digest=read.digest,
        ),
        inventory=read.inventory,
        catalog=load_catalog(),
        site=key_of(read.inventory.site),
        installation=installation_of(read.inventory.site),
        evidence=evidence,
    )


@cache
def rich() -> ExchangeInput:
    """A sample centre with evidence, a plan, and a risk that was accepted."""
    given = _given(RICH, EVIDENCE)
    report = given.report
    first, second, third = (one.mitigation for one in report.actions[:3])
    accepted = report.findings[1]
    lapsed = report.findings[2]
    return replace(
        given,
        seal="cd" * 32,
        tracked=(
            Tracked(
                mitigation=first,
                owner="Sam Sysadmin",
                due=date(2026, 6, 1),
                status="under way",
                note="Ordered. Call 555-010-4477.",
            ),
            Tracked(mitigation=second, due=date(2026, 9, 1), status="planned"),
            Tracked(mitigation=third, status="done"),
        ),
        accepted=(
            Accepted(
                finding=accepted.id, title=accepted.title, risk=accepted.risk.words,
                by="Dana Director, director", reason="=No money until July.",
                until=date(2026, 7, 1), on=date(2026, 2, 10),
            ),
            Accepted(
                finding=lapsed.id, title=lapsed.title, risk=lapsed.risk.words,
                by="Dana Director, director", reason="Old.",
                until=date(2026, 2, 1), on=date(2025, 2, 1),
            ),
        ),
    )  # fmt: skip


@cache
def results(name: str = "") -> bytes:
    """The results of a sample, or of the rich one."""
    return assessment_results(plain(name) if name else rich())


@cache
def plan(name: str = "") -> bytes:
    """The plan of a sample, or of the rich one."""
    return plan_of_action(plain(name) if name else rich())


def tree_of(data: bytes) -> dict[str, Any]:
    """The document below its root."""
    [tree] = json.loads(data).values()
    assert isinstance(tree, dict)
    return tree


def prop(one: dict[str, Any], name: str) -> str:
    """Value of a property; empty where there is none."""
    found = (str(prop["value"]) for prop in one.get("props", ()) if prop["name"] == name)
    return next(found, "")
