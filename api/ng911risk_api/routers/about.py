"""Whether the server works, and what is running."""

from __future__ import annotations

from fastapi import APIRouter, Request

from ng911risk_api.auth.visitor import anyone, signed_in
from ng911risk_api.deps import Using
from ng911risk_api.messages import Health, Version
from ng911risk_api.responses import problems

router = APIRouter(tags=["about"])


@router.get(
    "/health",
    dependencies=[anyone("a supervisor asks it, and it tells nothing")],
    summary="Is it working?",
    responses=problems(503),
)
def health(request: Request) -> Health:
    """Cheap: one question to the database."""
    request.app.state.store.check()
    return Health(status="ok", database="ok")


@router.get("/version", dependencies=[signed_in()], summary="What is running?")
def version(parts: Using) -> Version:
    """Versions of the tool and its catalogue."""
    return Version(
        tool=parts.tool_version,
        catalog=parts.catalog.version,
        catalog_digest=parts.catalog.digest,
    )
