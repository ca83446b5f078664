"""Forms that are saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.editing.forms import texts_of
from ng911risk.editing.parts import Part
from ng911risk.editing.plans import PLANS, SITE
from ng911risk.editing.saving import with_form, with_profile
from ng911risk.errors import InputError
from tests.editing.sample import sample


def _asset_texts(**more: str) -> dict[str, str]:
    inventory = sample()
    return {
        "name": "CAD server",
        "kind": "cad",
        "zone": inventory.zones[0].id,
        "owner": inventory.owners[0].id,
        "count": "1",
        **more,
    }


def test_a_new_system_gets_an_id_that_nothing_has() -> None:
    inventory = sample()

    after = with_form(
        with_form(inventory, Part.ASSETS, _asset_texts()), Part.ASSETS, _asset_texts()
    )

    ids = [one.id for one in after.assets]
    assert len(set(ids)) == len(ids) == len(inventory.assets) + 2


def test_what_contradicts_the_rest_is_told_at_its_field() -> None:
    with pytest.raises(InputError) as trunks:
        with_form(sample(), Part.ASSETS, _asset_texts(kind="trunk-group"))
    with pytest.raises(InputError) as zone:
        with_form(sample(), Part.ASSETS, _asset_texts(zone="nowhere"))

    assert [one.field for one in trunks.value.problems] == ["carries"]
    assert [one.field for one in zone.value.problems] == ["zone"]


def test_a_circle_of_power_is_refused() -> None:
    inventory = sample()
    texts = {"source": "CAD server", "relation": "powers", "targets-0": "CAD server"}

    with pytest.raises(InputError, match="depend on itself"):
        with_form(inventory, Part.TRUSTS, texts)


def test_a_changed_line_keeps_its_id_and_what_the_form_does_not_show() -> None:
    inventory = sample()
    asset = inventory.asset("cad")
    texts = texts_of(PLANS[Part.ASSETS], asset, inventory) | {"name": "Other name"}

    after = with_form(inventory, Part.ASSETS, texts, asset)

    assert after.asset("cad") == replace(asset, name="Other name")


def test_numbers_that_somebody_changed_are_no_longer_assumed() -> None:
    inventory = replace(
        sample(), assumed=("site.positions", "site.hold_s", "site.backup_site.name")
    )
    texts = texts_of(SITE, inventory.site, inventory)
    texts |= {"positions": "99", "backup_site-name": "Oak County"}

    after = with_profile(inventory, texts)

    assert after.site.positions == 99
    assert after.assumed == ("site.hold_s",)


def test_shifts_that_leave_a_gap_are_refused() -> None:
    inventory = sample()
    texts = texts_of(SITE, inventory.site, inventory) | {"shifts-0-from_hour": "1"}

    with pytest.raises(InputError, match="every hour"):
        with_profile(inventory, texts)
