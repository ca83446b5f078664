from __future__ import annotations

from datetime import UTC, date, datetime

from ng911risk.exporters.stix.frame import PUBLISHER
from tests.importers.intel.bundles import (
    DAY,
    PARTNER,
    bundle,
    id_of,
    indicator,
    link,
    problems_of,
    read,
    read_bytes,
    stix,
    technique,
    unused,
)

ADDRESS = "[ipv4-addr:value = '192.0.2.1']"
FLOOD = id_of("attack-pattern", 1)
WHO = id_of("campaign", 1)


def test_a_partners_bundle_is_cut_down_to_what_a_centre_can_use() -> None:
    feed = read_bytes(PARTNER.read_bytes(), file="partner.json").feed

    by_name = {one.name: one for one in feed.indicators}
    assert set(by_name) == {"flood source", "fake portal", "weak border", "scanner", "moved"}
    assert by_name["flood source"].addresses == ("203.0.113.7",)
    assert by_name["flood source"].valid_until == datetime(2026, 7, 15, tzinfo=UTC)
    assert by_name["fake portal"].domains == ("portal.example.net", "login.example.org")
    assert by_name["weak border"].software == ("cpe:2.3:a:example:border:7.1:*:*:*:*:*:*:*",)
    assert by_name["scanner"].addresses == ("198.51.100.0/24",)
    assert by_name["moved"].addresses == ("203.0.113.21",)
    assert [one.id for one in feed.indicators] == sorted(one.id for one in feed.indicators)

    used = {one.external_ids: one for one in feed.techniques}
    assert set(used) == {("T1498",), ("T1499.001", "CAPEC-469"), ("CAPEC-125",)}
    assert by_name["flood source"].techniques == (used["T1498",].id,)
    exhaustion = used["T1499.001", "CAPEC-469"]
    assert exhaustion.because == "the campaign 'Quiet Line' uses it"
    assert exhaustion.seen == date(2026, 1, 28)  # a sighting of the campaign

    [flaw] = feed.flaws
    assert (flaw.cve, flaw.exploited) == ("CVE-2024-41713", True)
    assert flaw.products == ("Mitel MiCollab",)


def test_every_object_is_used_or_counted_with_its_reason() -> None:
    one = read_bytes(PARTNER.read_bytes(), file="partner.json")

    assert unused(one) == {
        ("attack-pattern", "nothing in the file says that it is used"): 1,
        ("identity", "nothing in an inventory is compared with it"): 1,
        ("indicator", "a newer version of it is in the file"): 1,
        (
            "indicator",
            "its pattern is of the type snort; only patterns of the type stix are compared",
        ): 1,
        (
            "indicator",
            "its pattern names no address, host or software that an inventory may have",
        ): 1,
        ("indicator", "its publisher took it back"): 1,
        ("note", "nothing in an inventory is compared with it"): 1,
        ("relationship", "it does not say of anything that is compared that it is used"): 1,
        ("vulnerability", "it has no CVE id"): 1,
        ("x-example-thing", "this type is not known here"): 1,
    }
    # 5 indicators, 3 techniques, 1 flaw and its software, 4 links, and who is told as the
    # reason: a campaign, its sighting, malware, a report.
    assert one.feed.objects - sum(unused(one).values()) == 18
    assert one.warnings == ("1 reference leads to objects that are not in the file",)


def test_a_technique_that_nobody_uses_raises_nothing() -> None:
    assert read(technique(1, "T1498")).feed.techniques == ()


def test_a_technique_counts_as_used_when_it_was_sighted() -> None:
    one = read(technique(1, "T1498"), stix("sighting", 1, sighting_of_ref=FLOOD))

    [used] = one.feed.techniques
    assert used.because == "it was sighted"
    assert used.seen == date(2026, 2, 1)  # no day is named: that on which it was said


def test_what_was_taken_back_is_no_reason() -> None:
    campaign = stix("campaign", 1, name="gone", revoked=True)
    taken_back = link(2, id_of("malware", 1), "uses", FLOOD, revoked=True)

    one = read(technique(1, "T1498"), campaign, link(1, WHO, "uses", FLOOD), taken_back)

    assert one.feed.techniques == ()


def test_an_assessment_is_no_news_of_attacks() -> None:
    refs = [FLOOD, PUBLISHER]
    assessment = stix("report", 1, name="what may go wrong", published=DAY, object_refs=refs)
    news = {**assessment, "id": id_of("report", 2), "object_refs": refs[:1]}

    one = read(technique(1, "T1498"), assessment)

    assert one.feed.techniques == ()
    why = "it is an assessment of a centre: it tells what may happen, not what happens"
    assert unused(one)["report", why] == 1
    assert len(read(technique(1, "T1498"), news).feed.techniques) == 1


def test_three_reasons_are_told_and_the_rest_is_counted() -> None:
    actors = [stix("tool", n, name=f"tool {n}") for n in range(5)]
    links = [link(n, id_of("tool", n), "uses", FLOOD) for n in range(5)]

    [used] = read(technique(1, "T1498"), *actors, *links).feed.techniques

    assert used.because == (
        "the tool 'tool 0' uses it; the tool 'tool 1' uses it; the tool 'tool 2' uses it; 2 more"
    )


def test_a_technique_that_is_not_in_the_file_is_kept_by_its_id() -> None:
    one = read(stix("campaign", 1, name="c"), link(1, WHO, "uses", FLOOD))

    [used] = one.feed.techniques
    assert (used.id, used.external_ids) == (FLOOD, ())
    assert one.warnings == ("1 reference leads to objects that are not in the file",)


def test_a_rule_for_another_tool_still_points_to_its_technique_and_flaw() -> None:
    rule = indicator(1, "alert ...", pattern_type="snort")
    flaw = stix("vulnerability", 1, name="CVE-2024-1839")
    links = (
        link(1, id_of("indicator", 1), "indicates", FLOOD),
        link(2, id_of("indicator", 1), "indicates", id_of("vulnerability", 1)),
    )

    feed = read(technique(1, "T1498"), rule, flaw, *links).feed

    assert [each.flaws for each in feed.indicators] == [("CVE-2024-1839",)]
    assert [each.external_ids for each in feed.techniques] == [("T1498",)]
    assert [each.exploited for each in feed.flaws] == [False]


def test_flaws_are_one_by_number_however_often_they_are_told() -> None:
    cve = {"source_name": "cve", "external_id": "CVE-2024-1839"}
    feed = read(
        stix("vulnerability", 1, name="CVE-2024-1839"),
        stix("vulnerability", 2, name="in words", external_references=[cve], labels=["cisa-kev"]),
    ).feed

    assert [(one.cve, one.exploited) for one in feed.flaws] == [("CVE-2024-1839", True)]


def test_hidden_characters_in_names_are_shown() -> None:
    feed = read(indicator(1, ADDRESS, name="a\u202eb\nc")).feed

    assert feed.indicators[0].name == "a\\u202eb c"


def test_markings_that_everybody_knows_are_not_missing() -> None:
    green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"

    assert read(indicator(1, ADDRESS, object_marking_refs=[green])).warnings == ()


def test_what_is_over_is_kept_and_said() -> None:
    one = read(indicator(1, ADDRESS, valid_until="2026-02-02T00:00:00Z"))

    assert len(one.feed.indicators) == 1
    assert one.warnings == ("1 of the indicators is no longer valid",)


def test_an_id_that_is_no_id_never_reaches_the_links() -> None:
    [problem] = problems_of(bundle(link(1, "campaign", "uses", FLOOD)))

    assert problem.field == "objects[0].source_ref"
