"""The application, made by a function; nothing happens at import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ng911risk.records import json_schema
from ng911risk.store import Store
from ng911risk_api import problems
from ng911risk_api.auth.first_start import first_link
from ng911risk_api.messages import ProblemDocument
from ng911risk_api.parts import Parts, installed_parts
from ng911risk_api.routers import (
    about,
    answers,
    assessments,
    catalog,
    documents,
    evidence,
    exports,
    intelligence,
    inventories,
    observations,
    publications,
    reports,
    signing,
    sites,
)
from ng911risk_api.settings import Settings
from ng911risk_api.shield import Shield
from ng911risk_api.signing_key import signing_key
from ng911risk_api.taxii import mounted
from ng911risk_api.web import assets, discovery
from ng911risk_api.work.comparing import Comparer
from ng911risk_api.work.evidence_worth import Weigher
from ng911risk_api.work.workbench import Workbench

PREFIX = "/api/v1"
_HERE = "http://127.0.0.1:8911"


def create_app(
    settings: Settings | None = None,
    *,
    parts: Callable[[], Parts] = installed_parts,
    announce: Callable[[str], None] | None = None,
) -> FastAPI:
    """
    Make the application; the database is opened when it starts and closed when it stops.

    Args:
        settings: Read from the environment if left out.
        parts: Gives the engine, the catalogue and the clock.
        announce: Shows the link for the first account to whoever starts the server.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="ng911risk",
        version="1",
        summary="Cyber risk assessment for 9-1-1 centres.",
        description="Sign in with an access token: `Authorization: Bearer ng911_...`.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(settings, parts, announce),
    )
    app.state.settings = settings
    app.add_middleware(
        Shield,
        hosts=settings.hosts,
        max_body_bytes=settings.max_body_bytes,
        secure=settings.secure,
    )
    problems.install(app)
    for module in (
        sites,
        inventories,
        answers,
        evidence,
        observations,
        intelligence,
        assessments,
        reports,
        documents,
        exports,
        publications,
        signing,
        catalog,
        about,
    ):
        app.include_router(module.router, prefix=PREFIX)
    for router in discovery.page_routers():
        app.include_router(router)
    app.mount("/static", assets.static_files())
    mounted.mount(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign] # the documented way
    return app


def _lifespan(
    settings: Settings, parts: Callable[[], Parts], announce: Callable[[str], None] | None
) -> Any:  # noqa: ANN401 - FastAPI's own type is private
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = settings.threads
        app.state.parts = parts()
        app.state.signing_key = signing_key(settings)
        with ExitStack() as opened:  # what was opened is closed, whatever comes between
            store = Store.open(settings.target, key_file=settings.audit_key_file or None)
            opened.callback(store.close)
            app.state.store = store
            workbench = app.state.workbench = Workbench(app.state.parts)
            weigher = app.state.weigher = Weigher()
            comparer = app.state.comparer = Comparer(app.state.parts)
            for room in (workbench, weigher, comparer):
                opened.callback(room.close)
            if announce is not None:
                now = app.state.parts.now()
                if link := first_link(store, settings.address or _HERE, at=now):
                    announce(link)
            yield

    return lifespan


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
        )
        _describe_problems(made)
        app.openapi_schema = made
    return app.openapi_schema


def _describe_problems(made: dict[str, Any]) -> None:
    """Put our problem document where FastAPI describes an error body that we never send."""
    schema = json_schema(ProblemDocument, title=ProblemDocument.__name__)
    schema.pop("$schema")
    schemas = made["components"]["schemas"]
    schemas |= schema.pop("$defs")
    schemas[ProblemDocument.__name__] = schema
    # What points into the record's own definitions points into OpenAPI's now.
    schema["properties"]["problems"]["items"] = {"$ref": "#/components/schemas/ProblemLine"}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    for path in made["paths"].values():
        for operation in path.values():
            answer = operation["responses"].get("422")
            if answer and "application/json" in answer["content"]:
                answer["description"] = "Unprocessable Entity"
                answer["content"] = {problems.PROBLEM_MEDIA: problem}
