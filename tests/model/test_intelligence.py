from __future__ import annotations

from ng911risk.model.intelligence import FeedFlaw, FeedKind, Intelligence
from ng911risk.records import read_record, to_json
from tests.engine.intel_feeds import feed, indicator, technique


def test_intelligence_reads_back_as_it_was_written() -> None:
    whole = Intelligence(
        feeds=(
            feed(technique("T1566"), indicator(addresses=("203.0.113.9",)), name="a"),
            feed(FeedFlaw(cve="CVE-2024-41713"), name="b", kind=FeedKind.REFERENCE),
        )
    )

    assert read_record(Intelligence, to_json(whole), file="i.json", format="json").value == whole


def test_nothing_imported_is_nothing() -> None:
    assert Intelligence().feeds == ()
