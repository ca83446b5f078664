"""The catalogue: threat vectors, mitigations and programmes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from ng911risk.errors import NotFoundError
from ng911risk_api.auth.visitor import signed_in
from ng911risk_api.caching import CACHE_CONTROL, catalog_tag, has_already
from ng911risk_api.deps import Using
from ng911risk_api.messages import (
    CatalogSummary,
    MitigationEntry,
    MitigationLine,
    ProgrammeEntry,
    VectorEntry,
    VectorLine,
)
from ng911risk_api.parts import Parts
from ng911risk_api.responses import problems

T = TypeVar("T")


class _Tagged(APIRoute):
    """Tags what is found with the catalogue it came from; an error passes untagged."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            response = await answer(request)
            parts: Parts = request.app.state.parts
            tag = catalog_tag(parts.catalog.digest, tool_version=parts.tool_version)
            headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL}
            if has_already(request.headers.get("If-None-Match"), tag):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
            response.headers.update(headers)
            return response

        return tagged


router = APIRouter(
    prefix="/catalog",
    tags=["catalog"],
    route_class=_Tagged,
    responses={HTTPStatus.NOT_MODIFIED.value: {"description": "You have it already"}},
    dependencies=[signed_in()],
)


@router.get("", summary="The catalogue in use")
def summary(parts: Using) -> CatalogSummary:
    """Its version, and how much is in it."""
    catalog = parts.catalog
    return CatalogSummary(
        version=catalog.version,
        digest=catalog.digest,
        vectors=len(catalog.vectors),
        mitigations=len(catalog.mitigations),
        programmes=len(catalog.programmes),
    )


@router.get("/vectors", summary="Every threat vector")
def vectors(parts: Using) -> tuple[VectorLine, ...]:
    """In the order of their ids."""
    return tuple(
        VectorLine(
            id=id,
            code=vector.code,
            title=vector.title,
            category=vector.category,
            status=vector.status,
        )
        for id, vector in sorted(parts.catalog.vectors.items())
    )


@router.get("/vectors/{id}", summary="One threat vector", responses=problems(404))
def vector(id: str, parts: Using) -> VectorEntry:
    """Everything known about it, and what helps against it."""
    found = _one(parts.catalog.vectors, id, "threat vector")
    answers = tuple(dict.fromkeys(name for name, _ in parts.catalog.answers_to(id)))
    return VectorEntry(id=id, vector=found, answered_by=answers)


@router.get("/mitigations", summary="Every mitigation")
def mitigations(parts: Using) -> tuple[MitigationLine, ...]:
    """In the order of their ids."""
    return tuple(
        MitigationLine(
            id=id,
            code=mitigation.code,
            title=mitigation.title,
            starter=mitigation.starter,
            status=mitigation.status,
        )
        for id, mitigation in sorted(parts.catalog.mitigations.items())
    )


@router.get("/mitigations/{id}", summary="One mitigation", responses=problems(404))
def mitigation(id: str, parts: Using) -> MitigationEntry:
    """Everything known about it."""
    found = _one(parts.catalog.mitigations, id, "mitigation")
    return MitigationEntry(id=id, mitigation=found)


@router.get("/programmes", summary="Every programme view")
def programmes(parts: Using) -> tuple[ProgrammeEntry, ...]:
    """Programmes and frameworks, and which mitigations count for them."""
    return tuple(
        ProgrammeEntry(id=id, programme=programme)
        for id, programme in sorted(parts.catalog.programmes.items())
    )


@router.get("/programmes/{id}", summary="One programme view", responses=problems(404))
def programme(id: str, parts: Using) -> ProgrammeEntry:
    """One programme or framework."""
    return ProgrammeEntry(id=id, programme=_one(parts.catalog.programmes, id, "programme"))


def _one(shelf: Mapping[str, T], id: str, what: str) -> T:
    if id not in shelf:
        raise NotFoundError(f"There is no {what} with this id.")
    return shelf[id]
