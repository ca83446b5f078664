from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from ng911risk.engine.statewide import state_report
from ng911risk.exporters.statewide import COLUMNS, FORMATS, render_state
from ng911risk.model.state import MissingSite, StateReport
from ng911risk.records import read_record
from tests.engine.state_sites import placed
from tests.exporters.sample_report import SAMPLE

_HOSTILE = '</td><script>alert("1")</script>'


def _view(*names: str) -> StateReport:
    return state_report(
        [placed(name, harm=number + 1.0) for number, name in enumerate(names)],
        [MissingSite(file="bad.yaml", problems=("bad.yaml:1:1: broken",), more=3)],
        at=SAMPLE.made_at,
        tool_version=SAMPLE.tool_version,
        catalog_digest=SAMPLE.catalog_digest,
        seed=SAMPLE.seed,
    )


VIEW = _view("Ash", "Birch", "Cedar")


class _Tags(HTMLParser):
    """Every element with its attributes, and whether the nesting holds."""

    _EMPTY = ("meta", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self._EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _page(view: StateReport = VIEW) -> str:
    return render_state(view, "html").decode()


def _rows(view: StateReport = VIEW) -> list[list[str]]:
    text = render_state(view, "csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_view_gives_the_same_bytes(format: str) -> None:  # noqa: A002 -- as the function calls it
    assert render_state(VIEW, format) == render_state(_view("Ash", "Birch", "Cedar"), format)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="html, json, csv"):
        render_state(VIEW, "pdf")


def test_the_json_is_read_back_to_an_equal_view() -> None:
    data = render_state(VIEW, "json")

    assert read_record(StateReport, data, file="state.json", format="json").value == VIEW
    assert json.loads(data)["format"] == "ng911risk-state/1"


def test_the_page_is_well_formed_and_loads_and_runs_nothing() -> None:
    tags = _Tags(_page())

    assert tags.open == []
    names = {name for name, _ in tags.found}
    assert not names & {"script", "img", "link", "iframe", "object", "form", "svg"}
    for _, attributes in tags.found:
        assert not {"style", "src", "onclick", "onload"} & set(attributes)


def test_the_policy_admits_the_style_of_this_page_and_nothing_else() -> None:
    page = _page()
    style = page.split("<style>")[1].split("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policies = [
        attributes["content"]
        for name, attributes in _Tags(page).found
        if name == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    wanted = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert policies == [wanted]


def test_links_lead_to_a_place_on_the_page_or_to_a_report_below_it() -> None:
    tags = _Tags(_page()).found
    places = {attributes.get("id") for _, attributes in tags}
    links = [str(attributes["href"]) for name, attributes in tags if name == "a"]

    assert {one[1:] for one in links if one.startswith("#")} <= places
    assert {one for one in links if not one.startswith("#")} == {
        f"sites/{name}.yaml/report.html" for name in ("Ash", "Birch", "Cedar")
    }


def test_a_site_of_which_only_the_row_is_there_has_no_link() -> None:
    alone = replace(VIEW, sites=tuple(replace(one, report="") for one in VIEW.sites))

    assert "report.html" not in _page(alone)


def test_the_page_says_what_it_is_and_what_it_does_not_know() -> None:
    page = _page()

    assert "SECURITY-SENSITIVE" in page
    assert "contains how to hurt emergency" in page
    assert "bad.yaml:1:1: broken" in page
    assert "is not a safe one" in page


def test_the_worst_site_is_the_first_line_of_page_and_table() -> None:
    page = _page()

    assert page.index(">Cedar<") < page.index(">Birch<") < page.index(">Ash<")
    assert [row[1] for row in _rows()[1:4]] == ["Cedar", "Birch", "Ash"]


def test_a_hostile_name_stays_text_everywhere() -> None:
    page = _page(_view(_HOSTILE, "ok"))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_no_cell_starts_a_formula() -> None:
    rows = _rows(_view("=cmd()", "@x"))

    assert {row[1] for row in rows[1:3]} == {"'=cmd()", "'@x"}


def test_the_table_has_one_line_for_each_site_and_for_each_that_is_missing() -> None:
    header, *rows = _rows()

    assert tuple(header) == COLUMNS
    assert [len(row) for row in rows] == [len(COLUMNS)] * 4
    assert rows[-1][0] == "bad.yaml"
    assert rows[-1][-1] == "bad.yaml:1:1: broken"
    assert float(rows[0][COLUMNS.index("expected harm (weighted hours a year)")]) == 3.0


def test_an_empty_state_is_a_page_too() -> None:
    page = _page(_view())

    assert _Tags(page).open == []
    assert "0 sites" in re.sub(r"\s+", " ", page)
