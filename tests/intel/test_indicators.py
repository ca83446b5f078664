from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ng911risk.intel.indicators import Promoted, by_pattern, followed, runs, standing
from ng911risk.model.inventory import Asset, Environment
from ng911risk.model.kinds import AssetKind
from ng911risk.model.observation import Observation
from tests.lab.packets import ATTACKER
from tests.lab.seen import INVENTORY, ON, observation, promotion

_DAY = timedelta(days=1)


def _promoted(of: Observation, *, day: int = 0, back: int | None = None) -> Promoted:
    until = None if back is None else ON + back * _DAY
    return Promoted(observation=of, promotion=promotion(of, on=ON + day * _DAY, withdrawn_on=until))


def test_a_decision_is_followed_while_nothing_speaks_against_it() -> None:
    seen = observation()

    good, bad = followed([seen], [promotion(seen)], INVENTORY)

    assert ([one.observation for one in good], bad) == ([seen], ())


def test_a_gateway_that_came_later_ends_it() -> None:
    seen = observation()
    sbc = Asset(id="new", kind=AssetKind.BCF, zone="border", owner="us", addresses=(ATTACKER,))
    inventory = replace(INVENTORY, assets=(*INVENTORY.assets, sbc))

    good, [bad] = followed([seen], [promotion(seen)], inventory)

    assert good == ()
    assert "an address of 'new'" in bad.reasons[0]


def test_a_system_without_an_address_that_came_later_ends_nothing() -> None:
    seen = observation()
    phones = Asset(id="phones", kind=AssetKind.CHFE, zone="border", owner="us")

    good, _ = followed(
        [seen],
        [promotion(seen)],
        replace(INVENTORY, assets=(*INVENTORY.assets, phones)),
    )

    assert len(good) == 1


def test_what_was_taken_back_because_it_is_an_own_address_is_told_all_the_same() -> None:
    seen = observation()
    sbc = Asset(id="new", kind=AssetKind.BCF, zone="border", owner="us", addresses=(ATTACKER,))
    back = promotion(seen, withdrawn_on=ON + _DAY)

    good, _ = followed([seen], [back], replace(INVENTORY, assets=(sbc,)))

    assert [one.promotion.withdrawn for one in good] == [True]


def test_what_could_never_go_out_does_not_go_out_as_taken_back_either() -> None:
    for seen in (observation(environment=Environment.LAB), observation(source="10.0.0.1")):
        back = promotion(seen, withdrawn_on=ON + _DAY)

        assert followed([seen], [back], INVENTORY)[0] == ()


def test_a_decision_about_nothing_is_told() -> None:
    _, [bad] = followed([], [promotion(observation())], INVENTORY)

    assert bad.reasons == ("there is no such observation",)


def test_decisions_without_a_gap_are_one_stretch() -> None:
    first, second = observation(), observation(capture="1" * 64)
    overlapping = (_promoted(first, back=5), _promoted(second, day=3))
    apart = (_promoted(first, back=5), _promoted(second, day=6))

    assert [len(one) for one in runs(overlapping)] == [2]
    assert [len(one) for one in runs(apart)] == [1, 1]


def test_taking_back_never_changes_which_stretch_a_decision_is_in() -> None:
    first, second = observation(), observation(capture="1" * 64)
    before = runs((_promoted(first), _promoted(second, day=3)))
    after = runs((_promoted(first, back=9), _promoted(second, day=3, back=10)))

    assert [len(one) for one in before] == [len(one) for one in after] == [2]


def test_of_one_pattern_only_the_newest_stretch_is_told() -> None:
    first, second = observation(), observation(capture="1" * 64)
    both = (_promoted(first, back=1), _promoted(second, day=2))

    found = by_pattern(both, {first.id: "p", second.id: "p"})

    assert found == {"p": (both[1],)}


def test_what_stands_is_told_and_all_of_it_when_nothing_does() -> None:
    first, second = observation(), observation(capture="1" * 64)
    one, back = _promoted(first), _promoted(second, back=4)

    assert standing((one, back)) == (one,)
    assert standing((back,)) == (back,)
