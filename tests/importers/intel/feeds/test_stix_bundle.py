from __future__ import annotations

from ng911risk.importers.intel.feeds.stix_bundle import FORMAT
from tests.importers.intel.bundles import id_of, indicator, read


def test_whatever_holds_objects_is_meant_to_be_a_bundle() -> None:
    assert FORMAT.fits({"objects": []})
    assert FORMAT.fits({"type": "bundle"})
    assert not FORMAT.fits({"type": "report"})


def test_a_file_with_a_hundred_types_has_a_table_of_bounded_length() -> None:
    odd = [{"type": f"x-{n}", "id": id_of(f"x-{n}", n)} for n in range(100)]

    feed = read(*odd, indicator(1, "[ipv4-addr:value = '192.0.2.1']")).feed

    assert len(feed.not_used) == 61
    assert feed.not_used[-1].type == "(others)"
    assert sum(row.count for row in feed.not_used) == 100
