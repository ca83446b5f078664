from __future__ import annotations

from ng911risk.importers.intel.feed_format import all_feed_formats


def test_formats_are_found_by_being_there() -> None:
    names = [one.name for one in all_feed_formats()]

    assert names == [
        "CISA's list of exploited flaws",
        "a CSAF 2.0 advisory",
        "a STIX 2.1 bundle",
    ]


def test_no_file_fits_two_formats() -> None:
    heads = (
        {"type": "bundle", "objects": []},
        {"catalogVersion": "1", "vulnerabilities": []},
        {"document": {"csaf_version": "2.0"}, "vulnerabilities": []},
    )

    for head in heads:
        assert sum(one.fits(head) for one in all_feed_formats()) == 1
