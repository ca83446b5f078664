"""Publishing: what security teams get of this site, giving it out, and how they connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk.model.tlp import Tlp
from ng911risk.store.given_out import Kind
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.taxii.documents import collections_of
from ng911risk_api.taxii.routes import PREFIX
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import address_of_server, page, see_other
from ng911risk_api.work.publishing import NewPublication, publish

router = APIRouter(include_in_schema=False)

_ADDRESS: Final = "/sites/{id}/publishing"

_LEVELS: Final = (
    (Tlp.AMBER_STRICT, "Only people of your own organisation who need it. The usual one."),
    (Tlp.RED, "Only the people you give it to by name."),
    (Tlp.AMBER, "Your organisation and those it works for, as far as they need it."),
    (Tlp.GREEN, "The community of emergency services; never in public."),
    (Tlp.CLEAR, "Everybody. It says where you can be attacked: think twice."),
)
_WIDER: Final = {
    Tlp.AMBER: "everybody of your organisation and of those it works for",
    Tlp.GREEN: "everybody in the community of emergency services",
    Tlp.CLEAR: "anybody at all, whoever wants to attack you included",
}
"""Level at which the whole assessment is asked about a second time -> who may read it then."""

_KINDS: Final = (
    (
        Kind.ASSESSMENTS,
        "The assessment",
        "Everything: your systems, what can happen to them, what is done about it, how bad it is.",
    ),
    (
        Kind.INDICATORS,
        "Indicators",
        "What was seen attacking and a person promoted, with what it indicates; for blocking.",
    ),
    (
        Kind.CATALOGUE,
        "Threat vectors and mitigations",
        "What the assessment speaks of, without your systems.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What the form shows as chosen."""

    assessment: str = ""
    """Empty: the newest."""
    kinds: tuple[Kind, ...] = (Kind.ASSESSMENTS,)
    tlp: Tlp = Tlp.AMBER_STRICT
    sure: str = ""
    """Who may read it then, where a second yes is asked for."""


_USUAL: Final = _Chosen()


@router.get(_ADDRESS, dependencies=[allow(Permission.EXPORT)])
def show(
    request: Request,
    id: str,
    stored: Stored,
    done: Annotated[str, Query()] = "",
    nothing: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show what was published, the form to publish, and how tools connect."""
    return _shown(request, id, stored, done=bool(done), nothing=nothing.split(" "))


@router.post(_ADDRESS, dependencies=[allow(Permission.PUBLISH)])
@apart
def give_out(request: Request, id: str, form: Posted, stored: Stored, parts: Using) -> Response:
    """Publish one sealed assessment."""
    chosen = _USUAL
    try:
        wanted = _wanted(form)
        chosen = _Chosen(
            assessment=form.text("assessment"), kinds=wanted.kinds, tlp=wanted.tlp or wanted.usual
        )
        wider = _WIDER.get(chosen.tlp) if Kind.ASSESSMENTS in chosen.kinds else None
        if wider and not form.flag("sure"):
            return _shown(request, id, stored, chosen=replace(chosen, sure=wider))
        made = publish(stored, parts, chosen.assessment, wanted, site=id)
    except ConflictError as error:
        refused = (HTTPStatus.CONFLICT, str(error))
        return _shown(request, id, stored, chosen=chosen, refused=refused)
    except InputError as error:
        refused = (HTTPStatus.UNPROCESSABLE_ENTITY, error.problems[0].message)
        return _shown(request, id, stored, chosen=chosen, refused=refused)
    nothing = "+".join(one for one in wanted.kinds if one not in made.kinds)
    return see_other(f"/sites/{id}/publishing?done=yes{f'&nothing={nothing}' if nothing else ''}")


def _shown(
    request: Request,
    id: str,
    stored: Desk,
    *,
    done: bool = False,
    nothing: Sequence[str] = (),
    chosen: _Chosen = _USUAL,
    refused: tuple[HTTPStatus, str] = (HTTPStatus.OK, ""),
) -> Response:
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        heads = rooms.assessments.of_site(id)
        publications = rooms.published.of_site(id)
        held = frozenset(rooms.collected.collections())
        possible = collections_of(rooms.published.installation())
    status, why = refused
    if chosen.sure:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    server = address_of_server(request)
    return page(
        request,
        "publishing/page.html",
        site=site,
        status=status,
        heads=heads,
        publications=publications,
        collections=[one for one in possible if (one.kind, one.tlp.value) in held],
        levels=_LEVELS,
        kinds=_KINDS,
        kind_words={one.value: label for one, label, _ in _KINDS},
        labels={one.value: one.label for one in Tlp},
        chosen=chosen,
        nothing=[label for kind, label, _ in _KINDS if kind.value in nothing],
        discovery=f"{server}{PREFIX}/",
        root=f"{server}{PREFIX}/{stored.scope.tenant}/",
        done=done,
        why=why,
    )


def _wanted(form: Form) -> NewPublication:
    """
    Return what a form asks for.

    Raises:
        InputError: Nothing was chosen.
    """
    kinds = tuple(one for one in Kind if one.value in form.texts("kinds"))
    if not kinds:
        raise _missing("Choose what to publish.")
    if form.text("tlp") not in {one.value for one in Tlp}:
        raise _missing("Choose how far it may be passed on.")
    return NewPublication(kinds=kinds, tlp=Tlp(form.text("tlp")))


def _missing(message: str) -> InputError:
    return InputError([Problem(file="the form", message=message)])
