from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from defusedxml import ElementTree

from ng911risk.exporters import render
from ng911risk.exporters.first_page import first_page
from ng911risk.exporters.html_report.boxes import merged
from ng911risk.exporters.html_report.grid import risk_grid
from ng911risk.exporters.html_report.groups import ask_list, by_vector, readable
from ng911risk.exporters.html_report.influences import WIDTH, bars
from ng911risk.exporters.html_report.lanes import lanes_svg
from ng911risk.model.report import PathStop, RiskReport
from ng911risk.model.scales import Level
from tests.exporters.evidence_samples import REFUTED, VERIFIED
from tests.exporters.sample_report import RANSOM_PATH, SAMPLE

_VOID = {"meta", "br", "hr", "img", "link", "input"}
_HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'></title></style><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    "\u200fgnp.exe",
    "--> ]]>",
)


class _Reader(HTMLParser):
    """Checks nesting and remembers elements, ids, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.wrong: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()
        self.wrong += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()} closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["title"]):
            self.text += data


@pytest.fixture(scope="module", params=[False, True], ids=["full", "public"])
def page(request: pytest.FixtureRequest) -> str:
    return render(SAMPLE, "html", public=request.param).decode()


@pytest.fixture(scope="module")
def full() -> str:
    return render(SAMPLE, "html").decode()


def _hostile_report(name: str) -> RiskReport:
    stop = replace(RANSOM_PATH.stops[0], label=name, title=name, zone_label=name)
    path = replace(RANSOM_PATH, stops=(stop,), outcome=name, actor_title=name)
    finding = replace(
        SAMPLE.findings[0], id=f"v@{name}", title=name, asset_label=name, owner=name, condition=name
    )
    return replace(
        SAMPLE,
        site=replace(SAMPLE.site, name=name, state=name),
        zones=(replace(SAMPLE.zones[0], label=name), *SAMPLE.zones[1:]),
        paths=(path,),
        findings=(finding,),
        unknowns=(replace(SAMPLE.unknowns[0], question=name, place=name),),
        working=(replace(SAMPLE.working[0], said_by=name, scope=(name,)),),
        warnings=(name,),
        backup=name,
    )


# --- the page ---------------------------------------------------------------


def test_the_page_is_well_formed(page: str) -> None:
    reader = _Reader(page)

    assert reader.wrong == []
    assert len(reader.ids) == len(set(reader.ids))


def test_headings_descend_one_step_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag in _Reader(page).tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_link_leads_to_a_place_on_the_page(page: str) -> None:
    reader = _Reader(page)
    links = [value for tag, name, value in reader.attributes if (tag, name) == ("a", "href")]

    assert links
    assert [link for link in links if link.removeprefix("#") not in reader.ids] == []
    assert all(link.startswith("#") for link in links)


def test_the_page_loads_and_runs_nothing(page: str) -> None:
    reader = _Reader(page)
    names = {name for _, name, _ in reader.attributes}

    assert not {"script", "link", "img", "iframe", "object", "embed", "form"} & set(reader.tags)
    assert not {name for name in names if name.startswith("on")}
    assert not {"style", "src", "srcset", "action", "background"} & names
    assert "@import" not in page
    assert "url(" not in re.sub(r"url\(#tip-\d\)", "", page)
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_the_policy_admits_the_style_of_this_page_and_nothing_else(page: str) -> None:
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = next(
        value
        for _, name, value in _Reader(page).attributes
        if name == "content" and value.startswith("default-src")
    )

    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_wide_things_scroll_in_named_regions(page: str) -> None:
    reader = _Reader(page)
    regions = [name for _, name, value in reader.attributes if value == "region"]
    tabs = [value for tag, name, value in reader.attributes if (tag, name) == ("div", "tabindex")]

    assert len(regions) == len(tabs) > 0
    assert set(tabs) == {"0"}
    assert page.count('<div class="scroll"') == len(regions)
    assert reader.tags.count("table") <= len(regions)


def test_no_two_landmarks_have_one_name(page: str) -> None:
    headings = re.findall(r'<h2 id="[^"]*">(.*?)</h2>', page)
    labels = [value for tag, name, value in _Reader(page).attributes if name == "aria-label"]
    names = headings + [label for label in labels if not re.fullmatch(r"\d+ findings?", label)]

    assert len(names) == len(set(names))


def test_the_page_has_language_landmarks_and_a_skip_link(page: str) -> None:
    reader = _Reader(page)

    assert ("html", "lang", "en") in reader.attributes
    assert {"header", "main", "footer"} <= set(reader.tags)
    assert ("a", "href", "#main") in reader.attributes


def test_what_others_report_is_told_apart_by_whether_it_is_in_the_numbers(full: str) -> None:
    section = full[full.index('id="intelligence"') : full.index('id="influences"')]

    assert section.index("In the numbers") < section.index("T1486") < section.index("To look at")
    assert section.index("To look at") < section.index("203.0.113.9")


def test_without_intelligence_there_is_no_section() -> None:
    assert 'id="intelligence"' not in render(replace(SAMPLE, intelligence=()), "html").decode()


def test_the_first_screen_says_what_the_text_page_says(full: str) -> None:
    said = re.sub(r"\s+", " ", _Reader(full).text).casefold()

    for part in ("1 in 30 (1 in 100 to 1 in 10)", "2 to 9 days", "CALL: provider __"):
        assert part.casefold() in said
        assert any(part in line for line in first_page(SAMPLE))


def test_the_public_page_is_not_marked_and_the_full_one_is() -> None:
    assert b"SECURITY-SENSITIVE" in render(SAMPLE, "html")
    assert b"SECURITY-SENSITIVE" not in render(SAMPLE, "html", public=True)


def test_a_finding_shows_its_seven_parts_and_where_its_numbers_come_from(full: str) -> None:
    text = _Reader(full).text
    finding = SAMPLE.findings[0]

    for part in ("criteria", "condition", "cause", "effect", "recommendation"):
        assert part.capitalize() in text
        assert getattr(finding, part) in text
    assert "Response" in text
    assert "Why this number" in text
    assert finding.steps[0].factors[0].facts[0].place in text
    assert "said by county IT manager" in text


def test_only_verified_wording_is_quoted(full: str) -> None:
    quotes = re.findall(r"<q>(.*?)</q>", full)

    assert quotes == ["Cybersecurity"]


@pytest.mark.parametrize("name", _HOSTILE)
@pytest.mark.parametrize("public", [False, True])
def test_a_hostile_name_stays_text(name: str, public: bool) -> None:
    report = _hostile_report(name)
    reader = _Reader(render(report, "html", public=public).decode())
    plain = _Reader(render(_hostile_report("plain"), "html", public=public).decode())

    assert reader.wrong == []
    # a longer label takes more lines in the picture, and nothing else
    assert [t for t in reader.tags if t != "text"] == [t for t in plain.tags if t != "text"]
    assert name.replace("\u200f", "") in reader.text


def test_direction_marks_are_dropped_and_names_are_isolated() -> None:
    page = render(_hostile_report("a\u200fb\u061cc"), "html").decode()

    assert "<bdi>abc" in page
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", page)


def test_the_report_renders_from_a_zipped_package(tmp_path: Path, repository: Path) -> None:
    archive = tmp_path / "ng911risk.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted((repository / "ng911risk").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                packed.write(path, path.relative_to(repository))
        for name in ("sample_report.py",):
            packed.write(repository / "tests/exporters" / name, name)
    code = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "import ng911risk, sample_report\n"
        "from ng911risk.exporters import formats, render\n"
        "assert '.zip' in ng911risk.__file__\n"
        "sys.stdout.buffer.write(render(sample_report.SAMPLE, 'html'))\n"
        "assert formats() == ('csv', 'html', 'json', 'text')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True)

    assert done.stdout == render(SAMPLE, "html")


# --- the picture ------------------------------------------------------------


def test_the_picture_is_well_formed_and_read_aloud() -> None:
    root = ElementTree.fromstring(lanes_svg(SAMPLE))
    space = {"s": "http://www.w3.org/2000/svg"}
    title, described = root.find("s:title", space), root.find("s:desc", space)

    assert title is not None
    assert described is not None
    assert described.text is not None
    assert "Path 1, 1 in 30 (1 in 100 to 1 in 10) a year: Criminals after money" in described.text
    assert float(root.get("width", "0")) > 0
    assert len(root.findall("s:path[@marker-end]", space)) == 4


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_name_cannot_break_the_picture(name: str) -> None:
    ElementTree.fromstring(lanes_svg(_hostile_report(name)))


def test_there_is_no_picture_without_a_path() -> None:
    assert lanes_svg(replace(SAMPLE, paths=())) == ""


def test_each_path_has_a_dash_pattern_of_its_own(full: str) -> None:
    style = full.partition("<style>")[2].partition("</style>")[0]
    patterns = re.findall(r"\.way-\d \{[^}]*?(?:stroke-dasharray: ([\d ]+);)?[^}]*\}", style)

    assert len(re.findall(r"\.way-\d \{", style)) == 5
    assert len(set(re.findall(r"stroke-dasharray: ([\d ]+)", style))) == 4
    assert len(patterns) == 5


def _with_middle(asset: str, does: str = "spread") -> tuple[PathStop, ...]:
    first, middle, last = RANSOM_PATH.stops
    return first, replace(middle, asset=asset, label=asset, steps=(f"{does}@{asset}",)), last


def test_look_alikes_share_a_box_and_others_do_not() -> None:
    paths = tuple(
        replace(RANSOM_PATH, id=one, stops=_with_middle(one, does))
        for one, does in (("a", "spread"), ("b", "spread"), ("c", "guess"))
    )
    first, second, third = merged(paths, "actors")

    assert first == second
    assert first[2].alike == 2
    assert third[2].alike == 1
    assert first[3] == third[3]


def test_what_is_lost_keeps_its_own_name() -> None:
    *way, end = RANSOM_PATH.stops
    other = replace(end, asset="rms", label="Records", steps=("ransomware.encrypt@rms",))
    paths = (RANSOM_PATH, replace(RANSOM_PATH, id="rms", stops=(*way, other)))

    first, second = merged(paths, "actors")

    assert [first[-1].label, second[-1].label] == ["CAD server", "Records"]
    assert first[-1].alike == second[-1].alike == 1


# --- the lists --------------------------------------------------------------


def test_the_grid_follows_table_i2_and_holds_every_finding_once() -> None:
    grid = risk_grid(SAMPLE.findings)
    cells = [cell for row in grid for cell in row]

    assert [row[0].likelihood for row in grid] == list(reversed(Level))
    assert [cell.impact for cell in grid[0]] == list(Level)
    assert grid[0][0].risk is Level.VERY_LOW
    assert grid[2][3].risk is Level.MODERATE
    assert sum(len(cell.findings) for cell in cells) == len(SAMPLE.findings)


def test_findings_are_folded_by_vector_in_order_of_risk() -> None:
    groups = by_vector(SAMPLE.findings)

    assert [group.vector for group in groups][:2] == ["ransomware", "carrier-or-power-outage"]
    assert len(groups[0].findings) == 2
    assert groups[0].worst is Level.MODERATE
    assert by_vector(reversed(SAMPLE.findings))[-1].worst is Level.MODERATE


def test_a_kind_is_called_what_its_findings_share() -> None:
    first, *_, third = SAMPLE.findings[:3]
    named = [replace(one, title=f"Systems encrypted: {one.asset_label}") for one in (first, third)]

    assert by_vector(named)[0].title == "Systems encrypted"
    assert by_vector([first, third])[0].title == "Ransomware"


def test_questions_are_folded_by_whom_to_ask() -> None:
    assert [len(group.unknowns) for group in ask_list(SAMPLE.unknowns * 2)] == [2, 2]


def test_ids_read_as_words() -> None:
    assert readable("tested-offline-backups") == "Tested offline backups"
    assert readable("tdos-pbx-voip") == "TDoS PBX VoIP"


def test_a_bar_runs_from_the_sum_at_the_low_end_to_that_at_the_high_end() -> None:
    first, second = bars(SAMPLE)
    scale = WIDTH / 6.4  # the largest sum

    assert f'<rect x="{1.1 * scale:.1f}" y="2" width="{5.3 * scale:.1f}"' in first.picture
    assert f'<rect x="{1.9 * scale:.1f}" y="2" width="{0.7 * scale:.1f}"' in second.picture
    assert f'x1="{SAMPLE.harm.likely * scale:.1f}"' in first.picture


def test_every_bar_has_its_numbers_beside_it() -> None:
    page = render(SAMPLE, "html", public=False).decode()

    assert "What moves the result most" in page
    for one in SAMPLE.influences:
        assert one.what in page
        assert one.place in page
    assert "1.1 to 6.4" in page
    assert "not answered, or partly" in page


def test_where_nothing_moves_the_result_no_bar_is_drawn() -> None:
    calm = replace(SAMPLE, influences=())

    assert bars(calm) == ()
    assert (
        "No single uncertain input moves the result." in render(calm, "html", public=False).decode()
    )


def test_the_page_says_how_a_number_was_found_and_how_sure_the_counting_is() -> None:
    page = render(SAMPLE, "html", public=False).decode()

    assert "counted in drawn worlds" in page
    assert "with 99 % confidence" in page
    assert "among the first three in 9 of 10 plausible inputs" in page


def test_the_page_tells_what_keeps_the_doors_shut() -> None:
    page = render(SAMPLE, "html", public=False).decode()

    assert "Somebody from outside gets into Dispatch &lt;room&gt;." in page
    assert "10 %, then 25 %" in page
    assert "to act as an administrator of CAD &amp; records" in page


def test_a_site_without_near_misses_and_narrow_places_says_so() -> None:
    page = render(replace(SAMPLE, near_misses=(), choke_points=()), "html", public=False).decode()

    assert "No single change that was tried" in page
    assert "There is nothing that every attack has to go through" in page


def test_the_public_page_names_no_door() -> None:
    page = render(SAMPLE, "html", public=True).decode()

    assert "Dispatch &lt;room&gt;" not in page
    assert "narrow" not in page.lower()


def test_what_evidence_did_is_a_table_with_both_sides() -> None:
    hostile = replace(VERIFIED, title="<script>x</script>")
    page = render(replace(SAMPLE, evidence=(REFUTED, hostile)), "html").decode()

    section = page[page.index('id="evidence"') : page.index('id="intelligence"')]
    assert "Refuted by lab check SEG-01 on 2026-09-02" in section
    assert "Up from 3.7 (1 to 34) to 5 (2 to 40)" in section
    assert "12 packets on the wire" in section
    assert "Not tried on its own" in section
    assert "<script>" not in page


def test_without_evidence_there_is_no_section_and_the_public_edition_has_none() -> None:
    told = replace(SAMPLE, evidence=(REFUTED,))

    assert 'id="evidence"' not in render(SAMPLE, "html").decode()
    for form in ("html", "json", "csv", "text"):
        assert "SEG-01" not in render(told, form, public=True).decode()
