from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest

from ng911risk.access import Scope
from ng911risk.errors import NotFoundError
from ng911risk.exporters.documents import documents
from ng911risk.exporters.documents.discovery import Addressee, Form
from ng911risk.model.scales import Level
from ng911risk.store import LOCAL, Assessment, Store
from ng911risk.store.acceptances import RiskOwner
from ng911risk.store.tracked import Progress
from ng911risk_api.work import document_desk
from ng911risk_api.work.document_desk import (
    Offer,
    Shelf,
    Source,
    as_page,
    bare,
    form_of,
    line_of,
    made,
    offered,
    saved_name,
    sealed_source,
    zipped,
)
from tests.store.conftest import post_one, seal_one, store
from tests.store.sample import NOW

__all__ = ["store"]

TODAY = NOW.date()


@pytest.fixture
def held(store: Store) -> Assessment:
    """A sealed assessment of a site."""
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        post_one(rooms, site)
        return rooms.assessments.get(seal_one(rooms, site).id)


def test_decisions_of_now_come_with_a_sealed_report(store: Store, held: Assessment) -> None:
    site = held.head.site
    with store.write(LOCAL) as rooms:
        rooms.acceptances.add(
            site,
            finding="ransomware@cad",
            title="CAD is encrypted",
            risk=Level.MODERATE,
            owner_role=RiskOwner.DIRECTOR,
            owner_name="Dana",
            reason="A new one comes.",
            until=TODAY + timedelta(days=30),
            at=NOW,
        )
        rooms.tracked.save(
            site,
            "zone-segmentation",
            owner="Sam",
            due=date(2027, 1, 15),
            status=Progress.IN_PROGRESS,
            note="",
            seen=0,
            at=NOW,
        )
    with store.read(LOCAL) as rooms:
        source = sealed_source(rooms, LOCAL, held, TODAY)
        later = sealed_source(rooms, LOCAL, held, TODAY + timedelta(days=31))

    assert [one.by for one in source.given.accepted] == ["Dana, Director of the centre"]
    assert [one.owner for one in source.given.tracked] == ["Sam"]
    assert source.given.report == held.report
    assert later.given.accepted == ()
    assert later.key != source.key


def test_a_link_to_one_assessment_sees_no_decision(store: Store, held: Assessment) -> None:
    link = Scope(
        tenant=LOCAL.tenant,
        user="",
        name="auditor",
        via="link",
        role=None,
        permissions=LOCAL.permissions,
        assessment=held.head.id,
    )
    with store.read(link) as rooms:
        given = sealed_source(rooms, link, held, TODAY).given

    assert (given.tracked, given.accepted, given.asked) == ((), (), ())
    assert given.as_of is None


def test_a_document_is_made_once(
    store: Store, held: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def make_once(name: str, form: str, _: object) -> bytes:
        asked.append(f"{name}.{form}")
        return b"made"

    monkeypatch.setattr(document_desk, "make", make_once)
    monkeypatch.setattr(document_desk, "_SHELF", Shelf())
    with store.read(LOCAL) as rooms:
        source = sealed_source(rooms, LOCAL, held, TODAY)

    for version in ("1", "1", "2"):
        assert made(source, "board", "pdf", version) == b"made"

    assert asked == ["board.pdf", "board.pdf"]


def test_the_shelf_throws_away_what_was_used_least_recently() -> None:
    shelf = Shelf(most=10)
    shelf.put("a", b"aaaa")
    shelf.put("b", b"bbbb")
    assert shelf.get("a") == b"aaaa"

    shelf.put("c", b"cccc")
    shelf.put("huge", b"x" * 11)

    assert shelf.get("b") is None
    assert shelf.get("huge") is None
    assert (shelf.get("a"), shelf.get("c")) == (b"aaaa", b"cccc")


def test_only_documents_with_something_to_say_are_offered(held: Assessment) -> None:
    offers = offered(held.head.content_hash, lambda: bare(held))
    names = {one.document.name for one in offers}

    assert {"board", "board-public", "call-sheet", "full", "plan"} <= names
    assert "letter-vendor" not in names  # nobody has to be asked
    assert offered(held.head.content_hash, lambda: pytest.fail("not remembered")) == offers


def test_a_line_tells_reader_and_formats() -> None:
    document = documents()["board-public"]
    line = line_of(Offer(document=document, addressees=(Addressee(id="acme", name="Acme"),)))

    assert (line.reader.value, line.public) == ("board", True)
    assert line.formats == ("pdf", "docx", "html")
    assert [one.id for one in line.addressees] == ["acme"]


def test_a_sealed_report_shows_its_check_code_in_both_editions(held: Assessment) -> None:
    code = f"check code {held.head.content_hash[:16]}".encode()

    for public in (False, True):
        page = as_page(held, public=public)
        assert code in page
        assert b"fingerprint of" not in page


def test_the_zip_holds_one_letter_for_each_addressee(
    monkeypatch: pytest.MonkeyPatch, held: Assessment
) -> None:
    monkeypatch.setattr(document_desk, "made", lambda source, name, *_: source.given.to.encode())
    letter, board = documents()["letter-vendor"], documents()["board"]
    to = tuple(Addressee(id=one, name=one) for one in ("acme", "zeta"))
    offers = (Offer(document=board, addressees=()), Offer(document=letter, addressees=to))

    data = zipped(Source(key="k", given=bare(held)), offers, "1")

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {one: file.read(one) for one in file.namelist()} == {
            "board.pdf": b"",
            "letter-vendor-acme.docx": b"acme",
            "letter-vendor-zeta.docx": b"zeta",
        }


def test_names_of_files_are_plain() -> None:
    name = saved_name('Ped"ro/../ \u2603 County', "2026-11-24", "board", Form.PDF, draft=True)

    assert name == "ped-ro-county-2026-11-24-board-draft.pdf"
    assert saved_name("\u2603", "2026-11-24", "board", Form.PDF, draft=False).startswith("site-")


@pytest.mark.parametrize(("name", "form"), [("board", "xlsx"), ("../etc", "pdf"), ("board", "exe")])
def test_a_document_that_is_not_there_is_not_found(name: str, form: str) -> None:
    with pytest.raises(NotFoundError):
        form_of(name, form)
