"""The first page after signing in: your centres, where each stands, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.origin import goes_back_to_a_sample
from ng911risk.store import AssessmentHead, InventoryHead, Site
from ng911risk_api.auth.visitor import signed_in
from ng911risk_api.deps import Stored
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One centre on the list."""

    site: Site
    inventory: InventoryHead | None
    assessed: AssessmentHead | None
    made_up: bool
    """Whether it still goes back to a made-up centre."""

    @property
    def next_href(self) -> str:
        """Where to go next."""
        return f"/sites/{self.site.id}{'' if self.inventory else '/inventory'}"


@router.get("/", dependencies=[signed_in()])
def show(request: Request, stored: Stored) -> Response:
    """List the centres with where each stands."""
    lines: list[Line] = []
    if stored.scope.may(Permission.READ_SITE):
        with stored.read() as rooms:
            sites = rooms.sites.all()
            assessed = rooms.assessments.latest_of_each()
            described = rooms.inventories.newest_of_each()
            reasons = rooms.inventories.reasons()
        lines = [
            Line(
                site=one,
                inventory=described.get(one.id),
                assessed=assessed.get(one.id),
                made_up=goes_back_to_a_sample(reasons.get(one.id, ())),
            )
            for one in sites
        ]
    lines.sort(key=lambda one: one.made_up)  # your own first; otherwise as they come
    return page(
        request, "centres.html", lines=lines, only_made_up=all(one.made_up for one in lines)
    )
