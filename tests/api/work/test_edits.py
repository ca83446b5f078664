"""Changes saved as versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.errors import ConflictError
from ng911risk.store import LOCAL, Site, Store
from ng911risk_api.work.edits import newest, save_change, version_in
from tests.store.conftest import post_one, site, store, target
from tests.store.sample import INVENTORY, NOW

__all__ = ["site", "store", "target"]


def test_a_change_is_the_next_version_and_none_is_none(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        assert newest(rooms, site.id) is None
        post_one(rooms, site.id)
        before = newest(rooms, site.id)
        assert before is not None
        same = save_change(rooms, before, INVENTORY, name="Pat", at=NOW)
        after = replace(INVENTORY, site=replace(INVENTORY.site, positions=9))
        head = save_change(rooms, before, after, name="Pat", at=NOW)

    assert (same.number, head.number) == (1, 2)
    with store.read(LOCAL) as rooms:
        stored = rooms.inventories.latest(site.id)
    assert stored.inventory == after
    assert stored.places["site.positions"] == "entered by Pat, 2026-11-24"
    assert stored.places["assets[0].kind"] == "site.yaml:9:11"


def test_what_was_changed_on_an_old_version_is_not_saved(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)
        before = rooms.inventories.latest(site.id)
        post_one(rooms, site.id)

    after = replace(INVENTORY, site=replace(INVENTORY.site, positions=9))
    with store.write(LOCAL) as rooms, pytest.raises(ConflictError):
        save_change(rooms, before, after, name="Pat", at=NOW)


def test_the_number_of_a_version_is_read_strictly() -> None:
    assert [version_in(text) for text in ("12", "", "-1", "٣", "1e3", "9" * 20)] == [
        12, -1, -1, -1, -1, -1,
    ]  # fmt: skip
