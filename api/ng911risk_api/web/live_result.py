"""The result of a site as of now, for every page that shows a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from ng911risk.errors import NotFoundError
from ng911risk.model.report import RiskReport
from ng911risk.store import Site
from ng911risk_api.auth.visitor import Visitor, visitor
from ng911risk_api.deps import Bench, Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.render import page
from ng911risk_api.work.draft import Draft, draft_of
from ng911risk_api.work.workbench import Live, Result, Workbench

_MOMENT_S: Final = 0.05
"""A result that is nearly there is waited for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A site and how far its result is."""

    site: Site
    draft: Draft | None
    """None while it has no inventory."""
    live: Live | None

    @property
    def result(self) -> Result | None:
        """The newest there is."""
        return self.live.result if self.live else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDesk:
    """What a page about results works with."""

    stored: Desk
    who: Visitor
    parts: Parts
    bench: Workbench

    def see(self, id: str) -> Seen:
        """
        Look how far the result of a site is, and have it worked out.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        with self.stored.read() as rooms:
            site = rooms.sites.get(id)
            try:
                draft = draft_of(rooms, id, self.who.scope.tenant, self.parts.catalog)
            except NotFoundError:
                return Seen(site=site, draft=None, live=None)
        return Seen(site=site, draft=draft, live=self.bench.live(draft, wait_s=_MOMENT_S))

    def was_read(self, seen: Seen, what: str = "result.read") -> None:
        """
        Enter in the audit log that a result was shown.

        Raises:
            StoreError: It cannot be entered, so nothing may be shown.
        """
        self.stored.was_read(what, seen.site.id, self.parts.now())


async def _result_desk(
    stored: Stored, parts: Using, bench: Bench, who: Annotated[Visitor, Depends(visitor)]
) -> ResultDesk:
    return ResultDesk(stored=stored, who=who, parts=parts, bench=bench)


Results = Annotated[ResultDesk, Depends(_result_desk, scope="function")]
"""What a route about results asks for."""


def report_of(seen: Seen) -> RiskReport:
    """
    Return the report of a result that is there.

    Raises:
        NotFoundError: It is not there yet; `waiting` shows why.
    """
    if seen.result is None:
        raise NotFoundError("There is no result of this site yet.")
    return seen.result.report


def waiting(request: Request, seen: Seen, heading: str) -> Response:
    """Return the page that stands in for one without a result: what is missing, how far it is."""
    return page(
        request, "results/waiting.html", site=seen.site, seen=seen, heading=heading, first=True
    )
