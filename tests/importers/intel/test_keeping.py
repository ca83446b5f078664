from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ng911risk.errors import InputError, NG911RiskError, NotFoundError
from ng911risk.importers.intel import (
    feed_called,
    keeping,
    kept_bytes,
    pieces,
    read_intelligence,
    what_changed,
    with_feed,
    without_feed,
)
from ng911risk.model.intelligence import Feed, Intelligence
from ng911risk.records import to_json
from tests.importers.intel.bundles import (
    PARTNER,
    id_of,
    link,
    read,
    read_bytes,
    stix,
    technique,
)
from tests.importers.intel.test_mitre import FIRST, MARK, WHO, by_mitre

PARTNERS = read_bytes(PARTNER.read_bytes(), file="partner.json").feed


def kept(*feeds: Feed) -> Intelligence:
    made = Intelligence()
    for one in feeds:
        made = with_feed(made, one)
    return made


def problem_of(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_intelligence(data, file="intel.json")
    return str(caught.value)


def test_what_is_kept_is_read_back_as_it_was() -> None:
    library = read(
        WHO, MARK, by_mitre(1, FIRST, description="long " * 3000), file="library.json"
    ).feed
    whole = kept(PARTNERS, library)

    assert read_intelligence(to_json(whole), file="intel.json") == whole
    assert to_json(read_intelligence(to_json(whole), file="x")) == to_json(whole)


def test_a_feed_may_have_more_values_than_an_object_of_a_bundle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "MEMBERS_MAX", 10)

    assert read_intelligence(kept_bytes(kept(PARTNERS)), file="x") == kept(PARTNERS)


def test_what_could_not_be_read_back_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SIZE_MAX", 1000)

    with pytest.raises(NG911RiskError, match="Forget some"):
        kept_bytes(kept(PARTNERS))


def test_feeds_stand_in_the_order_of_their_names_whoever_came_first() -> None:
    other = replace(PARTNERS, name="a")

    assert kept(PARTNERS, other) == kept(other, PARTNERS)


def test_a_feed_of_the_same_name_is_replaced() -> None:
    newer = replace(PARTNERS, digest="0" * 64, indicators=())

    assert kept(PARTNERS, newer).feeds == (newer,)


def test_a_feed_is_found_and_forgotten_by_its_name() -> None:
    assert feed_called(kept(PARTNERS), "partner") == PARTNERS
    assert without_feed(kept(PARTNERS), "partner") == Intelligence()
    with pytest.raises(NotFoundError, match="Did you mean 'partner'"):
        without_feed(kept(PARTNERS), "partners")


def test_it_is_told_what_changed() -> None:
    first, *rest = PARTNERS.indicators
    moved = replace(first, name="renamed")
    newer = replace(PARTNERS, digest="0" * 64, indicators=(moved, *rest[1:]), flaws=())

    assert what_changed(Intelligence(), PARTNERS) == "This feed is new."
    assert "nothing changed" in what_changed(kept(PARTNERS), PARTNERS)
    assert what_changed(kept(PARTNERS), newer) == (
        "It replaces the earlier one: 0 indicators new, 1 gone, 1 changed; "
        "0 flaws new, 1 gone, 0 changed."
    )
    other = replace(PARTNERS, digest="0" * 64)
    assert "nothing that is used changed" in what_changed(kept(PARTNERS), other)


def test_a_technique_known_by_its_id_alone_gets_its_name_from_a_library() -> None:
    flood = id_of("attack-pattern", 1)
    pointing = read(
        stix("campaign", 1, name="c"), link(1, id_of("campaign", 1), "uses", flood), file="feed"
    ).feed
    library = read(by_mitre(1, FIRST, name="Named"), file="library").feed

    for whole in (kept(pointing, library), kept(library, pointing)):
        [used] = feed_called(whole, "feed").techniques
        assert (used.external_ids, used.name) == ((FIRST,), "Named")


def test_a_technique_that_has_ids_keeps_them() -> None:
    flood = technique(1, "T1498")
    feed = read(flood, stix("sighting", 1, sighting_of_ref=flood["id"]), file="feed").feed
    library = read(by_mitre(1, FIRST), file="library").feed

    assert feed_called(kept(feed, library), "feed") == feed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda tree: tree["feeds"][0].pop("name"), "feeds[0].name: missing"),
        (lambda tree: tree["feeds"][0].update(kind="rumour"), "not one of the words for feed kind"),
        (
            lambda tree: tree["feeds"][0].update(objects="many"),
            "feeds[0].objects: expected a whole",
        ),
        (lambda tree: tree["feeds"][0].update(more=1), "no field 'more'"),
        (lambda tree: tree["feeds"].append(tree["feeds"][0]), "two feeds are called 'partner'"),
        (lambda tree: tree["feeds"][0].update(published="\u202e"), "hidden character U+202E"),
        (lambda tree: tree["feeds"].append(3), "feeds[1]: expected a mapping"),
        (lambda tree: tree.update(more=1), "no field 'more'"),
        (lambda tree: tree.update(feeds={}), "expected a list"),
    ],
)
def test_what_was_changed_by_hand_has_to_fit(change: object, told: str) -> None:
    tree = json.loads(to_json(kept(PARTNERS)))
    change(tree)  # type: ignore[operator]  # a lambda of the table

    assert told in problem_of(json.dumps(tree).encode())


def test_what_is_wrong_in_it_is_named_by_its_place() -> None:
    data = to_json(kept(PARTNERS)).replace(b'"objects": 28', b'"objects": "x"')

    assert problem_of(data).startswith("intel.json:10:18: feeds[0].objects: expected")


def test_what_breaks_in_it_is_named_by_its_place() -> None:
    data = to_json(kept(PARTNERS)).replace(b'"objects": 28', b'"objects": NaN')

    assert problem_of(data).startswith("intel.json:10:18: feeds[0]: 'NaN' is no number")
