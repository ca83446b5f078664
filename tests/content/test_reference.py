from __future__ import annotations

import re
from pathlib import Path

from ng911risk.content import load_catalog
from ng911risk.content.reference import catalogue_page
from tests.content.small import small_content


def test_every_entry_stands_in_the_page_once_with_a_link_that_leads_somewhere(
    repository: Path,
) -> None:
    catalog = load_catalog()
    page = catalogue_page(catalog).decode()

    links = re.findall(r"\]\(([^)]+)\)", page)

    assert len(links) == len(set(links)) == len(catalog.vectors) + len(catalog.mitigations)
    home = repository / "docs" / "reference"
    assert [link for link in links if not (home / link).is_file()] == []


def test_a_row_says_what_a_reader_looks_for(tmp_path: Path) -> None:
    content = small_content(tmp_path)

    page = catalogue_page(load_catalog(content.threat_catalog, content.mitigations)).decode()

    assert (
        "| V01 | [Break-in by the back door](../../threat_catalog/break-in.yaml) "
        "| dispatch | 3 | M-PR-01 |\n"
    ) in page
    assert (
        "| M-PR-01 | [Lock the door](../../mitigations/lock.yaml) "
        "| psap | $0 to $1, 0 to 1 days | V01 |\n"
    ) in page


def test_a_bar_in_a_title_does_not_break_the_table(tmp_path: Path) -> None:
    content = small_content(
        tmp_path, {"mitigations/lock.yaml": ("title: Lock the door", "title: Lock | bolt")}
    )

    page = catalogue_page(load_catalog(content.threat_catalog, content.mitigations)).decode()

    assert "[Lock \\| bolt]" in page
