from __future__ import annotations

import pytest

from ng911risk.cli.export_formats import formats, wanted
from ng911risk.errors import NotFoundError
from ng911risk.exporters.documents import documents
from ng911risk.exporters.exchange import exports
from ng911risk.exporters.exchange.discovery import Audience


def test_every_format_there_is_stands_in_the_list_and_says_whom_it_serves() -> None:
    known = formats()

    for export in exports().values():
        assert known[export.name].group == export.audience.words
        assert known[export.name].serves.strip(), export.name
    for document in documents().values():
        for form in document.forms:
            assert known[f"{document.name}-{form.value}"].group == document.reader.words
    assert {"json", "html", "csv"} <= set(known)
    for one in known.values():
        assert one.about.strip()
        assert one.ending.startswith(".")
        assert (one.exchange is None) is not (one.document is None)


def test_what_is_for_security_teams_stands_first() -> None:
    groups = list(dict.fromkeys(one.group for one in formats().values()))

    assert groups[:2] == [Audience.SECURITY.words, Audience.AUDITOR.words]


def test_the_public_edition_is_known_as_such() -> None:
    assert formats()["board-public-pdf"].public
    assert not formats()["board-pdf"].public


def test_stix_is_the_generic_profile_and_every_other_has_its_name() -> None:
    assert wanted("stix", None).name == "stix"
    assert wanted("stix", "generic").name == "stix"
    assert wanted("stix", "misp").name == wanted("stix-misp", None).name == "stix-misp"


@pytest.mark.parametrize(
    ("name", "profile", "words"),
    [
        ("stxi", None, "'stix'"),
        ("STIX", None, "'stix'"),
        ("board", None, "Did you mean 'board-"),
        ("x" * 500, None, "--list"),
        ("stix", "mips", "'misp'"),
        ("stix", "splunk", "There are: generic"),
        ("json", "misp", "Only stix"),
    ],
)
def test_what_there_is_not_is_guessed(name: str, profile: str | None, words: str) -> None:
    with pytest.raises(NotFoundError) as error:
        wanted(name, profile)

    assert words in str(error.value)
    assert len(str(error.value)) < 300
