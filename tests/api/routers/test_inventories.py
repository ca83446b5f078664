from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ng911risk.importers.workbook import inventory_workbook
from ng911risk.model.inventory import ControlAnswer, Inventory, KnownWeakness
from ng911risk.model.scales import Status
from ng911risk.records import to_yaml
from ng911risk_api.app import create_app
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from tests.api.conftest import BASE, INVENTORY_JSON, YAML, token_for
from tests.importers.mutator import broken_inventories, whole_inventories
from tests.store.sample import INVENTORY

JSON = {"Content-Type": "application/json"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ZIP = {"Content-Type": "application/zip"}
MEDIA = {
    ".json": JSON,
    ".yaml": YAML,
    ".xlsx": XLSX,
    ".csv": {"Content-Type": "text/csv"},
    ".zip": ZIP,
}


@pytest.fixture
def address(site: str) -> str:
    return f"/api/v1/sites/{site}/inventories"


def test_the_latest_inventory_is_in_canonical_form(
    client: TestClient, address: str, inventory: str
) -> None:
    answer = client.get(f"{address}/latest")

    assert answer.content == INVENTORY_JSON
    assert sha256(answer.content).hexdigest() == inventory
    assert answer.headers["ETag"] == f'"{inventory}"'


def test_who_has_the_inventory_is_not_sent_it_again(
    client: TestClient, address: str, inventory: str
) -> None:
    answer = client.get(f"{address}/latest", headers={"If-None-Match": f'"x", W/"{inventory}"'})

    assert (answer.status_code, answer.content) == (304, b"")


def test_json_and_yaml_of_one_inventory_have_one_digest(
    client: TestClient, address: str, inventory: str
) -> None:
    answer = client.post(address, content=INVENTORY_JSON, headers=JSON)

    assert answer.status_code == 201
    assert answer.json()["inventory"]["digest"] == inventory
    assert [head["number"] for head in client.get(address).json()] == [2, 1]


def test_every_problem_comes_with_its_place(client: TestClient, address: str) -> None:
    broken = INVENTORY_JSON.replace(b'"legacy"', b'"modern"').replace(
        b'"kind": "cad"', b'"kind": "zebra"'
    )

    answer = client.post(f"{address}?file=cedar.json", content=broken, headers=JSON)

    assert answer.status_code == 422
    places = [problem["place"] for problem in answer.json()["problems"]]
    assert len(places) >= 2
    assert all(place.startswith("cedar.json:") for place in places)
    assert client.get(address).json() == []


def _with_strangers() -> Inventory:
    """Name a weakness and a mitigation that the catalogue does not have."""
    [cad] = INVENTORY.assets
    odd = replace(cad, weaknesses=(KnownWeakness(name="paper-door", status=Status.YES),))
    control = ControlAnswer(mitigation="exercizes", status=Status.YES)
    return replace(INVENTORY, assets=(odd,), controls=(control,))


@pytest.mark.parametrize("form", ["yaml", "xlsx"])
def test_what_the_catalogue_does_not_know_is_refused_at_its_place(
    client: TestClient, address: str, form: str
) -> None:
    inventory = _with_strangers()
    body = to_yaml(inventory) if form == "yaml" else inventory_workbook(inventory)

    answer = client.post(
        f"{address}?file=cedar.{form}", content=body, headers=YAML if form == "yaml" else XLSX
    )

    assert answer.status_code == 422
    weakness, control = answer.json()["problems"]
    assert weakness["field"] == "assets[0].weaknesses[0].name"
    assert (control["field"], control["hint"]) == (
        "controls[0].mitigation",
        "Did you mean 'exercises'?",
    )
    begin = "cedar.yaml:" if form == "yaml" else "cedar.xlsx Controls!"
    assert control["place"].startswith(begin)
    assert client.get(address).json() == []


def test_who_wants_the_good_rows_is_told_what_counts_for_nothing(
    client: TestClient, address: str
) -> None:
    body = inventory_workbook(_with_strangers())

    answer = client.post(f"{address}?good_rows_only=true", content=body, headers=XLSX)

    assert answer.status_code == 201
    assert len(answer.json()["left_out"]) == 2


@pytest.mark.parametrize("headers", [JSON, YAML, XLSX, ZIP, {"Content-Type": "text/csv"}])
@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"PK\x03\x04junk", b"[" * 20_000, b'{"site": NaN}', b"a: &a [*a]"]
)
def test_what_cannot_be_read_is_a_problem_and_no_defect(
    client: TestClient, address: str, body: bytes, headers: dict[str, str]
) -> None:
    answer = client.post(address, content=body, headers=headers)

    assert answer.status_code == 422, answer.text
    assert json.loads(answer.content)["problems"]


def test_an_unknown_form_is_refused_and_the_known_ones_are_named(
    client: TestClient, address: str
) -> None:
    answer = client.post(address, content=b"x", headers={"Content-Type": "image/png"})

    assert answer.status_code == 415
    assert "application/yaml" in answer.headers["Accept-Post"]


def test_a_hostile_file_name_cannot_do_anything(client: TestClient, address: str) -> None:
    answer = client.post(
        address, params={"file": "../../<script>\r\nX: y"}, content=b"{", headers=JSON
    )

    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert "X" not in answer.headers


def test_an_inventory_needs_its_site(client: TestClient) -> None:
    answer = client.post(
        f"/api/v1/sites/{'0' * 32}/inventories", content=INVENTORY_JSON, headers=JSON
    )

    assert answer.status_code == 404


@pytest.mark.slow
def test_two_hundred_broken_inventories_end_in_problems_and_store_nothing(
    tmp_path: Path, parts: Parts
) -> None:
    settings = Settings(store=str(tmp_path / "store.sqlite"), database_url="")
    posted = 0
    app = create_app(settings, parts=lambda: parts)
    with TestClient(app, base_url=BASE) as client:
        client.headers["Authorization"] = f"Bearer {token_for(app)}"
        site = client.post("/api/v1/sites", json={"name": "Cedar County"}).json()["id"]
        address = f"/api/v1/sites/{site}/inventories"
        for one in broken_inventories(200):
            headers = MEDIA[Path(one.file).suffix]
            answer = client.post(address, content=one.data, headers=headers)
            posted += 1
            assert answer.status_code in {413, 422}, (one.damage, one.file, answer.text[:500])
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.status_code == 413 or json.loads(answer.content)["problems"]
        assert client.get(address).json() == []
    assert posted == 200


def test_one_inventory_in_every_form_has_one_digest(client: TestClient, address: str) -> None:
    digests = set()
    forms = []
    for one in whole_inventories():
        headers = MEDIA[Path(one.file).suffix]
        answer = client.post(address, content=one.data, headers=headers)
        assert answer.status_code == 201, answer.text
        digests.add(answer.json()["inventory"]["digest"])
        forms.append(Path(one.file).suffix)

    assert len(digests) == 1
    assert sorted(forms) == sorted(MEDIA)


def test_windows_has_its_own_word_for_a_zip_file(client: TestClient, address: str) -> None:
    [zipped] = (one for one in whole_inventories() if one.file.endswith(".zip"))

    answer = client.post(
        address, content=zipped.data, headers={"Content-Type": "application/x-zip-compressed"}
    )

    assert answer.status_code == 201
    assert answer.json()["inventory"]["file"] == "inventory.zip"


def test_an_inventory_made_from_an_older_one_is_refused_when_it_says_so(
    client: TestClient, site: str, inventory: str
) -> None:
    address = f"/api/v1/sites/{site}/inventories"
    changed = to_yaml(replace(INVENTORY, site=replace(INVENTORY.site, positions=3)))
    first = client.get(f"{address}/latest").headers["ETag"]

    theirs = client.post(address, content=changed, headers=YAML | {"If-Match": first})
    mine = client.post(address, content=to_yaml(INVENTORY), headers=YAML | {"If-Match": first})

    assert theirs.status_code == 201, theirs.text
    assert mine.status_code == 412, mine.text
    assert "begin from that" in mine.json()["detail"]
    assert len(client.get(address).json()) == 2
