from __future__ import annotations

import json
from hashlib import sha256

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.model.evidence import EvidenceFile
from ng911risk.records import json_bytes, to_json, to_tree, to_yaml
from ng911risk.signing import signed_evidence
from ng911risk.signing.keys import PrivateKey, new_key
from ng911risk.store import LOCAL
from ng911risk.store.audit import Wanted
from tests.api.conftest import YAML, token_for
from tests.signing.lab_samples import RUN, evidence_of, with_proof
from tests.store.sample import EVIDENCE, NOW

FILE = EvidenceFile(evidence=EVIDENCE)
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def address(site: str) -> str:
    return f"/api/v1/sites/{site}/evidence"


def test_another_machine_posts_what_it_saw_and_reads_it_again(
    client: TestClient, address: str, inventory: str
) -> None:
    posted = client.post(address, content=to_yaml(FILE), headers=YAML)

    assert posted.status_code == 201, posted.text
    assert posted.headers["Location"] == address
    [record] = client.get(address).json()
    assert [record] == posted.json()
    assert record["by_name"] == "test"
    seen = {key: value for key, value in record["evidence"].items() if value not in ("", [], None)}
    assert seen == to_tree(EVIDENCE[0])


def test_the_same_file_posted_twice_has_one_effect(
    client: TestClient, address: str, inventory: str
) -> None:
    first = client.post(address, content=to_json(FILE), headers=JSON)
    again = client.post(address, content=to_yaml(FILE), headers=YAML)

    assert again.json() == first.json()
    assert (first.headers["New-Records"], again.headers["New-Records"]) == ("1", "0")
    assert len(client.get(address).json()) == 1


def test_a_file_with_a_problem_is_refused_whole_with_its_place(
    client: TestClient, address: str, inventory: str
) -> None:
    bad = json.loads(to_json(FILE))
    bad["evidence"].append(bad["evidence"][0] | {"mitigation": "zone-segmentatio"})

    answer = client.post(f"{address}?file=lab.json", content=json.dumps(bad), headers=JSON)

    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert problem["place"].startswith("lab.json:1:")
    assert problem["field"] == "evidence[1].mitigation"
    assert problem["hint"] == "Did you mean 'zone-segmentation'?"
    assert client.get(address).json() == []


def test_without_an_inventory_there_is_nothing_to_hold_it_against(
    client: TestClient, address: str
) -> None:
    assert client.post(address, content=to_json(FILE), headers=JSON).status_code == 404


def test_only_json_and_yaml_are_taken(client: TestClient, address: str, inventory: str) -> None:
    answer = client.post(address, content=b"a,b", headers={"Content-Type": "text/csv"})

    assert answer.status_code == 415
    assert "application/yaml" in answer.headers["Accept-Post"]


def test_a_token_that_may_only_read_posts_nothing(
    app: FastAPI, client: TestClient, address: str, inventory: str
) -> None:
    reader = {"Authorization": f"Bearer {token_for(app, may_write=False)}"}

    refused = client.post(address, content=to_json(FILE), headers={**JSON, **reader})

    assert refused.status_code == 403
    assert client.get(address, headers=reader).json() == []


def test_a_token_of_another_site_finds_nothing(
    app: FastAPI, client: TestClient, address: str, inventory: str
) -> None:
    other = client.post("/api/v1/sites", json={"name": "Birch"}).json()["id"]
    bearer = {"Authorization": f"Bearer {token_for(app, site=other)}"}

    assert client.get(address, headers=bearer).status_code == 404
    posted = client.post(address, content=to_json(FILE), headers={**JSON, **bearer})
    assert posted.status_code == 404


# --- signed on another machine -------------------------------------------------------------

SIGNED = {"Content-Type": "application/vnd.ng911risk.signed-evidence+json"}
KEY = new_key()


def signed(site: str = "Cedar County", key: PrivateKey = KEY) -> bytes:
    whole = signed_evidence.of_run(evidence_of(RUN), RUN, site=site)
    return signed_evidence.sign(whole, key)


def believe(app: FastAPI) -> None:
    with app.state.store.write(LOCAL) as rooms:
        rooms.evidence_keys.add("County IT", KEY.public, at=NOW)


def test_signed_evidence_is_recorded_with_its_key_and_stands_in_the_log(
    app: FastAPI, client: TestClient, address: str, inventory: str
) -> None:
    believe(app)

    posted = client.post(address, content=signed(), headers=SIGNED)
    again = client.post(address, content=signed(), headers=SIGNED)

    assert posted.status_code == 201, posted.text
    assert again.json() == posted.json()
    [record] = client.get(address).json()
    lab = record["evidence"]["lab"]
    assert (lab["signed_by"], lab["packets"]) == (KEY.public.id, 12)
    with app.state.store.read(LOCAL) as rooms:
        [told] = rooms.audit.page(Wanted(action="evidence.added"))
    detail = json.loads(told.entry.detail)
    assert detail["signed_by"] == KEY.public.id
    assert detail["record_sha256"] == sha256(to_json(RUN)).hexdigest()


def test_signed_evidence_that_nobody_vouches_for_is_refused(
    app: FastAPI, client: TestClient, address: str, inventory: str
) -> None:
    stranger = client.post(address, content=signed(), headers=SIGNED)
    believe(app)
    other = client.post(address, content=signed(key=new_key()), headers=SIGNED)
    whole = json.loads(signed())
    forged = json_bytes(whole | {"payload": json.loads(signed(site="Oak"))["payload"]})
    tampered = client.post(address, content=forged, headers=SIGNED)
    elsewhere = client.post(address, content=signed(site="Oak"), headers=SIGNED)
    plain = client.post(address, content=signed(), headers=JSON)

    answers = (stranger, other, tampered, elsewhere, plain)
    assert [one.status_code for one in answers] == [422] * 5
    assert "not trusted here" in stranger.text
    assert "not trusted here" in other.text
    assert "does not hold" in tampered.text
    assert "speaks of" in elsewhere.text
    assert "vouch" in plain.text
    assert client.get(address).json() == []


def test_a_plain_copy_takes_no_signature_off(
    app: FastAPI, client: TestClient, address: str, inventory: str
) -> None:
    believe(app)
    copy = to_json(EvidenceFile(evidence=evidence_of(RUN)))

    client.post(address, content=copy, headers=JSON)
    first = client.post(address, content=signed(), headers=SIGNED)
    again = client.post(address, content=copy, headers=JSON)

    assert (first.headers["New-Records"], again.headers["New-Records"]) == ("0", "0")
    [record] = client.get(address).json()
    assert record["evidence"]["lab"]["signed_by"] == KEY.public.id


def test_a_damaged_signed_file_is_named_as_evidence(
    app: FastAPI, client: TestClient, address: str, inventory: str
) -> None:
    believe(app)

    answer = client.post(address, content=signed()[:-5], headers=SIGNED)

    assert answer.status_code == 422
    assert "evidence.json was changed or is damaged" in answer.text
    assert "inventory" not in answer.text


def test_a_plain_file_cannot_say_that_somebody_signed_it(
    client: TestClient, address: str, inventory: str
) -> None:
    claimed = EvidenceFile(evidence=(with_proof(evidence_of(RUN)[0], signed_by=KEY.public.id),))

    answer = client.post(address, content=to_json(claimed), headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "evidence[0].lab.signed_by"
