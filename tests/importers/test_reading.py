"""The way in: which format a file is, and that nothing contradictory passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.errors import InputError
from ng911risk.importers import endings, read_inventory
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook import inventory_workbook
from ng911risk.records import to_json, to_yaml

BASE = template_inventory("hosted")


def test_the_ending_says_the_format_in_any_case() -> None:
    assert read_inventory(to_json(BASE), file="SITE.JSON").inventory == BASE
    assert read_inventory(to_yaml(BASE), file="site.yml").inventory == BASE


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("site.xslx", r"Did you mean '\.xlsx'"),
        ("site", "no ending"),
        ("site.docx", r"Known are .*\.yaml"),
        ("", "no ending"),
    ],
)
def test_an_unknown_ending_is_refused_with_those_that_are_known(file: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_inventory(b"x", file=file)


@pytest.mark.parametrize("file", ["site.yaml", "site.json", "site.csv"])
def test_a_workbook_under_another_name_is_told_so(file: str) -> None:
    with pytest.raises(InputError, match=r"the content is a workbook or zip file.*\.xlsx"):
        read_inventory(inventory_workbook(BASE), file=file)


def test_a_path_of_the_server_is_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        read_inventory(b"{", file="/srv/secret/place/site.json")

    assert {one.file for one in caught.value.problems} == {"site.json"}


def test_a_contradiction_has_its_line_and_a_guess() -> None:
    broken = replace(BASE.assets[0], zone="centr")
    data = to_yaml(replace(BASE, assets=(broken, *BASE.assets[1:])))

    with pytest.raises(InputError) as caught:
        read_inventory(data, file="site.yaml")

    [problem] = caught.value.problems
    assert data.decode().splitlines()[(problem.row or 0) - 1].strip() == "zone: centr"
    assert problem.hint == "Did you mean 'centre'?"


def test_every_format_is_offered_once() -> None:
    assert len(set(endings())) == len(endings())
    assert {".yaml", ".yml", ".json", ".xlsx", ".ods", ".xls", ".csv", ".zip"} <= set(endings())
