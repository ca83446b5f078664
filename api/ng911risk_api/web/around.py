"""What a page has around it: the request, the store, the rooms and the results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from ng911risk_api.deps import Bench, Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.work.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Everything that a route of a page asks for, in one value."""

    request: Request
    stored: Desk
    parts: Parts
    bench: Workbench

    @property
    def now(self) -> datetime:
        """The clock, UTC."""
        return self.parts.now()


async def _here(request: Request, stored: Stored, parts: Using, bench: Bench) -> Here:
    return Here(request=request, stored=stored, parts=parts, bench=bench)


Around = Annotated[Here, Depends(_here, scope="function")]
