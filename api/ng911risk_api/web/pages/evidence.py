"""Evidence: what was seen, what it confirms or refutes, and which proof is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.errors import (
    InputError,
    NotDescribedError,
    NotFoundError,
    Problem,
    SignatureError,
)
from ng911risk.importers.evidence import LONGEST, faults_of, read_evidence, read_signed
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.inventory import Inventory
from ng911risk.signing import signed_evidence
from ng911risk.store import Rooms, Site
from ng911risk.store.files import FileHead
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Weighing
from ng911risk_api.web.around import Around, Here
from ng911risk_api.web.fields import day_of
from ng911risk_api.web.forms import Form, Posted, SentFile
from ng911risk_api.web.render import is_part, page, see_other
from ng911risk_api.work.draft import Draft, draft_of
from ng911risk_api.work.evidence_lines import Effect, EvidenceLine, lines_of
from ng911risk_api.work.evidence_worth import Worth
from ng911risk_api.work.kept import Asked
from ng911risk_api.work.workbench import Live

router = APIRouter(include_in_schema=False)

_READ: Final = allow(Permission.READ_EVIDENCE)
_ADD: Final = allow(Permission.ADD_EVIDENCE)
_WHY_MAX: Final = 500
_FILES_MAX: Final = 10
_KEYS: Final = "An administrator says whose keys are believed: Settings, Keys for evidence."

_OF_A_CAPTURE: Final = "Of a capture, ng911risk lab pcap with --evidence makes one."

_FIRST: Final = {Effect.REFUTED: 0, Effect.VERIFIED: 1}
"""What is shown before all other records."""

METHODS: Final = (
    "Interview",
    "Document",
    "Walk-through",
    "Test or drill",
    "Capture of traffic",
    "Lab check",
    "Independent audit",
)
VERDICTS: Final = (
    (Verdict.EFFECTIVE.value, "It works"),
    (Verdict.NOT_EFFECTIVE.value, "It does not work"),
    (Verdict.INCONCLUSIVE.value, "Not clear"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of a site, and what they are held against."""

    site: Site
    draft: Draft | None
    """None while the site has no inventory."""
    lines: tuple[EvidenceLine, ...]
    files: dict[str, FileHead]
    signers: dict[str, str]
    """Id of a key that is believed -> whose it is."""
    live: Live | None

    @property
    def inventory(self) -> Inventory:
        """
        The inventory without the answers.

        Raises:
            NotFoundError: There is none yet.
        """
        if self.draft is None:
            raise NotDescribedError("This site has no inventory yet.")
        return self.draft.described


@router.get("/sites/{id}/evidence", dependencies=[_READ])
def show(
    id: str,
    here: Around,
    added: Annotated[int, Query(le=500)] = -1,
    new: Annotated[int, Query(le=500)] = -1,
) -> Response:
    """List what was seen, and what it does now."""
    return _list(here, id, added=added, new=new)


@router.get("/sites/{id}/evidence/worth", dependencies=[_READ])
def worth(id: str, here: Around, weigher: Weighing) -> Response:
    """Tell what evidence has moved, and which proof would be worth most."""
    found = _records(here, id)
    result = found.live.result if found.live else None
    asked: Asked[Worth] = weigher.worth(result, found.lines) if result else Asked()
    seen = {
        line.record.evidence.mitigation
        for line in found.lines
        if line.effect in (Effect.VERIFIED, Effect.REFUTED)
    }
    is_current = found.live is not None and found.live.current
    here.stored.was_read("evidence.listed", id, here.now)
    worked_out = asked.found
    return page(
        here.request,
        "evidence/worth.html" if is_part(here.request) else "evidence/worth_page.html",
        site=found.site,
        draft=found.draft,
        live=found.live,
        pending=asked.pending,
        failed=asked.failed,
        lines=found.lines,
        moved=worked_out.moved if worked_out and is_current else (),
        # the result may be older than the newest record
        proofs=[one for one in worked_out.proofs if one.mitigation not in seen]
        if worked_out
        else [],
    )


@router.get("/sites/{id}/evidence/new", dependencies=[_ADD])
def new(id: str, here: Around, about: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Ask what was seen."""
    return _form(here, _records(here, id), about=about)


@router.post("/sites/{id}/evidence", dependencies=[_ADD])
def add(id: str, form: Posted, here: Around) -> Response:
    """Record what was seen, with its files."""
    found = _records(here, id)
    try:
        evidence = _evidence(form, found.inventory, here)
        with here.stored.write() as rooms:
            files = _attach(rooms, id, evidence, form.files("file"), here)
            rooms.evidence.add(id, evidence, files=files, at=here.now)
    except InputError as error:
        return _form(here, found, form=form, problems=error.problems)
    return see_other(f"/sites/{id}/evidence?added=1")


@router.post("/sites/{id}/evidence/file", dependencies=[_ADD])
def take_file(id: str, form: Posted, here: Around) -> Response:
    """Take a file of evidence, as a check or the command line writes it."""
    sent = form.file("records")
    if sent is None:
        nothing = Problem(file="", message="Choose a file of evidence.", hint=_OF_A_CAPTURE)
        return _list(here, id, problems=(nothing,))
    found = _records(here, id)
    try:
        seen = _read(sent, found, here)
        with here.stored.write() as rooms:
            new = rooms.evidence.add_all(id, seen, at=here.now).new
    except InputError as error:
        return _list(here, id, problems=error.problems)
    except SignatureError as error:
        return _list(here, id, problems=(Problem(file="", message=str(error), hint=_KEYS),))
    return see_other(f"/sites/{id}/evidence?added={len(seen)}&new={new}")


@router.post("/sites/{id}/evidence/{evidence}/withdraw", dependencies=[_ADD])
def withdraw(id: str, evidence: str, form: Posted, here: Around) -> Response:
    """Let a record count no more."""
    with here.stored.read() as rooms:
        rooms.sites.get(id)
        if rooms.evidence.get(evidence).site != id:
            raise NotFoundError("There is no evidence with this id.")
    why = form.text("why")
    if not why or len(why) > _WHY_MAX:
        told = f"Say why it is withdrawn, in at most {_WHY_MAX} characters."
        return _list(here, id, problems=(Problem(file="", message=told),))
    with here.stored.write() as rooms:
        rooms.evidence.withdraw(evidence, why=why, at=here.now)
    return see_other(f"/sites/{id}/evidence")


# --- the parts of it ----------------------------------------------------------------


def _records(here: Here, id: str) -> Records:
    with here.stored.read() as rooms:
        site, records = rooms.sites.get(id), rooms.evidence.of_site(id)
        files = {one.id: one for one in rooms.files.of_site(id)}
        signers = {one.id: one.name for one in rooms.evidence_keys.all()}
        try:
            draft = draft_of(rooms, id, here.stored.scope.tenant, here.parts.catalog)
        except NotFoundError:
            draft = None  # the site is there, but nothing is said about it yet
    inventory = draft.inventory if draft else None
    return Records(
        site=site,
        draft=draft,
        lines=lines_of(records, inventory, here.parts.catalog, at=here.now),
        files=files,
        signers=signers,
        live=here.bench.live(draft) if draft else None,
    )


def _read(sent: SentFile, found: Records, here: Here) -> tuple[Evidence, ...]:
    """
    Return what a file says was seen, plain or signed.

    Raises:
        InputError: It cannot be used; carries every problem.
        SignatureError: It is signed, and nobody who is believed signed it.
    """
    catalog, inventory = here.parts.catalog, found.inventory
    if not signed_evidence.looks_like_one(sent.content):
        return read_evidence(
            sent.content, catalog, inventory, file=sent.name, today=here.now.date()
        )
    with here.stored.read() as rooms:
        keys = [one.key for one in rooms.evidence_keys.all()]
    return read_signed(
        sent.content,
        keys,
        catalog,
        inventory,
        file=sent.name,
        also_called=(found.site.name,),
        today=here.now.date(),
    )


def _list(
    here: Here, id: str, *, added: int = -1, new: int = -1, problems: Sequence[Problem] = ()
) -> Response:
    found = _records(here, id)
    here.stored.was_read("evidence.listed", id, here.now)
    return page(
        here.request,
        "evidence/list.html",
        site=found.site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=found.draft,
        lines=sorted(found.lines, key=lambda one: _FIRST.get(one.effect, len(_FIRST))),
        files=found.files,
        signers=found.signers,
        added=added,
        new=added if new < 0 else new,
        problems=problems,
        verdicts=dict(VERDICTS),
        why_max=_WHY_MAX,
    )


def _form(
    here: Here,
    found: Records,
    *,
    about: str = "",
    form: Form | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    inventory, mitigations = found.inventory, here.parts.catalog.mitigations
    chosen = form.text("mitigation") if form else about
    return page(
        here.request,
        "evidence/new.html",
        site=found.site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        mitigations=sorted(
            ((id, one.title) for id, one in mitigations.items()), key=lambda pair: pair[1]
        ),
        chosen=chosen,
        accepted=mitigations[chosen].evidence if chosen in mitigations else (),
        parts={
            "zones": [(one.id, one.name or one.id) for one in inventory.zones],
            "owners": [(one.id, one.name or one.id) for one in inventory.owners],
            "assets": [(one.id, one.label) for one in inventory.assets],
        },
        form=form or Form({}, {}),
        scope=frozenset(form.texts("scope")) if form else frozenset(),
        methods=METHODS,
        verdicts=VERDICTS,
        today=here.now.date().isoformat(),
        longest=LONGEST,
        problems=problems,
    )


def _evidence(form: Form, inventory: Inventory, here: Here) -> Evidence:
    """
    Return what a form says was seen.

    Raises:
        InputError: Something is missing, too long, or not of this site; carries all of it.
    """
    wrong = []
    verdict, on = form.text("verdict"), _day(form.text("on"))
    if verdict not in dict(VERDICTS):
        wrong.append("Say whether it works.")
    if on is None or on > here.now.date():
        wrong.append("Say when it was seen: a day that is not in the future.")
    if not form.text("method"):
        wrong.append("Say how it was seen.")
    if not form.text("mitigation"):
        wrong.append("Say which measure it is about.")
    made = Evidence(
        mitigation=form.text("mitigation"),
        scope=tuple(dict.fromkeys(form.texts("scope"))),
        verdict=Verdict(verdict) if verdict in dict(VERDICTS) else Verdict.INCONCLUSIVE,
        observed=form.text("observed"),
        method=form.text("method"),
        on=on or here.now.date(),
        reviewer=form.text("reviewer"),
        period=form.text("period"),
        sample=form.text("sample"),
    )
    if made.mitigation:
        faults = faults_of((made,), here.parts.catalog, inventory)
        wrong += [_in_words(field, message) for field, message in faults]
    if wrong:
        raise InputError([Problem(file="", message=one) for one in wrong])
    return made


def _in_words(field: str, message: str) -> str:
    name = field.rpartition("].")[2].partition("[")[0]
    words = {
        "observed": "What was seen",
        "mitigation": "The measure",
        "scope": "Where",
        "method": "How",
    }
    return f"{words.get(name, name.capitalize())}: {message}."


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None


def _attach(
    rooms: Rooms, id: str, evidence: Evidence, files: Sequence[SentFile], here: Here
) -> tuple[str, ...]:
    """
    Keep the files of a record and return their ids.

    Raises:
        InputError: One cannot be taken, or there are too many.
    """
    if len(files) > _FILES_MAX:
        told = f"Attach at most {_FILES_MAX} files to one record."
        raise InputError([Problem(file="", message=told)])
    subject = f"evidence:{evidence.mitigation}"
    return tuple(
        rooms.files.add(id, subject, one.name, one.media, one.content, here.now).id for one in files
    )
