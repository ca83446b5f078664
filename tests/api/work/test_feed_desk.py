from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.errors import ForbiddenError, InputError, NotFoundError
from ng911risk.store import LOCAL, Store
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts
from ng911risk_api.work.feed_desk import SentFeed, heads, remove_feed, take_feed
from tests.importers.intel.bundles import bundle, indicator
from tests.importers.intel.test_mitre import FIRST, MARK, WHO, by_mitre
from tests.store.sample import NOW

PARTNER = Path(__file__).parents[2] / "importers" / "intel" / "partner.json"
SENT = SentFeed(data=PARTNER.read_bytes(), file="partner.json")


@pytest.fixture
def desk(app: FastAPI, client: TestClient) -> Desk:  # the client starts the application
    store: Store = app.state.store
    return Desk(store=store, scope=LOCAL)


def test_a_file_is_read_kept_and_told(desk: Desk, parts: Parts) -> None:
    taken = take_feed(desk, parts, SENT)

    assert (taken.feed.name, taken.feed.objects) == ("partner", 28)
    assert (taken.feed.indicators, taken.feed.techniques, taken.feed.flaws) == (5, 3, 1)
    assert sum(row.count for row in taken.feed.not_used) == 10
    assert taken.feed.by_name == "command line"
    assert taken.change == "This feed is new."
    assert heads(desk, at=NOW) == (taken.feed,)

    again = take_feed(desk, parts, replace(SENT, file="other.json", name="partner"))
    assert again.change == "The same file was imported before; nothing changed."
    assert [one.id for one in heads(desk, at=NOW)] == [again.feed.id]


def test_what_was_removed_counts_no_more(desk: Desk, parts: Parts) -> None:
    taken = take_feed(desk, parts, SENT)

    remove_feed(desk, taken.feed.id, at=NOW)

    assert heads(desk, at=NOW) == ()
    with pytest.raises(NotFoundError):
        remove_feed(desk, taken.feed.id, at=NOW)


def test_a_library_is_refused_and_the_command_that_imports_it_is_named(
    desk: Desk, parts: Parts
) -> None:
    plain = bundle(WHO, MARK, by_mitre(1, FIRST))
    hidden = plain.replace(b'attack-pattern"', b'attack\\u002dpattern"')
    for data in (plain, hidden):
        with pytest.raises(InputError) as told:
            take_feed(desk, parts, SentFeed(data=data, file="attack.json"))

        [problem] = told.value.problems
        assert problem.place == "attack.json"
        assert "ng911risk intel import FILE --store DATABASE" in problem.hint
    assert heads(desk, at=NOW) == ()


def test_patterns_that_would_keep_others_waiting_are_refused_and_the_command_is_named(
    desk: Desk, parts: Parts
) -> None:
    """Counted in steps of work: what is allowed here takes a few seconds."""
    heavy = bundle(indicator(1, f"[a:b{'.c' * 1_600_000} = 1]"))

    with pytest.raises(InputError) as told:
        take_feed(desk, parts, SentFeed(data=heavy, file="heavy.json", good_objects_only=True))

    [problem] = told.value.problems
    assert "more than 3,000,000 steps of work" in problem.message
    assert "ng911risk intel import FILE --store DATABASE" in problem.hint
    assert heads(desk, at=NOW) == ()


def test_objects_that_are_wrong_are_left_out_only_if_that_is_asked_for(
    desk: Desk, parts: Parts
) -> None:
    tree = json.loads(PARTNER.read_bytes())
    tree["objects"].append({"type": "indicator", "id": "indicator--1"})
    bad = replace(SENT, data=json.dumps(tree).encode())

    with pytest.raises(InputError):
        take_feed(desk, parts, bad)
    assert heads(desk, at=NOW) == ()

    taken = take_feed(desk, parts, replace(bad, good_objects_only=True))
    assert taken.left_out
    assert taken.feed.indicators == 5


def test_whoever_may_work_on_one_site_changes_the_feeds_of_none(desk: Desk, parts: Parts) -> None:
    of_one_site = replace(desk, scope=replace(LOCAL, site="0" * 32))

    with pytest.raises(ForbiddenError, match="a token for all sites"):
        take_feed(of_one_site, parts, SENT)
    with pytest.raises(ForbiddenError):
        remove_feed(of_one_site, "0" * 32, at=NOW)
