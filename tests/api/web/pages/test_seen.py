from __future__ import annotations

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.model.inventory import Environment, Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.model.observation import Observation, ObservationFile, Promotion
from ng911risk.records import to_json
from ng911risk.store import LOCAL, Store
from ng911risk_api.web.pages.seen import PAGE
from tests.api.conftest import Browser, sign_in
from tests.api.work.seen import ADDRESSED, OWN, seen
from tests.store.sample import NOW, digest_of

EVIL = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"
DECISION = {
    "vector": "sip-signalling-flood",
    "reason": "It scans and never calls.",
    "until": (NOW + timedelta(days=30)).date().isoformat(),
}


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
    describe(app, site.id, ADDRESSED)
    return site.id


@pytest.fixture
def address(site: str) -> str:
    return f"/sites/{site}/evidence/seen"


def describe(app: FastAPI, site: str, inventory: Inventory) -> None:
    with app.state.store.write(LOCAL) as rooms:
        rooms.inventories.add(
            site, inventory, file="site.yaml", digest=digest_of(inventory), places={}, at=NOW
        )


def bring(browser: Browser, address: str, *content: Observation) -> Response:
    ordered = tuple(sorted(content, key=lambda one: one.id))
    return browser.post(
        address,
        files=[
            ("seen", ("seen.json", to_json(ObservationFile(observations=ordered)), "text/json"))
        ],
        follow_redirects=False,
    )


def decisions(app: FastAPI, site: str) -> tuple[Promotion, ...]:
    with app.state.store.read(LOCAL) as rooms:
        found: ObservationFile = rooms.observations.of_site(site)
    return found.promotions


def test_where_nothing_was_seen_the_page_says_how_to_begin(browser: Browser, address: str) -> None:
    text = browser.get(address).text

    assert "ng911risk intel observe trunk.pcap --inventory site.yaml -o seen.json" in text


def test_a_file_is_brought_once(browser: Browser, address: str) -> None:
    answer = bring(browser, address, seen(), seen("9.9.9.8"))

    assert answer.status_code == 303, answer.text
    text = browser.get(answer.headers["Location"]).text
    for words in ("2 observations are new", "from 9.9.9.9", "40 messages", "In production"):
        assert words in text
    again = bring(browser, address, seen())
    assert "0 observations are new" in browser.get(again.headers["Location"]).text


def test_decisions_of_a_file_are_not_taken_and_that_is_told(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    one = seen()
    decided = Promotion(
        observation=one.id, vector="x", by="Analyst", reason="y", on=NOW, valid_until=NOW
    )
    data = to_json(ObservationFile(observations=(one,), promotions=(decided,)))

    answer = browser.post(address, files=[("seen", ("seen.json", data, "text/json"))])

    assert "Decisions in the file were not taken" in answer.text
    assert decisions(app, site) == ()


def test_a_file_that_cannot_be_used_is_refused_with_its_problems(
    browser: Browser, address: str
) -> None:
    answer = bring(browser, address, replace(seen(), messages=41))

    assert answer.status_code == 422
    assert "changed by hand" in answer.text
    assert "Choose a file of observations." in browser.post(address).text


def test_others_are_told_and_it_is_withdrawn(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    one = seen()
    bring(browser, address, one)
    at = f"{address}/{one.id}"
    assert "Let others be told" in browser.get(at).text

    answer = browser.post(at, DECISION, follow_redirects=False)

    assert answer.status_code == 303, answer.text
    [made] = decisions(app, site)
    assert (made.by, made.reason) == ("Administrator of the centre", DECISION["reason"])
    text = browser.get(at).text
    assert "Others may be told" in text
    assert "Let others be told" not in text
    assert "Others may be told" in browser.get(address).text
    assert "decided about this observation before" in browser.post(at, DECISION).text

    assert browser.post(f"{at}/withdraw", follow_redirects=False).status_code == 303
    assert [one.withdrawn for one in decisions(app, site)] == [True]
    assert "What was withdrawn stays so" in browser.get(at).text
    assert browser.post(f"{at}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"vector": ""}, "Say which way in it indicates."),
        ({"vector": "sip-flood"}, "There is no vector 'sip-flood'."),
        ({"reason": ""}, "No reason is given why it is hostile."),
        ({"reason": "Call 555 0100 123"}, "looks like a telephone number"),
        ({"reason": "x" * 1_001}, "at most 1,000 characters"),
        ({"until": ""}, "Say until which day it holds."),
        ({"until": "soon"}, "Say until which day it holds."),
        ({"until": "2026-11-01"}, "would end before it begins"),
        ({"until": "2027-11-01"}, "more than 90 days"),
    ],
)
def test_a_refusal_says_why_and_what_was_typed_stays(
    app: FastAPI, browser: Browser, address: str, site: str, changes: dict[str, str], told: str
) -> None:
    one = seen()
    bring(browser, address, one)

    answer = browser.post(f"{address}/{one.id}", DECISION | changes)

    assert answer.status_code == 422
    text = html.unescape(answer.text)
    assert "It stays an observation" in text
    assert told in text
    assert (DECISION | changes)["reason"] in text
    assert decisions(app, site) == ()


def test_ways_in_that_fit_are_offered_first(browser: Browser, address: str) -> None:
    one = seen()
    bring(browser, address, one)

    text = browser.get(f"{address}/{one.id}").text

    assert text.index('value="sip-signalling-flood"') < text.index('value="carrier-or-power-outage')
    assert text.index('value="unpatched-exposed-product"') < text.index('value="bulk-data-theft"')
    assert "no addresses of yours" in text


def test_what_nobody_may_tell_is_said_before_anybody_types(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    own = seen(OWN, environment=Environment.LAB, answered=1)
    bring(browser, address, own)

    text = html.unescape(browser.get(f"{address}/{own.id}").text)

    for why in ("seen in a lab", "it carries real calls", "an address of 'cad'"):
        assert why.casefold() in text.casefold()
    assert "Let others be told" not in text
    refused = html.unescape(browser.post(f"{address}/{own.id}", DECISION).text)
    for why in ("seen in a lab", "it carries real calls", "an address of 'cad'"):
        assert why in refused
    assert decisions(app, site) == ()


def test_addresses_that_nobody_gave_are_asked_about(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    one = seen()
    bring(browser, address, one)
    border = replace(ADDRESSED.assets[0], id="sbc", name="Border", kind=AssetKind.BCF, addresses=())
    describe(app, site, replace(ADDRESSED, assets=(border,)))

    assert "Border" in browser.get(f"{address}/{one.id}").text
    refused = browser.post(f"{address}/{one.id}", DECISION)
    assert "gives no IP address for 'Border' [sbc]" in html.unescape(refused.text)
    browser.post(f"{address}/{one.id}", DECISION | {"sure": "yes"})

    assert len(decisions(app, site)) == 1


def test_a_decision_that_the_inventory_overtook_is_marked(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    one = seen()
    bring(browser, address, one)
    browser.post(f"{address}/{one.id}", DECISION)
    describe(
        app,
        site,
        replace(ADDRESSED, assets=(replace(ADDRESSED.assets[0], addresses=("9.9.9.9",)),)),
    )

    assert "It is no longer passed on" in browser.get(f"{address}/{one.id}").text


def test_a_site_without_inventory_decides_nothing(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(LOCAL) as rooms:
        bare = rooms.sites.add("Oak County", at=NOW).id
    one = seen()
    bring(browser, f"/sites/{bare}/evidence/seen", one)

    text = browser.get(f"/sites/{bare}/evidence/seen/{one.id}").text

    assert "Describe your site first" in text


def test_what_nobody_saw_is_not_there(browser: Browser, address: str) -> None:
    assert browser.get(f"{address}/{seen().id}").status_code == 404
    assert browser.post(f"{address}/{seen().id}", DECISION).status_code == 404


def test_many_observations_come_page_by_page(browser: Browser, address: str) -> None:
    bring(browser, address, *(seen(f"9.9.8.{number}") for number in range(PAGE + 1)))

    first, second = browser.get(address).text, browser.get(f"{address}?page=2").text

    assert first.count('<li id="seen-') == PAGE
    assert second.count('<li id="seen-') == 1


def test_whoever_may_not_publish_reads_and_decides_nothing(
    app: FastAPI, browser: Browser, address: str, stranger: TestClient
) -> None:
    one = seen()
    bring(browser, address, one)
    assessor = sign_in(app, stranger, Role.ASSESSOR)

    text = assessor.get(f"{address}/{one.id}").text

    assert "An administrator of the centre or a security analyst may decide" in text
    assert assessor.post(f"{address}/{one.id}", DECISION).status_code == 403


def test_what_a_sender_calls_itself_stays_text(browser: Browser, address: str) -> None:
    bring(browser, address, seen(what=EVIL))

    text = browser.get(address).text

    assert "<img src=x" not in text
    assert "{{ 7 * 7 }}" in text
