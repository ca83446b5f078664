from __future__ import annotations

import pytest

from ng911risk_api.media import ReportFormat, accepted, file_name, saved_as


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", ReportFormat.JSON),
        ("text/html;q=0, */*", ReportFormat.JSON),
        ("application/json;q=0, */*", ReportFormat.HTML),
        ("TEXT/CSV", ReportFormat.CSV),
        ("text/csv;q=0.5, text/html;q=0.4", ReportFormat.CSV),
        ("image/png", None),
        ("*/*;q=0", None),
        (",;=,", None),
        ("text/html;q=nan", ReportFormat.HTML),
    ],
)
def test_what_the_client_likes_best(accept: str, form: ReportFormat | None) -> None:
    assert accepted(accept) is form


@pytest.mark.parametrize(
    ("given", "ending", "name"),
    [
        ("", ".json", "inventory.json"),
        ("site.YML", ".yaml", "site.YML"),
        ("site.json", ".yaml", "site.json.yaml"),
        ("../../etc/passwd", ".csv", "passwd.csv"),
        ("c:\\temp\\a.xlsx", ".xlsx", "a.xlsx"),
        ("<b>\r\n\x00", ".json", "_b____.json"),
        ("a" * 500, ".json", "a" * 100 + ".json"),
    ],
)
def test_a_file_name_is_one_plain_line(given: str, ending: str, name: str) -> None:
    assert file_name(given, ending) == name


def test_a_report_is_saved_under_plain_letters() -> None:
    name = saved_as('Ünï "x"; \r\n County', "2026-01-02", ReportFormat.CSV, public=True)

    assert name == "n-x-county-2026-01-02-report-public.csv"
    assert saved_as("...", "2026-01-02", ReportFormat.HTML, public=False).startswith("site-")
