from __future__ import annotations

import re
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from ng911risk.content import builtin_content, load_catalog, load_located
from ng911risk.errors import ContentError
from ng911risk.model.grammar import Recovery
from tests.content.small import small_content


def test_the_small_content_is_read_whole(tmp_path: Path) -> None:
    content = small_content(tmp_path)

    catalog = load_catalog(content.threat_catalog, content.mitigations)

    assert [*catalog.vectors] == ["break-in"]
    assert [*catalog.mitigations] == ["lock"]
    assert [*catalog.actors] == ["burglar", "wear"]
    assert set(catalog.recoveries) == set(Recovery)
    assert [*catalog.weaknesses] == ["open-door"]
    assert [*catalog.programmes] == ["goals"]
    assert [*catalog.frameworks] == ["rules"]
    assert [entry.catalogue_id for entry in catalog.crosswalk.entries] == ["lock"]
    assert [name for name, _ in catalog.answers_to("break-in")] == ["lock"]


def test_content_of_ones_own_is_not_passed_off_as_that_of_the_package(tmp_path: Path) -> None:
    content = small_content(tmp_path)

    assert load_catalog().version == version("ng911risk")
    assert load_catalog(content.threat_catalog, content.mitigations).version.endswith("+local")


def test_the_digest_follows_the_files(tmp_path: Path) -> None:
    first = small_content(tmp_path / "a")
    second = small_content(tmp_path / "b", {"mitigations/lock.yaml": ("A lock.", "Two locks.")})

    digests = [
        load_catalog(one.threat_catalog, one.mitigations).digest for one in (first, first, second)
    ]

    assert re.fullmatch("[0-9a-f]{64}", digests[0])
    assert digests[0] == digests[1] != digests[2]


def test_every_problem_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    content = small_content(
        tmp_path,
        {
            "threat_catalog/break-in.yaml": ("[burglar]", "[burglars]"),
            "mitigations/lock.yaml": ("vector: break-in", "vector: brake-in"),
            "threat_catalog/actors/wear.yaml": ("title: Wear", "title: Wear\ntitle: Tear"),
        },
    )

    with pytest.raises(ContentError) as raised:
        load_catalog(content.threat_catalog, content.mitigations)

    assert [(one.file, one.row) for one in raised.value.problems] == [
        ("mitigations/lock.yaml", 14),
        ("threat_catalog/actors/wear.yaml", 2),
        ("threat_catalog/break-in.yaml", 12),
    ]
    assert "Did you mean 'break-in'?" in str(raised.value)
    assert "Did you mean 'burglar'?" in str(raised.value)


def test_a_place_leads_to_the_line_of_a_field(tmp_path: Path) -> None:
    content = small_content(tmp_path)

    located = load_located(content.threat_catalog, content.mitigations)

    place = located.place("threat_catalog/break-in.yaml", "steps[1].id")
    line = int(place.split(":")[1])
    text = (tmp_path / "threat_catalog/break-in.yaml").read_text("utf-8").splitlines()
    assert text[line - 1] == "  - id: stop"
    with pytest.raises(KeyError):
        located.place("threat_catalog/nowhere.yaml")


def test_the_whole_catalogue_loads_within_a_second() -> None:
    load_catalog()
    content = builtin_content()

    start = time.process_time()
    load_catalog(content.threat_catalog, content.mitigations)

    assert time.process_time() - start < 1.0


def test_the_catalogue_of_the_package_is_read_once() -> None:
    assert load_catalog() is load_catalog()
