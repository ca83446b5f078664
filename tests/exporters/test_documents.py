"""Every document in every format: what it says, what it must not say, and that it never changes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
import zlib
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx as word_library
import pytest
from openpyxl import load_workbook

from ng911risk.errors import NG911RiskError, NotFoundError
from ng911risk.exporters.documents import Accepted, DocumentInput, Tracked, documents, make, typeset
from ng911risk.exporters.documents.board_document import board, board_public
from ng911risk.exporters.documents.call_document import call_card, call_sheet
from ng911risk.exporters.documents.discovery import Edition, Form, Reader
from ng911risk.exporters.documents.exercise_document import facilitator, players
from ng911risk.exporters.documents.families import FAMILIES, family_of
from ng911risk.exporters.documents.full_document import full
from ng911risk.exporters.documents.incident_document import incident
from ng911risk.exporters.documents.letters_document import letter
from ng911risk.exporters.documents.paper import Block, Heading, Paper, Picture, Table, Text
from ng911risk.exporters.documents.pictures import path_picture
from ng911risk.exporters.documents.plain_text import breakable, spelt, straight
from ng911risk.exporters.documents.plan_document import plan
from ng911risk.exporters.documents.print_page import html
from ng911risk.exporters.documents.scenarios import scenarios
from ng911risk.exporters.documents.settled import settled
from ng911risk.exporters.documents.sheets import ROLES
from ng911risk.exporters.documents.word import docx
from ng911risk.exporters.documents.workbook import Sheet, xlsx
from ng911risk.exporters.json_report import report_id, verify_code
from ng911risk.importers import read_inventory
from ng911risk.importers.start import Template, build_inventory, template_inventory
from ng911risk.model.inventory import Inventory, OwnerClass
from ng911risk.model.report import RiskReport, Unknown
from tests.exporters.canary import planted
from tests.exporters.sample_report import SAMPLE

EVIL = 'Cad #evil["x"] $risk$ <b>&</b> \U0001f692 \u05e9\u05dc\u05d5\u05dd ' + "n" * 200
AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

ACCEPTED = Accepted(
    finding=SAMPLE.findings[0].id,
    title="CAD server is encrypted",
    risk="moderate",
    by="Dana Director, director",
    reason="A new CAD comes in March.",
    until=date(2027, 3, 31),
    on=date(2026, 11, 20),
)
TRACKED = Tracked(
    mitigation="zone-segmentation",
    owner="Sam of county IT",
    due=date(2027, 1, 15),
    status="In progress",
    note="Firewall is ordered.",
)


@pytest.fixture(scope="module")
def pine() -> Inventory:
    data = resources.files("ng911risk.samples").joinpath("pine-county.yaml").read_bytes()
    return read_inventory(data, file="pine-county.yaml").inventory


def given(report: RiskReport = SAMPLE, **more: Any) -> DocumentInput:  # noqa: ANN401
    return DocumentInput(report=report, **more)


def every() -> list[tuple[str, str]]:
    """Every document that says something about the sample, in each of its formats."""
    return [
        (name, form.value)
        for name, one in documents().items()
        if one.applies(given())
        for form in one.forms
    ]


def words_of(value: object) -> str:
    """Every text in blocks, at any depth."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "\n".join(map(words_of, value))
    if hasattr(value, "__dataclass_fields__"):
        return "\n".join(words_of(getattr(value, one.name)) for one in fields(value))  # type: ignore[arg-type] # it is a dataclass
    return ""


def unpacked(data: bytes) -> bytes:
    """Everything in a file that can be found by looking: streams of a PDF, parts of a zip."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            return b"\n".join(one.filename.encode() + held.read(one) for one in held.infolist())
    inside = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            inside.append(zlib.decompress(stream.strip(b"\r\n")))
        except zlib.error:
            continue
    return b"\n".join(inside)


def pdf_text(data: bytes, tmp_path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    path = tmp_path / "one.pdf"
    path.write_bytes(data)
    command = [str(shutil.which("pdftotext")), "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# --- all of them -------------------------------------------------------------------------


def test_every_reader_has_a_document() -> None:
    assert {one.reader for one in documents().values()} == set(Reader)
    assert [one.reader for one in documents().values()] == sorted(
        (one.reader for one in documents().values()), key=list(Reader).index
    )


@pytest.mark.parametrize(("name", "form"), every())
def test_the_same_report_makes_the_same_bytes(name: str, form: str) -> None:
    first = make(name, form, given())

    assert first == make(name, form, given())
    assert len(first) > 500


def test_a_document_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFoundError):
        make("board", "xlsx", given())
    with pytest.raises(NotFoundError):
        make("poster", "pdf", given())


def test_the_digest_changes_with_every_part() -> None:
    parts = (
        given(),
        given(draft=True),
        given(seal="a" * 64),
        given(accepted=(ACCEPTED,)),
        given(tracked=(TRACKED,)),
        given(replace(SAMPLE, backup="Elm County")),
    )

    assert len({one.digest for one in parts}) == len(parts)


@pytest.mark.parametrize(
    "build", [board, call_sheet, call_card, full, plan, incident, facilitator, players]
)
def test_every_full_document_carries_its_marking_and_its_report(build: Any) -> None:  # noqa: ANN401
    made = build(given())

    assert made.marking == "SECURITY-SENSITIVE: shows how to hurt this centre"
    assert report_id(SAMPLE) in made.reference
    assert made.reference.endswith(", not sealed")
    assert made.at == SAMPLE.made_at


def test_a_sealed_assessment_has_one_code_on_every_document(pine: Inventory) -> None:
    seal = "39c05d68aa00bb11" + "f" * 48
    sealed = given(seal=seal, inventory=pine)
    for one in documents().values():
        if one.build and one.applies(sealed):
            assert "heck code 39c05d68aa00bb11" in one.build(sealed).reference, one.name
            assert one.build(given()).reference.lower().endswith("not sealed")
    page = make("full", "html", sealed)

    assert b"check code 39c05d68aa00bb11" in page
    assert verify_code(SAMPLE).encode() not in page


def test_a_draft_says_so_in_every_format() -> None:
    draft = given(draft=True)

    assert b"DRAFT, not sealed" in make("board", "html", draft)
    assert b"DRAFT, not sealed" in unpacked(make("board", "docx", draft))
    assert b"DRAFT, not sealed" in unpacked(make("full", "xlsx", draft))
    assert b"DRAFT" not in make("board", "html", given())


def test_a_draft_says_so_on_paper(tmp_path: Path) -> None:
    assert pdf_text(make("plan", "pdf", given(draft=True)), tmp_path).count("DRAFT") >= 2


# --- what Typst promises -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["board", "board-public", "full", "call-card", "exercise-players"])
def test_a_pdf_is_tagged_named_dated_and_has_its_fonts(name: str) -> None:
    held = unpacked(make(name, "pdf", given()))

    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"pdfaid:part",
                 b"/DisplayDocTitle", b"/Outlines", b"/FontFile"):  # fmt: skip
        assert sign in held, sign
    assert b"2026-11-24T08:00:00" in held
    assert b"Pine County 9-1-1" in held


def test_a_picture_without_words_is_refused() -> None:
    picture = path_picture(SAMPLE.paths[0], 1)
    told = replace(board(given()), blocks=(picture,), fit=False)
    silent = replace(told, blocks=(replace(picture, alt=""),))

    assert typeset.pdf(told)
    with pytest.raises(NG911RiskError, match="alt text"):
        typeset.pdf(silent)
    with pytest.raises(NG911RiskError, match="description"):
        docx(silent)


def test_every_picture_of_the_report_tells_its_path() -> None:
    pictures = [one for one in full(given()).blocks if isinstance(one, Picture)]
    held = unpacked(make("full", "pdf", given()))

    assert len(pictures) == len(SAMPLE.paths)
    assert "County directory" in pictures[0].alt
    assert held.count(b"/Alt") >= len(pictures)


def test_a_long_path_goes_on_in_a_second_row() -> None:
    path = SAMPLE.paths[0]
    long = replace(path, stops=path.stops * 3)

    assert path_picture(long, 1).svg.count("<rect") == len(long.stops) + 2
    assert typeset.png(path_picture(long, 1).svg).startswith(b"\x89PNG")


def test_without_our_type_face_another_is_used_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typeset, "_fonts", list)

    assert "Libertinus" in typeset.missing_fonts()
    assert b"Libertinus" in unpacked(make("board", "pdf", given()))


def test_a_document_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "MOST_BYTES", 1_000)

    with pytest.raises(NG911RiskError, match="too long"):
        make("board", "pdf", given())


# --- one page for the board --------------------------------------------------------------


def test_the_page_for_the_board_says_what_the_first_page_says() -> None:
    text = words_of(board(given()))

    assert "1 in 30" in text
    assert "separate sign-in and network for CAD" in text
    assert "Lake County" not in text
    for label in ("Likeliest long stoppage", "Do first", "Not known", "What works"):
        assert label in text


@pytest.mark.parametrize("name", ["board", "board-public"])
def test_the_page_for_the_board_stays_one_page_whatever_the_names(
    name: str, tmp_path: Path
) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("needs pdfinfo (poppler-utils)")
    site = replace(SAMPLE.site, name="Greater " + "Pine and Cedar " * 12)
    actions = tuple(replace(one, title=one.title * 5) for one in SAMPLE.actions)
    path = tmp_path / "board.pdf"
    path.write_bytes(make(name, "pdf", given(replace(SAMPLE, site=site, actions=actions))))

    command = [str(shutil.which("pdfinfo")), str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert re.search(r"Pages: +1\n", told)
    assert "letter" in told


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_the_public_page_holds_no_canary(form: str, tmp_path: Path) -> None:
    report, canaries = planted()
    made = make("board-public", form, given(report))
    held = unpacked(made).lower()
    if form == "pdf":
        held += pdf_text(made, tmp_path).lower().encode()

    assert b"canary" not in held
    assert len(canaries) > 200
    assert b"pine county" in held
    assert b"canary" in unpacked(make("board", "html", given(report))).lower()


@pytest.mark.parametrize(
    ("declared", "assumed", "told"),
    [
        (7, 39, "Most of this rests on assumed facts: 39 of 46 facts are assumed, not confirmed"),
        (30, 10, "10 of 40 facts are assumed"),
        (30, 0, "nothing is assumed"),
    ],
)
def test_the_public_page_says_how_much_is_assumed(declared: int, assumed: int, told: str) -> None:
    basis = replace(SAMPLE.basis, declared=declared, assumed=assumed)
    report = replace(SAMPLE, basis=basis, site=replace(SAMPLE.site, state="ks"))
    text = words_of(board_public(given(report)))

    assert told in text
    assert ("Most of this" in text) == (assumed > declared)
    assert ", KS" in text
    assert "lines answered in the full report" not in text


def test_the_example_on_the_public_page_is_one_of_its_own_numbers() -> None:
    made = board_public(given())
    example = re.search(r"(1 in \d+) means", words_of(made))
    cells = " ".join(
        cell for one in made.blocks if isinstance(one, Table) for row in one.rows for cell in row
    )

    assert example
    assert f"{example[1]} " in cells


def test_only_public_documents_are_called_public() -> None:
    report, _ = planted()
    for name, one in documents().items():
        public = one.edition is Edition.PUBLIC
        assert public == ("public" in name)
        if public:
            assert "canary" not in words_of(board_public(given(report)))


# --- cards and sheets --------------------------------------------------------------------


def test_the_call_sheet_names_the_backup_and_who_is_who(pine: Inventory) -> None:
    text = words_of(call_sheet(given(inventory=pine)))

    assert "Lake County 9-1-1" in text
    assert "Lakeland NG9-1-1" in text
    assert "cisa.gov/report" in text
    assert "they can staff 3 positions" in text
    assert "By hand. Cards are printed" in text


def test_the_call_sheet_prints_no_contact_of_the_inventory(pine: Inventory) -> None:
    owners = tuple(replace(one, contact="call 555-0100") for one in pine.owners)

    assert "555-0100" not in words_of(call_sheet(given(inventory=replace(pine, owners=owners))))


def test_a_role_is_never_printed_as_a_name() -> None:
    begun = build_inventory({"manual_dispatch": "partly"})
    owners = tuple(
        replace(one, name="Acme Dispatch") if one.id == "cad-vendor" else one
        for one in begun.owners
    )

    for build in (call_sheet, call_card):
        blank = words_of(build(given(inventory=begun)))
        some = words_of(build(given(inventory=replace(begun, owners=owners))))
        assert not [one for one in ROLES if one in blank]
        assert "State 9-1-1 office or authority: ____" in blank
        assert "Vendor: Acme Dispatch; others: ____" in some


def test_every_name_that_an_inventory_begins_with_is_known_as_a_role() -> None:
    begun = {one.name for name in Template for one in template_inventory(name).owners}

    assert begun == ROLES


@pytest.mark.parametrize(
    ("answer", "told"),
    [("yes", "within the last 12 months"), ("partly", "partly, as was answered")],
)
def test_practice_without_a_date_is_told_as_it_was_answered(answer: str, told: str) -> None:
    begun = build_inventory({"manual_dispatch": answer})
    text = words_of(incident(given(replace(SAMPLE, working=()), inventory=begun)))

    assert f"By hand; last practised: {told}" in text
    assert "never, as far as we know" not in text.partition("First five minutes")[0]


def test_a_centre_without_a_backup_is_told_to_find_one() -> None:
    text = words_of(call_card(given(replace(SAMPLE, backup=""))))

    assert "no backup centre on file" in text


def test_the_sheets_for_the_shift_follow_the_worst_paths() -> None:
    text = words_of(incident(given()))

    assert "Systems locked by criminals" in text
    assert "Lines, power or building gone" in text
    assert "Cut CAD server off" in text


def test_every_vector_of_the_catalogue_has_a_family() -> None:
    known = [vector for one in FAMILIES for vector in one.vectors]

    assert len(known) == len(set(known))
    assert family_of("ransomware").name == "Systems locked by criminals"
    assert family_of("never-heard-of") in FAMILIES


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_what_a_family_says_can_be_said_of_any_site(family: Any) -> None:  # noqa: ANN401
    one = replace(scenarios(given())[0], family=family, where="{odd} name")
    texts = [*family.shows, *family.at_once, *family.hour, *family.until, *family.never]
    texts += [text for inject in family.injects for text in (inject.told, *inject.good)]

    said = " ".join(map(one.say, texts))

    assert len(family.injects) == 4
    assert "{where}" not in said


def test_players_do_not_see_what_is_to_come() -> None:
    seen, known = words_of(players(given())), words_of(facilitator(given()))

    for one in scenarios(given(), 2):
        assert one.where not in seen
        assert one.where in known
        assert all(one.say(inject.told) in known for inject in one.family.injects)
        assert not any(one.say(inject.told) in seen for inject in one.family.injects)


# --- the full report and the plan --------------------------------------------------------


def test_the_full_report_has_the_five_parts_of_its_grave_findings() -> None:
    text = words_of(full(given(accepted=(ACCEPTED,))))
    finding = SAMPLE.findings[0]

    for part in (finding.criteria, finding.condition, finding.cause, finding.effect,
                 finding.recommendation):  # fmt: skip
        assert part in text
    assert "Accepted by Dana Director, director on 20 Nov 2026 until 31 Mar 2027" in text


def test_the_full_report_says_like_things_once() -> None:
    twice = replace(SAMPLE, unknowns=(*SAMPLE.unknowns, *_asked("cad", "rms")))
    text = words_of(full(given(twice)))

    assert text.count("Who may switch it off at night?") == 1
    assert "(for each: CAD and RMS)" in text


def test_headings_skip_no_level() -> None:
    for build in (full, plan, incident, facilitator, players, call_sheet):
        levels = [1, *(one.level for one in build(given()).blocks if isinstance(one, Heading))]
        assert all(new <= old + 1 for old, new in pairwise(levels))


def test_the_plan_shows_who_does_what_by_when() -> None:
    text = words_of(plan(given(tracked=(TRACKED,), accepted=(ACCEPTED,))))

    for told in ("Sam of county IT", "15 Jan 2027", "In progress", "Firewall is ordered.",
                 "A new CAD comes in March.", "Milestones"):  # fmt: skip
        assert told in text
    assert "____" in words_of(plan(given()))


def test_no_sheet_of_the_plan_ends_inside_an_action(tmp_path: Path) -> None:
    actions = tuple(
        replace(SAMPLE.actions[0], mitigation=f"m{one}", title=f"Measure {one}", how="Do it. " * 60)
        for one in range(5)
    )
    text = pdf_text(make("plan", "pdf", given(replace(SAMPLE, actions=actions))), tmp_path)

    told = [one.partition("Every action")[0] for one in text.split("\f")]
    assert len([one for one in told if "Measure" in one]) > 1
    for sheet in told:
        assert len(re.findall(r"^\d\. Measure", sheet, re.MULTILINE)) == len(
            re.findall(r"^Due\b", sheet, re.MULTILINE)
        )


def test_a_report_without_anything_makes_every_document_it_has() -> None:
    empty = replace(
        SAMPLE, paths=(), findings=(), actions=(), unknowns=(), working=(), floods=(), shifts=(),
        programmes=(), sources=(), influences=(), warnings=(), backup="", last_test=None,
    )  # fmt: skip

    made = [
        make(name, form.value, given(empty))
        for name, one in documents().items()
        if one.applies(given(empty))
        for form in one.forms
    ]

    assert len(made) > 12
    assert not documents()["letter-vendor"].applies(given(empty))
    assert not documents()["incident"].applies(given(empty))


# --- letters -----------------------------------------------------------------------------


def _asked(*assets: str) -> tuple[Unknown, ...]:
    return tuple(
        Unknown(
            subject=f"default-credentials@{asset}",
            question=f"{asset.upper()}: Who may switch it off at night?",
            ask=OwnerClass.VENDOR,
            swing=0.1,
            place="site.yaml",
        )
        for asset in assets
    )


def test_a_letter_asks_its_reader_and_nobody_else() -> None:
    for kind in OwnerClass:
        if kind is OwnerClass.PSAP:
            continue
        text = words_of(letter(given(), kind))
        for one in SAMPLE.unknowns:
            assert (one.question in text) == (one.ask is kind)
        for action in SAMPLE.actions:
            assert (action.title in text) == (action.owner_class is kind)


def test_a_letter_tells_nothing_of_the_risk() -> None:
    text = words_of(letter(given(), OwnerClass.COUNTY_IT))

    assert "1 in " not in text
    for finding in SAMPLE.findings:
        assert finding.condition not in text
    for path in SAMPLE.paths:
        assert path.outcome not in text
    assert "CONFIDENTIAL: for the addressee only" in text


def test_each_vendor_is_asked_about_its_own_machines_only(pine: Inventory) -> None:
    vendors = [one.id for one in pine.owners if one.owner_class is OwnerClass.VENDOR]
    owned = {one.owner: one for one in pine.assets if one.owner in vendors}
    first, second = list(owned.values())[:2]
    report = replace(SAMPLE, unknowns=_asked(first.id, second.id))

    both = given(report, inventory=pine)

    known = documents()["letter-vendor"].addressees(both)
    assert {one.id for one in known} >= {first.owner, second.owner}
    mine = words_of(letter(replace(both, to=first.owner), OwnerClass.VENDOR))
    assert first.id.upper() in mine
    assert second.id.upper() not in mine
    others = {one.name for one in known if one.id != first.owner}
    assert not [one for one in others if one in mine]


def test_a_letter_to_several_is_refused_until_one_of_them_is_chosen(pine: Inventory) -> None:
    vendors = [one.id for one in pine.owners if one.owner_class is OwnerClass.VENDOR]
    owned = {one.owner: one for one in pine.assets if one.owner in vendors}
    first, second = list(owned.values())[:2]
    both = given(replace(SAMPLE, unknowns=_asked(first.id, second.id)), inventory=pine)

    with pytest.raises(NotFoundError, match=first.owner):
        make("letter-vendor", "docx", both)
    with pytest.raises(NotFoundError, match="'nobody'"):
        make("letter-vendor", "docx", replace(both, to="nobody"))
    assert make("letter-vendor", "docx", replace(both, to=second.owner)).startswith(b"PK")


def test_a_letter_asks_in_words_meant_for_its_reader() -> None:
    text = words_of(letter(given(), OwnerClass.NGCS_PROVIDER))

    assert not [one.how for one in SAMPLE.actions if one.how in text]
    assert "Please tell us of each line whether it is in place" in text


# --- odd names ---------------------------------------------------------------------------


def odd() -> RiskReport:
    """The sample with hostile names wherever a name can be."""
    site = replace(SAMPLE.site, name=EVIL)
    path = SAMPLE.paths[0]
    stops = tuple(replace(one, label=EVIL, zone_label=EVIL, title=EVIL) for one in path.stops)
    findings = tuple(
        replace(one, asset_label=EVIL, title="=HYPERLINK(1)", condition=EVIL)
        for one in SAMPLE.findings
    )
    return replace(
        SAMPLE, site=site, paths=(replace(path, stops=stops, outcome=EVIL),), findings=findings,
        backup=EVIL,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "form"), every())
def test_odd_names_break_no_document(name: str, form: str) -> None:
    assert make(name, form, given(odd()))


def test_odd_names_print_as_they_are_spelt(tmp_path: Path) -> None:
    text = pdf_text(make("call-sheet", "pdf", given(odd())), tmp_path)

    assert '#evil["x"] $risk$ <b>&</b>' in text
    assert "[fire engine]" in text


def test_a_long_name_leaves_the_foot_of_a_page_on_it() -> None:
    assert all(len(build(given(odd())).site) <= 70 for build in (board, board_public, full))
    assert len(letter(given(odd()), OwnerClass.VENDOR).site) <= 70


def test_signs_that_are_spelt_are_counted_in_a_picture() -> None:
    path = odd().paths[0]
    lines = re.findall(r">([^<]+)</text>", path_picture(path, 1).svg)

    assert "\U0001f692" not in "".join(lines)
    assert max(map(len, lines)) <= 45  # counted with the signs that XML escapes


def test_odd_names_stay_text_on_a_page() -> None:
    page = make("board", "html", given(odd())).decode()

    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "script-src" not in page.partition("<style>")[0] or "'none'" in page


def test_texts_for_paper_turn_no_line_and_burst_no_column() -> None:
    assert straight("a\u202eb\x07c") == "abc"
    assert max(map(len, breakable("x" * 100).split("\u200b"))) == 12
    assert breakable("short words") == "short words"
    assert spelt("\U0001f692") == "[fire engine]"
    assert spelt("\u6f22") == "[U+6F22]"


# --- Word and Excel ----------------------------------------------------------------------


def test_word_can_be_opened_and_has_real_headings_and_tables() -> None:
    word = word_library.Document(io.BytesIO(make("full", "docx", given())))

    styles = {line.style.name for line in word.paragraphs if line.style}
    assert {"Title", "Heading 1", "Heading 2"} <= styles
    assert word.tables
    assert word.core_properties.title.startswith("Risk report: Pine County 9-1-1")
    assert word.core_properties.language == "en-US"
    assert word.core_properties.created == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in word.tables)
    foot = "\n".join(line.text for line in word.sections[0].footer.paragraphs)
    assert "SECURITY-SENSITIVE" in foot
    assert report_id(SAMPLE) in foot
    assert all(shape._inline.docPr.get("descr") for shape in word.inline_shapes)


def test_excel_has_filters_a_standing_header_and_no_formula() -> None:
    report = odd()
    book = load_workbook(io.BytesIO(make("full", "xlsx", given(report))))

    assert book.sheetnames == ["Findings", "Actions", "Unknowns", "Paths", "Sources"]
    for page in book:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d"}  # never "f"
                assert not str(cell.value or "").startswith("=")
    assert book["Findings"]["B2"].value == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\uff1d1", "  =1"])
def test_what_begins_like_a_formula_stays_text(text: str) -> None:
    sheet = Sheet(name="One", header=("A",), rows=((text,),), widths=(10,))

    cell = load_workbook(io.BytesIO(xlsx([sheet], title="t", marking="m", at=AT)))["One"]["A2"]

    assert str(cell.value).startswith("'")


def test_office_files_hold_no_moment_of_writing() -> None:
    made = make("plan", "xlsx", given())

    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert {one.date_time for one in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-24T08:00:00Z" in held.read("docProps/core.xml")
    assert settled(made, AT) == made


def test_a_table_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table(header=("a", "b"), rows=(("1",),), widths=(1, 1))


def test_a_page_for_the_browser_forbids_itself_everything_but_its_style() -> None:
    blocks: tuple[Block, ...] = (Text(text="<script>alert(1)</script>"),)
    paper = Paper(
        title="T", site="S", marking="M", reference="R", at=AT, blocks=blocks,
    )  # fmt: skip

    page = html(paper).decode()

    assert "<script>" not in page
    assert "default-src 'none'; style-src 'sha256-" in page
    assert page.count("<h1>") == 1
    assert Form.HTML.media_type.startswith("text/html")
