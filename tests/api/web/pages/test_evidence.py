from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.importers import read_inventory
from ng911risk.model.evidence import Evidence, EvidenceFile, Verdict
from ng911risk.records import to_yaml
from ng911risk.signing import signed_evidence
from ng911risk.signing.keys import PrivateKey, new_key
from ng911risk.store import LOCAL, Store
from ng911risk.store.evidence import EvidenceRecord
from ng911risk_api.work.draft import draft_of
from tests.api.conftest import HTTPS, Browser, sign_in
from tests.signing.lab_samples import RUN, evidence_of, with_proof
from tests.store.conftest import OTHER, post_one
from tests.store.sample import EVIDENCE, NOW

EVIL = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"
MISSPELT = b"""\
evidence:
  - mitigation: zone-segmentatio
    verdict: effective
    observed: x
    method: y
    on: 2026-11-01
"""
FIELDS = {
    "mitigation": "zone-segmentation",
    "verdict": "effective",
    "observed": "No way through.",
    "method": "Capture of traffic",
    "on": "2026-11-01",
    "period": "October 2026",
    "sample": "2 of 2 firewalls",
    "reviewer": "County IT",
}


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
        post_one(rooms, site.id)
    return site.id


def records(app: FastAPI, site: str) -> tuple[EvidenceRecord, ...]:
    with app.state.store.read(LOCAL) as rooms:
        return tuple(rooms.evidence.of_site(site))


def add(browser: Browser, site: str, **changes: str) -> Response:
    return browser.post(f"/sites/{site}/evidence", FIELDS | changes, follow_redirects=False)


def test_what_was_seen_is_recorded_with_its_files(
    app: FastAPI, browser: Browser, site: str
) -> None:
    answer = browser.post(
        f"/sites/{site}/evidence",
        {**FIELDS, "scope": ["floor", "cad"]},
        files=[("file", ("../a.txt", b"notes", "text/html"))],
        follow_redirects=False,
    )

    assert answer.status_code == 303, answer.text
    [record] = records(app, site)
    assert record.evidence == Evidence(
        mitigation="zone-segmentation",
        scope=("floor", "cad"),
        verdict=Verdict.EFFECTIVE,
        observed="No way through.",
        method="Capture of traffic",
        on=date(2026, 11, 1),
        period="October 2026",
        sample="2 of 2 firewalls",
        reviewer="County IT",
    )
    page = browser.get(answer.headers["Location"]).text
    for words in ("1 record, 1 new", "Confirmed: it works", "2 of 2 firewalls", "County IT"):
        assert words in page
    [file] = re.findall(rf'href="(/sites/{site}/files/[0-9a-f]{{32}})"', page)
    sent = browser.get(file)
    assert sent.content == b"notes"
    assert sent.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"verdict": ""}, "Say whether it works."),
        ({"verdict": "perhaps"}, "Say whether it works."),
        ({"on": "2026-12-24"}, "not in the future"),
        ({"on": "yesterday"}, "Say when it was seen"),
        ({"mitigation": ""}, "Say which measure"),
        ({"mitigation": "sealing-wax"}, "The measure: no mitigation has the id"),
        ({"scope": "attic"}, "Where: no zone, asset or owner has the id"),
        ({"observed": ""}, "What was seen: say what was seen"),
        ({"observed": "x" * 4_001}, "longer than 4,000"),
        ({"method": ""}, "Say how it was seen."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    app: FastAPI, browser: Browser, site: str, changes: dict[str, str], told: str
) -> None:
    answer = add(browser, site, **{"sample": "half of it", **changes})

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="half of it"' in answer.text
    assert records(app, site) == ()


def test_a_program_is_no_evidence_and_takes_the_record_with_it(
    app: FastAPI, browser: Browser, site: str
) -> None:
    program = ("file", ("notes.txt", b"MZ\x90\x00" + b"\0" * 100, "text/plain"))
    answer = browser.post(f"/sites/{site}/evidence", FIELDS, files=[program])
    many = [("file", (f"{n}.txt", b"notes", "text/plain")) for n in range(11)]
    too_many = browser.post(f"/sites/{site}/evidence", FIELDS, files=many)

    assert (answer.status_code, too_many.status_code) == (422, 422)
    assert "This is a program" in answer.text
    assert records(app, site) == ()


def test_both_of_two_that_contradict_are_shown_and_the_newer_counts(
    app: FastAPI, browser: Browser, site: str
) -> None:
    add(browser, site)
    add(browser, site, verdict="not-effective", on="2026-11-02", observed="A way through.")

    page = browser.get(f"/sites/{site}/evidence").text

    assert page.index("Refuted: it does not work") < page.index("A newer record counts instead")
    assert "of 1 Nov 2026 says: it works" in page
    assert "of 2 Nov 2026 says: it does not work" in page
    with app.state.store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, "local", app.state.parts.catalog)
    assert len(draft.evidence) == 2


def test_a_record_is_withdrawn_with_a_reason_and_stays(
    app: FastAPI, browser: Browser, site: str
) -> None:
    add(browser, site)
    [record] = records(app, site)
    here = f"/sites/{site}/evidence/{record.id}/withdraw"

    assert browser.post(here).status_code == 422
    assert browser.post(here, {"why": "x" * 501}).status_code == 422
    assert browser.post(here, {"why": EVIL}, follow_redirects=False).status_code == 303

    page = browser.get(f"/sites/{site}/evidence").text
    assert "is-withdrawn" in page
    assert EVIL not in page
    assert "Withdrawn by Administrator of the centre on 24 Nov 2026, 08:30 UTC" in page
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.evidence.standing(site) == ()
    assert browser.post(here, {"why": "again"}).status_code == 409


def test_hostile_words_stay_words(browser: Browser, site: str) -> None:
    names = ("observed", "period", "sample", "reviewer", "method")
    add(browser, site, **dict.fromkeys(names, EVIL))

    page = browser.get(f"/sites/{site}/evidence").text

    assert EVIL not in page
    assert page.count("&lt;img src=x") == len(names)


def take(browser: Browser, site: str, data: bytes, name: str = "lab.yaml") -> Response:
    return browser.post(
        f"/sites/{site}/evidence/file",
        files={"records": (name, data, "application/yaml")},
        follow_redirects=False,
    )


def test_a_file_of_a_check_is_taken_once(app: FastAPI, browser: Browser, site: str) -> None:
    data = to_yaml(EvidenceFile(evidence=EVIDENCE))

    first, again = take(browser, site, data), take(browser, site, data)

    assert first.headers["Location"].endswith(f"&new={len(EVIDENCE)}")
    told = browser.get(again.headers["Location"]).text
    assert f"{len(EVIDENCE)} record{'s' * (len(EVIDENCE) > 1)}, 0 new" in told
    assert [one.evidence for one in records(app, site)] == list(EVIDENCE)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "lab.yaml"),
        (b"evidence: []\nmore: 1\n", "lab.yaml:2"),
        (MISSPELT, "zone-segmentation"),
        (b"[" * 100_000, "lab.yaml"),
    ],
    ids=["empty", "unknown field", "misspelt", "deep"],
)
def test_a_file_with_problems_is_refused_whole_with_their_places(
    app: FastAPI, browser: Browser, site: str, data: bytes, told: str
) -> None:
    answer = take(browser, site, data)

    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text
    assert told in answer.text
    assert records(app, site) == ()


@pytest.mark.parametrize("magic", ["d4c3b2a1", "0a0d0d0a"])
def test_a_capture_is_named_as_one_with_what_makes_evidence_of_it(
    browser: Browser, site: str, magic: str
) -> None:
    answer = take(browser, site, bytes.fromhex(magic) + bytes(40), "trunk.pcap")

    assert answer.status_code == 422
    assert "this is a capture of traffic, not evidence" in answer.text
    assert "ng911risk lab pcap with --evidence" in answer.text


def test_records_are_closed_and_what_refutes_comes_first(browser: Browser, site: str) -> None:
    for number, verdict in enumerate(("effective", "not-effective", "inconclusive")):
        add(browser, site, verdict=verdict, mitigation=_THREE[number], on="2026-11-02")

    page = browser.get(f"/sites/{site}/evidence").text

    assert page.count('<details class="record"><summary>') == 3
    places = [page.index(f">{word}") for word in ("Refuted", "Confirmed", "Not clear: ")]
    assert places == sorted(places)
    summary = page[page.index('<details class="record">') :].partition("</summary>")[0]
    for word in ("Refuted: it does not work", "The whole site, 2 Nov 2026"):
        assert word in summary


_THREE = ("zone-segmentation", "alternate-routing", "change-management")


def test_no_file_is_told_plainly(browser: Browser, site: str) -> None:
    answer = browser.post(f"/sites/{site}/evidence/file")

    assert answer.status_code == 422
    assert "Choose a file of evidence." in answer.text


def test_what_it_is_worth_is_told_when_the_result_is_there(
    app: FastAPI, browser: Browser, site: str
) -> None:
    sample = files("ng911risk.samples").joinpath("hollow-legacy.yaml").read_bytes()
    read = read_inventory(sample, file="hollow.yaml")
    with app.state.store.write(LOCAL) as rooms:
        rooms.inventories.add(
            site, read.inventory, file="hollow.yaml", digest=read.digest, places={}, at=NOW
        )
    add(browser, site, mitigation="alternate-routing", verdict="not-effective")
    waiting = browser.get(f"/sites/{site}/evidence/worth", headers={"HX-Request": "true"})
    assert "<html" not in waiting.text
    with app.state.store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, "local", app.state.parts.catalog)
    assert app.state.workbench.live(draft, wait_s=120.0).current

    browser.get(f"/sites/{site}/evidence/worth")
    app.state.weigher.wait()
    page = browser.get(f"/sites/{site}/evidence/worth").text

    assert "What evidence has moved" in page
    assert "higher than by your answer" in page
    assert "What to collect next" in page


def test_before_there_is_an_inventory_the_page_says_what_to_do(
    app: FastAPI, browser: Browser
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Empty", at=NOW)

    assert "Describe your site first" in browser.get(f"/sites/{site.id}/evidence").text
    assert "Describe your site first" in browser.get(f"/sites/{site.id}/evidence/worth").text
    assert browser.get(f"/sites/{site.id}/evidence/new").status_code == 404


def test_an_auditor_reads_and_a_viewer_does_not(app: FastAPI, browser: Browser, site: str) -> None:
    add(browser, site)
    [record] = records(app, site)
    auditor = sign_in(app, TestClient(app, base_url=HTTPS), Role.AUDITOR)
    viewer = sign_in(app, TestClient(app, base_url=HTTPS), Role.VIEWER)

    page = auditor.get(f"/sites/{site}/evidence")
    assert "No way through." in page.text
    assert "Withdraw" not in page.text
    assert add(auditor, site).status_code == 403
    assert viewer.get(f"/sites/{site}/evidence").status_code == 403
    address = f"/sites/{site}/evidence/{record.id}/withdraw"
    assert auditor.post(address, {"why": "x"}).status_code == 403


def test_a_record_of_another_site_or_organisation_is_not_found(
    app: FastAPI, browser: Browser, site: str
) -> None:
    foreign: dict[str, Any] = {}
    with app.state.store.write(OTHER) as rooms:
        rooms.tenants.add("Somebody else", at=NOW)
        foreign["site"] = rooms.sites.add("Theirs", at=NOW).id
    with app.state.store.write(OTHER) as rooms:
        foreign["record"] = rooms.evidence.add(foreign["site"], EVIDENCE[0], at=NOW).id
    with app.state.store.write(LOCAL) as rooms:
        birch = rooms.sites.add("Birch", at=NOW).id
        own = rooms.evidence.add(birch, EVIDENCE[0], at=NOW).id

    for address in (
        f"/sites/{site}/evidence/{foreign['record']}/withdraw",
        f"/sites/{site}/evidence/{own}/withdraw",
        f"/sites/{foreign['site']}/evidence/{foreign['record']}/withdraw",
    ):
        assert browser.post(address, {"why": "mine now"}).status_code == 404
    assert browser.get(f"/sites/{foreign['site']}/evidence").status_code == 404
    assert records(app, birch)[0].withdrawn_at is None


# --- lab checks and captures -----------------------------------------------------------------


def signed(key: PrivateKey) -> bytes:
    whole = signed_evidence.of_run(evidence_of(RUN), RUN, site="Cedar County")
    return signed_evidence.sign(whole, key)


def test_a_signed_file_is_taken_with_a_key_of_the_list_and_shows_where_it_comes_from(
    app: FastAPI, browser: Browser, site: str
) -> None:
    key = new_key()
    refused = take(browser, site, signed(key), "lab.json")
    with app.state.store.write(LOCAL) as rooms:
        rooms.evidence_keys.add("County IT", key.public, at=NOW)
    taken = take(browser, site, signed(key), "lab.json")
    page = browser.get(f"/sites/{site}/evidence").text

    assert refused.status_code == 422
    assert "not trusted here" in refused.text
    assert "Settings, Keys for evidence" in refused.text
    assert taken.status_code == 303
    for words in (
        "lab check SIP-01",
        "20 Nov 2026, 14:03 UTC",
        "12 in the whole run; kept inside the lab by the kernel",
        RUN.capture,
        f"County IT, key <code>{key.public.id}</code>",
        "after 20 Nov 2027",
    ):
        assert words in page
    assert "Overdue" not in page

    with app.state.store.write(LOCAL) as rooms:
        rooms.evidence_keys.remove(key.public.id, at=NOW)
    assert "a key that is no longer in the list" in browser.get(f"/sites/{site}/evidence").text


def test_what_should_have_been_looked_at_again_is_marked_and_still_counts(
    browser: Browser, site: str
) -> None:
    late = with_proof(
        evidence_of(RUN)[0], expires=date(2026, 11, 23), packets=0, cited=(EVIL,), reason=EVIL
    )
    take(browser, site, to_yaml(EvidenceFile(evidence=(late,))))

    page = browser.get(f"/sites/{site}/evidence").text

    assert "Overdue" in page
    assert "looked at again after 23 Nov 2026. It still counts" in page
    assert "Refuted: it does not work" in page
    assert "none: it only listened" in page
    assert "nobody: it rests on the word of who recorded it" in page
    assert EVIL not in page
