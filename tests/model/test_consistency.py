"""What cannot be true together is found, and found quickly."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.importers.start import template_inventory
from ng911risk.model.consistency import DEPENDENCE, contradictions
from ng911risk.model.inventory import Relation, Trust

BASE = replace(template_inventory("legacy"), trusts=())
IDS = [asset.id for asset in BASE.assets][:6]

_trusts = st.builds(
    lambda source, relation, targets: Trust(source=source, relation=relation, targets=targets),
    st.sampled_from(IDS),
    st.sampled_from([*DEPENDENCE, Relation.MANAGES]),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=2).map(tuple),
)


def _on_a_circle(trusts: tuple[Trust, ...]) -> list[str]:
    """The same question answered the slow way: who reaches themselves."""
    edges = {(t.source, target) for t in trusts if t.relation in DEPENDENCE for target in t.targets}
    for _ in IDS:
        edges |= {(a, d) for a, b in edges for c, d in edges if b == c}
    return [
        f"trusts[{number}].targets"
        for number, trust in enumerate(trusts)
        if trust.relation in DEPENDENCE
        and any(
            target == trust.source or (target, trust.source) in edges for target in trust.targets
        )
    ]


@given(st.lists(_trusts, max_size=7).map(tuple))
def test_circles_are_found_wherever_they_are(trusts: tuple[Trust, ...]) -> None:
    found = [path for path, _ in contradictions(replace(BASE, trusts=trusts))]

    assert found == _on_a_circle(trusts)


def test_a_long_chain_is_no_circle_and_takes_no_time() -> None:
    assets = tuple(replace(BASE.assets[-1], id=f"a{number}") for number in range(20_000))
    trusts = tuple(
        Trust(source=f"a{number}", relation=Relation.HOSTS, targets=(f"a{number + 1}",))
        for number in range(19_999)
    )
    begun = time.perf_counter()

    found = list(contradictions(replace(BASE, assets=assets, trusts=trusts, services=(), flows=())))

    assert found == []
    assert time.perf_counter() - begun < 5.0


def test_an_unknown_id_comes_with_a_guess() -> None:
    broken = replace(BASE, assets=(replace(BASE.assets[0], zone="centr"), *BASE.assets[1:]))

    assert [message for path, message in contradictions(broken) if path == "assets[0].zone"] == [
        "no zone has the id 'centr'; did you mean 'centre'?"
    ]
