"""Whether the server works, and what is running."""

from __future__ import annotations

from fastapi import APIRouter

from ng911risk_api.deps import Stored, Using
from ng911risk_api.messages import Health, Version
from ng911risk_api.responses import problems

router = APIRouter(tags=["about"])


@router.get("/health", summary="Is it working?", responses=problems(503))
def health(stored: Stored) -> Health:
    """Cheap: one question to the database."""
    stored.store.check()
    return Health(status="ok", database="ok")


@router.get("/version", summary="What is running?")
def version(parts: Using) -> Version:
    """Versions of the tool and its catalogue."""
    return Version(
        tool=parts.tool_version,
        catalog=parts.catalog.version,
        catalog_digest=parts.catalog.digest,
    )
