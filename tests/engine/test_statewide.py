from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.statewide import NAMED, PlacedRow, state_report
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.state import MissingSite, PartKind, StateReport
from tests.engine.state_sites import inventory_of, placed
from tests.exporters.sample_report import SAMPLE


def _view(*rows: PlacedRow, missing: tuple[MissingSite, ...] = ()) -> StateReport:
    return state_report(
        rows,
        missing,
        at=SAMPLE.made_at,
        tool_version=SAMPLE.tool_version,
        catalog_digest=SAMPLE.catalog_digest,
        seed=SAMPLE.seed,
    )


def _other_names() -> PlacedRow:
    """A site whose owners have the same ids but are others."""
    inventory = inventory_of(SAMPLE)
    owners = tuple(replace(one, name=f"Another {one.id}") for one in inventory.owners)
    return placed("far", inventory=replace(inventory, owners=owners))


def _other_spelling() -> PlacedRow:
    """A site that calls the same assets by other names."""
    inventory = inventory_of(SAMPLE)
    assets = tuple(replace(one, name=one.name.upper()) for one in inventory.assets)
    return placed("loud", inventory=replace(inventory, assets=assets))


def test_the_worst_site_comes_first() -> None:
    view = _view(placed("calm", harm=0.1), placed("bad", harm=20.0), placed("middle", harm=3.0))

    assert [one.name for one in view.sites] == ["bad", "middle", "calm"]


def test_sites_alike_stand_in_the_order_of_their_names() -> None:
    view = _view(placed("b"), placed("a"), placed("c"))

    assert [one.name for one in view.sites] == ["a", "b", "c"]


@given(
    st.permutations(
        [placed(name, harm=harm) for name, harm in zip("abcde", (1, 3, 3, 9, 0.3), strict=True)]
        + [_other_names(), _other_spelling()]
    )
)
def test_the_order_of_the_rows_changes_nothing(rows: list[PlacedRow]) -> None:
    assert _view(*rows) == _view(*sorted(rows, key=lambda one: one.file))


@given(st.lists(st.floats(min_value=0, max_value=1e4), min_size=1, max_size=6))
def test_totals_are_sums_over_the_sites(harms: list[float]) -> None:
    rows = [placed(f"s{number}", harm=harm) for number, harm in enumerate(harms)]
    totals = _view(*rows).totals

    assert totals.sites == len(rows)
    assert totals.harm.likely == pytest.approx(sum(harms))
    assert totals.losses.likely == pytest.approx(sum(one.row.headline.rate.likely for one in rows))
    assert totals.unknowns == sum(one.row.unknowns for one in rows)
    assert sum(one.sites for one in totals.words) == len(rows)


def test_a_state_without_sites_is_a_view_too() -> None:
    view = _view(missing=(MissingSite(file="x.yaml", problems=("broken",)),))

    assert (view.totals.sites, view.totals.missing) == (0, 1)
    parts: list[object] = [*view.sites, *view.shared, *view.fixes, *view.warnings]
    assert parts == []


def test_one_fix_adds_up_what_it_removes_at_every_site() -> None:
    one, three = _view(placed("a")), _view(placed("a"), placed("b"), placed("c"))
    alone = {(fix.mitigation, fix.owner_class): fix for fix in one.fixes}

    assert len(three.fixes) == len(alone) == len(SAMPLE.actions)
    for fix in three.fixes:
        single = alone[fix.mitigation, fix.owner_class]
        assert fix.sites == 3
        assert fix.harm_removed.likely == pytest.approx(3 * single.harm_removed.likely)
        assert fix.first_three == 3 * single.first_three
    likely = [fix.harm_removed.likely for fix in three.fixes]
    assert likely == sorted(likely, reverse=True)


def test_a_fix_from_outside_is_marked() -> None:
    for fix in _view(placed("a")).fixes:
        own = fix.owner_class in {OwnerClass.PSAP, OwnerClass.COUNTY_IT}
        assert fix.outside is not own


def test_an_owner_that_could_do_it_for_several_is_named_and_one_that_could_not_is_not() -> None:
    alone, together = _view(placed("a")), _view(placed("a"), placed("b"))

    assert {fix.shared_owners for fix in alone.fixes} == {()}
    named = {owner for fix in together.fixes for owner in fix.shared_owners}
    assert named
    assert named <= {one.label for one in together.shared if one.kind is PartKind.OWNER}


def test_the_same_id_with_another_name_is_another_owner() -> None:
    view = _view(placed("near"), _other_names())

    assert {one.kind for one in view.shared} == {PartKind.PRODUCT}
    assert {fix.shared_owners for fix in view.fixes} == {()}


def test_a_thing_of_another_kind_is_another_thing() -> None:
    inventory = inventory_of(SAMPLE)
    kinds = {one.kind for one in inventory.assets}
    other = replace(
        inventory,
        assets=tuple(
            replace(one, kind=next(kind for kind in sorted(kinds, key=str) if kind is not one.kind))
            for one in inventory.assets
        ),
    )
    view = _view(placed("a"), placed("b", inventory=other))

    assert PartKind.ASSET not in {one.kind for one in view.shared}
    assert PartKind.OWNER in {one.kind for one in view.shared}


def test_what_is_shared_is_ordered_by_the_harm_behind_it_and_names_its_sites() -> None:
    rows = [placed(f"site-{number:03}") for number in range(NAMED + 5)]
    view = _view(*rows)

    harms = [one.harm for one in view.shared]
    assert harms == sorted(harms, reverse=True)
    assert harms[0] > 0
    for one in view.shared:
        assert one.sites == NAMED + 5
        assert one.first_sites == tuple(row.row.name for row in rows[:NAMED])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"catalog_digest": "d" * 64}, "another version or catalogue"),
        ({"tool_version": "9"}, "another version or catalogue"),
        ({"made_at": SAMPLE.made_at.replace(year=2020)}, "another moment"),
        ({"inventory_digest": "b"}, "counted more than once: a.yaml, b.yaml"),
    ],
)
def test_what_cannot_be_compared_is_said(change: dict[str, Any], words: str) -> None:
    a, b = placed("a"), placed("b")
    odd = replace(a, row=replace(a.row, **change))

    assert _view(a, b).warnings == ()
    (warning,) = _view(odd, b).warnings
    assert words in warning
