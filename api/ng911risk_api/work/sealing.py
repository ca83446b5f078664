"""Assess what there is now and seal the result: the one way for pages and programs."""

from __future__ import annotations

from datetime import UTC, datetime

from ng911risk.access import Permission
from ng911risk.engine.intelligence import relevant
from ng911risk.errors import ConflictError
from ng911risk.exporters import render
from ng911risk.model.report import RiskReport
from ng911risk.store import AssessmentHead, place_in
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts
from ng911risk_api.work.draft import Draft, draft_of
from ng911risk_api.work.workbench import Result


def seal(
    stored: Desk,
    parts: Parts,
    site: str,
    *,
    at: datetime | None = None,
    seed: int = 1,
    shown: Result | None = None,
) -> AssessmentHead:
    """
    Assess the latest inventory with the answers and the evidence, and seal the result.

    Args:
        stored: The store, in the scope of who asks.
        parts: Engine, catalogue and clock.
        site: Site id.
        at: Moment the assessment speaks of; now if left out.
        seed: Of the worlds.
        shown: A result somebody has on the screen; it is what gets sealed if nothing has
            changed since, on the same day.

    Raises:
        NotFoundError: No such site, somebody else's, or it has no inventory yet.
        ForbiddenError: The scope does not allow it.
        ConflictError: Something was changed while it was worked out; nothing was sealed.
    """
    stored.scope.require(Permission.SEAL)
    with stored.read() as rooms:
        draft = draft_of(rooms, site, stored.scope.tenant, parts.catalog)
    moment = (at or parts.now()).astimezone(UTC)
    if shown is not None and shown.draft.key == draft.key and _same_day(shown, moment):
        report = shown.report
    else:
        report = _assess(parts, draft, moment, seed)
    report_json = render(report, "json")
    with stored.write() as rooms:
        if draft_of(rooms, site, stored.scope.tenant, parts.catalog).key != draft.key:
            raise ConflictError(
                "Something was changed while the assessment was worked out, so nothing was "
                "sealed. Seal it again."
            )
        return rooms.assessments.add(
            site,
            report,
            report_json=report_json,
            inventory=draft.inventory,
            places=draft.places,
            evidence=draft.evidence,
            intelligence=relevant(
                draft.inventory, parts.catalog, draft.intelligence, at=report.made_at
            ),
            at=parts.now(),
        )


def _same_day(shown: Result, at: datetime) -> bool:
    """Whether a result still holds: ends of support and of acceptances come by the day."""
    return shown.report.made_at.astimezone(UTC).date() == at.date()


def _assess(parts: Parts, draft: Draft, at: datetime, seed: int) -> RiskReport:
    return parts.assess(
        draft.inventory,
        parts.catalog,
        at=at,
        tool_version=parts.tool_version,
        inventory_digest=draft.inventory_digest,
        evidence=draft.evidence,
        intelligence=draft.intelligence,
        place=place_in(draft.places, draft.inventory),
        seed=seed,
    )
