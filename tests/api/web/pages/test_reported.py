from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.model.inventory import Software
from ng911risk.store import LOCAL, Store
from ng911risk_api.work.draft import Draft, draft_of
from ng911risk_api.work.workbench import Workbench
from tests.api.conftest import Browser, sign_in
from tests.api.routers.test_intelligence import KEV
from tests.api.work.test_feed_desk import PARTNER
from tests.importers.intel.bundles import bundle
from tests.importers.intel.test_mitre import FIRST, by_mitre
from tests.store.sample import INVENTORY, NOW, digest_of

FLAW = "CVE-2024-41713"
SOFT = replace(
    INVENTORY,
    assets=(
        replace(
            INVENTORY.assets[0],
            name="Dispatch",
            addresses=("203.0.113.7",),
            software=(Software(name="MiCollab", flaws=(FLAW,)),),
        ),
    ),
)
EVIL = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
        rooms.inventories.add(
            site.id, SOFT, file="site.yaml", digest=digest_of(SOFT), places={}, at=NOW
        )
    return site.id


@pytest.fixture
def address(site: str) -> str:
    return f"/sites/{site}/evidence/reported"


def bring(
    browser: Browser, address: str, content: bytes, file: str = "kev.json", **fields: str
) -> Response:
    return browser.post(
        address,
        fields,
        files=[("feed", (file, content, "application/json"))],
        follow_redirects=False,
    )


def shown(app: FastAPI, browser: Browser, address: str) -> str:
    """The page once the result is worked out."""
    worked_out(app, address)
    return html.unescape(browser.get(address).text)


def worked_out(app: FastAPI, address: str) -> None:
    assert app.state.workbench.live(_draft(app, address), wait_s=120.0).current


def _draft(app: FastAPI, address: str) -> Draft:
    with app.state.store.read(LOCAL) as rooms:
        return draft_of(rooms, address.split("/")[2], LOCAL.tenant, app.state.parts.catalog)


def test_where_nothing_is_imported_the_page_says_what_is_worth_having(
    browser: Browser, address: str
) -> None:
    text = browser.get(address).text

    assert "Known Exploited Vulnerabilities" in text
    assert "ng911risk intel import enterprise-attack.json --store DATABASE" in text
    assert "Nothing is imported, so nothing is compared." in text


def test_a_feed_is_brought_shown_and_removed(browser: Browser, address: str) -> None:
    answer = bring(browser, address, PARTNER.read_bytes(), "partner.json", name="our group")

    assert answer.status_code == 303, answer.text
    text = html.unescape(browser.get(answer.headers["Location"]).text)
    for words in (
        "Imported: our group",
        "5 indicators, 3 techniques, 1 flaw, of 28 objects in the file",
        "Not used: 10 objects",
        "this type is not known here",
        "TLP:GREEN",
        "Administrator of the centre",
    ):
        assert words in text

    [id] = [part.split('"')[0] for part in text.split('id="feed-')[1:] if part[0] != "h"]
    gone = browser.post(f"{address}/{id}/remove", follow_redirects=False)
    assert gone.status_code == 303
    assert "our group" not in browser.get(address).text
    assert browser.post(f"{address}/{id}/remove").status_code == 404


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "kev.json"),
        (b'{"a": 1}', "this is none of the formats that can be read"),
        (bundle(by_mitre(1, FIRST)), "On the server: ng911risk intel import FILE"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(
    browser: Browser, address: str, content: bytes, told: str
) -> None:
    answer = bring(browser, address, content)

    assert answer.status_code == 422
    assert "Nothing was imported" in answer.text
    assert told in html.unescape(answer.text)
    assert "Nothing is imported, so" in browser.get(address).text


def test_without_a_file_the_page_asks_for_one(browser: Browser, address: str) -> None:
    answer = browser.post(address)

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_what_was_left_out_is_told(browser: Browser, address: str) -> None:
    tree: dict[str, Any] = json.loads(PARTNER.read_bytes())
    tree["objects"].append({"type": "indicator", "id": "indicator--1"})
    content = json.dumps(tree).encode()

    assert bring(browser, address, content).status_code == 422
    answer = bring(browser, address, content, good="yes")

    assert answer.status_code == 200
    assert "in what was left out" in answer.text
    assert "Imported: kev" in answer.text


def test_what_feeds_name_of_the_site_links_to_the_system(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    bring(browser, address, json.dumps(KEV).encode())

    text = shown(app, browser, address)

    assert f"{FLAW}, open in MiCollab here, is exploited there." in text
    assert f'href="/sites/{site}/inventory/edit/assets?key=cad"' in text
    assert "Dispatch" in text


def test_a_way_in_that_was_raised_is_named_here_and_on_the_first_screen(
    app: FastAPI, browser: Browser, address: str, site: str
) -> None:
    bring(browser, address, PARTNER.read_bytes(), "partner.json")

    text = shown(app, browser, address)

    assert "More likely, as somebody reports it is used" in text
    assert "(T1498) is used" in text
    first = browser.get(f"/sites/{site}/results").text
    assert f'in more likely. <a class="usa-link" href="{address}"' in first


def test_a_feed_about_nothing_here_says_so(app: FastAPI, browser: Browser, address: str) -> None:
    other = json.dumps(KEV).replace(FLAW, "CVE-2020-1234").replace("MiCollab", "Other")
    bring(browser, address, other.encode())

    assert "Nothing of it is about this site" in shown(app, browser, address)


def test_while_the_feeds_are_not_compared_yet_nothing_is_said_about_the_site(
    app: FastAPI, browser: Browser, address: str
) -> None:
    worked_out(app, address)  # a result without the feed is there
    bench: Workbench = app.state.workbench
    worked = bench.live
    before = worked(_draft(app, address)).result
    with pytest.MonkeyPatch.context() as patch:
        # the newest is never there yet: what stands is the result from before
        patch.setattr(
            bench, "live", lambda draft, **_: replace(worked(draft), result=before, current=False)
        )
        bring(browser, address, PARTNER.read_bytes(), "partner.json")
        waits = html.unescape(browser.get(address).text)
        part = browser.get(f"{address}/here", headers={"HX-Request": "true"}).text

    for text in (waits, part):
        assert "is being worked out" in text
        assert f'hx-get="{address}/here"' in text
        assert "Nothing of it" not in text
        assert "More likely" not in text
    worked_out(app, address)
    done = browser.get(f"{address}/here", headers={"HX-Request": "true"}).text
    assert "More likely, as somebody reports it is used" in done
    assert f'hx-get="{address}/here"' not in done


def test_whoever_only_reads_sees_the_feeds_and_changes_none(
    app: FastAPI, browser: Browser, address: str, stranger: TestClient
) -> None:
    bring(browser, address, json.dumps(KEV).encode())
    viewer = sign_in(app, stranger, Role.VIEWER)

    text = viewer.get(address).text

    assert "kev" in text
    assert "Import it" not in text
    assert "Remove" not in text
    assert bring(viewer, address, b"{}").status_code == 403


def test_what_others_wrote_stays_text(app: FastAPI, browser: Browser, address: str) -> None:
    evil = PARTNER.read_bytes().replace(b"Network Denial of Service", EVIL.encode())
    bring(browser, address, evil, f"{EVIL}.json", name=EVIL)
    worked_out(app, address)

    text = browser.get(address).text

    assert "<img src=x" not in text
    assert "{{ 7 * 7 }}" in text
