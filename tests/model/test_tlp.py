from __future__ import annotations

from ng911risk.model.tlp import Tlp


def test_levels_are_ranked_from_the_widest_to_the_narrowest_circle() -> None:
    assert sorted(Tlp, key=lambda one: one.rank) == [
        Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED,
    ]  # fmt: skip


def test_a_label_is_written_as_on_paper() -> None:
    assert [one.label for one in (Tlp.CLEAR, Tlp.AMBER_STRICT)] == ["TLP:CLEAR", "TLP:AMBER+STRICT"]
