"""Adding, changing, copying and removing lines; two people at one line."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from fastapi import FastAPI
from httpx2 import Response

from ng911risk.editing.forms import texts_of
from ng911risk.editing.parts import Part, key_of, lines_of
from ng911risk.editing.plans import PLANS
from ng911risk.model.inventory import Inventory
from ng911risk.store import LOCAL, StoredInventory
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory import described
from tests.editing.sample import sample


def latest(app: FastAPI, site: str) -> StoredInventory:
    """Newest version of a site."""
    with app.state.store.read(LOCAL) as rooms:
        stored: StoredInventory = rooms.inventories.latest(site)
    return stored


def _texts(inventory: Inventory, part: Part, key: str, **more: str) -> dict[str, str]:
    line = next(one for one in lines_of(inventory, part) if key_of(inventory, part, one) == key)
    return texts_of(PLANS[part], line, inventory) | {"key": key, "number": "1"} | more


@pytest.mark.parametrize("part", list(Part))
def test_the_form_of_a_line_saved_as_it_is_changes_nothing(
    app: FastAPI, browser: Browser, part: Part
) -> None:
    site = described(app)
    inventory = sample()
    key = key_of(inventory, part, lines_of(inventory, part)[0])
    form = browser.get(f"/sites/{site}/inventory/edit/{part.value}", params={"key": key})

    answer = browser.post(
        f"/sites/{site}/inventory/edit/{part.value}", _texts(inventory, part, key)
    )

    assert form.status_code == answer.status_code == 200
    assert latest(app, site).head.number == 1


def test_a_change_is_a_new_version_that_says_who_and_what(app: FastAPI, browser: Browser) -> None:
    site = described(app)

    answer = browser.post(
        f"/sites/{site}/inventory/edit/assets",
        _texts(sample(), Part.ASSETS, "cad", name="CAD of the county"),
    )

    stored = latest(app, site)
    assert stored.inventory.asset("cad").name == "CAD of the county"
    assert (stored.head.number, stored.head.why) == (2, "changed CAD of the county")
    assert stored.head.by_name == "Administrator of the centre"
    assert "Saved." in answer.text
    assert "entered by" in stored.places["assets[{}]".format(
        [one.id for one in stored.inventory.assets].index("cad"))]  # fmt: skip


def test_what_is_wrong_is_told_at_its_field_with_what_was_typed(
    app: FastAPI, browser: Browser
) -> None:
    site = described(app)

    answer = browser.post(
        f"/sites/{site}/inventory/edit/assets",
        _texts(sample(), Part.ASSETS, "cad", count="many", note="<b>typed</b>"),
    )

    assert answer.status_code == 422
    assert 'id="count-error"' in answer.text
    assert 'value="many"' in answer.text
    assert "&lt;b&gt;typed" in answer.text
    assert latest(app, site).head.number == 1


def test_two_people_on_one_line_see_both_and_nothing_is_overwritten_in_silence(
    app: FastAPI, browser: Browser
) -> None:
    site, address = described(app), "/sites/{}/inventory/edit/assets"
    browser.post(address.format(site), _texts(sample(), Part.ASSETS, "cad", name="Theirs"))

    answer = browser.post(address.format(site), _texts(sample(), Part.ASSETS, "cad", name="Mine"))

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert latest(app, site).inventory.asset("cad").name == "Theirs"
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    mine = {name: unescape(text) for name, text in fields.items() if name != "csrf"}
    browser.post(address.format(site), mine)
    assert latest(app, site).inventory.asset("cad").name == "Mine"


def test_two_people_in_the_same_instant_see_both_too(app: FastAPI, browser: Browser) -> None:
    site = described(app)
    address, together = f"/sites/{site}/inventory/edit/assets", Barrier(2)

    def save(name: str) -> Response:
        together.wait()
        return browser.post(address, _texts(sample(), Part.ASSETS, "cad", name=name))

    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(save, ["One of us", "Another"]))

    assert sorted(one.status_code for one in answers) == [200, 409]
    [refused] = [one.text for one in answers if one.status_code == 409]
    assert "One of us" in refused
    assert "Another" in refused
    assert latest(app, site).head.number == 2


def test_two_people_on_two_lines_do_not_get_into_each_others_way(
    app: FastAPI, browser: Browser
) -> None:
    site = described(app)
    other = sample().assets[0].id
    browser.post(
        f"/sites/{site}/inventory/edit/assets", _texts(sample(), Part.ASSETS, other, name="Theirs")
    )

    browser.post(
        f"/sites/{site}/inventory/edit/assets", _texts(sample(), Part.ASSETS, "cad", name="Mine")
    )

    inventory = latest(app, site).inventory
    assert (inventory.asset(other).name, inventory.asset("cad").name) == ("Theirs", "Mine")


def test_a_connection_that_moved_in_the_list_meanwhile_is_still_the_one_that_changes(
    app: FastAPI, browser: Browser
) -> None:
    site, before = described(app), sample()
    browser.post(f"/sites/{site}/inventory/remove/flows", {"key": "0", "number": "1"})

    browser.post(
        f"/sites/{site}/inventory/edit/flows", _texts(before, Part.FLOWS, "3", note="changed")
    )

    flows = latest(app, site).inventory.flows
    assert flows[2].note == "changed"
    assert flows[2].target == before.flows[3].target
    again = browser.post(f"/sites/{site}/inventory/remove/flows", {"key": "0", "number": "1"})
    assert again.status_code == 409


def test_a_copy_is_a_new_line(app: FastAPI, browser: Browser) -> None:
    site = described(app)
    form = browser.get(f"/sites/{site}/inventory/edit/assets", params={"copy": "cad"})
    texts = _texts(sample(), Part.ASSETS, "cad", name="Copied") | {"key": ""}

    browser.post(f"/sites/{site}/inventory/edit/assets", texts)

    assert "(copy)" in form.text
    inventory = latest(app, site).inventory
    assert inventory.assets[-1].name == "Copied"
    assert len(inventory.assets) == len(sample().assets) + 1


def test_removing_a_zone_with_systems_asks_what_becomes_of_them(
    app: FastAPI, browser: Browser
) -> None:
    site, inventory = described(app), sample()
    zone, other = inventory.zones[0], inventory.zones[1]

    asked = browser.get(f"/sites/{site}/inventory/remove/zones", params={"key": zone.id})
    browser.post(
        f"/sites/{site}/inventory/remove/zones",
        {"key": zone.id, "number": "1", "move_to": other.id},
    )

    assert f"Move to {other.name}" in asked.text
    after = latest(app, site).inventory
    assert len(after.assets) == len(inventory.assets)
    assert zone.id not in {one.id for one in after.zones}


def test_more_lines_adds_fields_and_saves_nothing(app: FastAPI, browser: Browser) -> None:
    site = described(app)

    answer = browser.post(
        f"/sites/{site}/inventory/edit/assets",
        _texts(sample(), Part.ASSETS, "cad", name="Typed") | {"more": "1"},
    )

    assert answer.status_code == 200
    assert 'value="Typed"' in answer.text
    before = browser.get(f"/sites/{site}/inventory/edit/assets", params={"key": "cad"}).text
    assert answer.text.count("<fieldset") > before.count("<fieldset")
    assert latest(app, site).head.number == 1


def test_a_key_of_nothing_is_not_there(app: FastAPI, browser: Browser) -> None:
    site = described(app)

    for verb in ("edit", "remove"):
        answer = browser.get(f"/sites/{site}/inventory/{verb}/assets", params={"key": "no"})
        assert answer.status_code == 404
