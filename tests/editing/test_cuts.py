"""What is taken out leaves nothing behind that speaks of it."""

from __future__ import annotations

from ng911risk.editing.cuts import without_assets, without_links
from ng911risk.importers.start import template_inventory
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import ServiceKind

BASE = template_inventory("transitional")


def test_nothing_speaks_of_an_asset_that_is_gone() -> None:
    cut = without_assets(BASE, ("cad", "generator"))

    assert len(cut.assets) == len(BASE.assets) - 2
    assert list(contradictions(cut)) == []


def test_a_service_that_needs_nothing_any_more_is_gone() -> None:
    cut = without_assets(BASE, ("alerts", "sirens"))

    assert cut.service(ServiceKind.PUBLIC_ALERT) is None
    assert cut.service(ServiceKind.DISPATCH) is not None


def test_a_link_is_cut_and_others_of_the_same_line_stay() -> None:
    cut = without_links(BASE, (("directory", "cad"),))

    [left] = [
        trust
        for trust in cut.trusts
        if "positions" in trust.targets and trust.source == "directory"
    ]
    assert left.targets == ("positions",)
    assert len(cut.flows) == len(BASE.flows)
