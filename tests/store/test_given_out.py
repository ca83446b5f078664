from __future__ import annotations

from ng911risk.store.given_out import Publication
from tests.store.sample import NOW

ONE = Publication(
    id="0" * 32, site="1" * 32, assessment="2" * 32, number=1, kinds=("assessments",),
    tlp="amber+strict", added=3, by_name="Pat", at=NOW,
)  # fmt: skip


def test_two_that_give_the_same_out_are_of_one_assessment_one_level_and_the_same_kinds() -> None:
    assert ONE.gave_the_same(ONE.with_added(0))
    for name, value in (("tlp", "green"), ("kinds", ("indicators",)), ("assessment", "3" * 32)):
        other = Publication(
            **{key: getattr(ONE, key) for key in Publication.__dataclass_fields__} | {name: value}
        )
        assert not ONE.gave_the_same(other)
