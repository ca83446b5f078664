from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ng911risk.engine.matching import exploited_flaws, matches
from ng911risk.model.intelligence import FeedFlaw, FeedIndicator, FeedKind, Intelligence
from ng911risk.model.inventory import Inventory, Software
from ng911risk.model.scales import Status
from tests.engine.intel_feeds import feed, heard, indicator
from tests.engine.small import AT, STORY_ASSETS, story

CVE = "CVE-2024-41713"
CPE = "cpe:2.3:a:mitel:micollab:9.8:*:*:*:*:*:*:*"


def _site(*software: Software, addresses: tuple[str, ...] = ()) -> Inventory:
    cad = replace(STORY_ASSETS[1], software=software, addresses=addresses)
    return story(STORY_ASSETS[0], cad, STORY_ASSETS[2])


@pytest.mark.parametrize(
    "said",
    [
        indicator(addresses=("203.0.113.0/24",)),
        indicator(addresses=("203.0.113.9",)),
        indicator(domains=("county.example",)),
        indicator(software=("MiCollab",)),
        indicator(software=("micollab",)),
        indicator(software=(CPE,)),
        indicator(software=("cpe:2.3:a:mitel:micollab:*:*:*:*:*:*:*:*",)),
        indicator(flaws=(CVE,)),
    ],
)
def test_what_an_indicator_names_is_found(said: FeedIndicator) -> None:
    software = Software(name="MiCollab", version="9.8", cpe=CPE, flaws=(CVE,))
    site = _site(software, addresses=("203.0.113.9", "cad.county.example"))

    (found,) = matches(site, heard(said), AT)

    assert (found.about, found.object, found.feed, found.raised) == (
        "cad", "indicator--1", "isac", False,
    )  # fmt: skip
    assert found.what.startswith("The indicator bad names ")


@pytest.mark.parametrize(
    "said",
    [
        indicator(addresses=("203.0.113.8", "2001:db8::9")),
        indicator(domains=("notcounty.example", "other.example")),
        indicator(software=("Micollab Server", "cpe:2.3:a:mitel:micollab:9.9:*:*:*:*:*:*:*")),
        indicator(software=("cpe:2.3:a:other:micollab:9.8:*:*:*:*:*:*:*", "cpe:2.3:*:*:*")),
        indicator(flaws=("CVE-2024-00001",)),
        indicator(addresses=("203.0.113.9",), until=AT),
        replace(indicator(addresses=("203.0.113.9",)), valid_from=datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_it_does_not_name_or_not_now_is_not(said: FeedIndicator) -> None:
    software = Software(name="MiCollab", version="9.8", cpe=CPE, flaws=(CVE,))

    assert matches(_site(software, addresses=("203.0.113.9",)), heard(said), AT) == ()


def test_a_reference_bundle_names_nobody() -> None:
    library = feed(indicator(flaws=(CVE,)), kind=FeedKind.REFERENCE)

    site = _site(Software(name="MiCollab", flaws=(CVE,)))

    assert matches(site, Intelligence(feeds=(library,)), AT) == ()


def test_an_escaped_colon_belongs_to_its_part() -> None:
    cpe = "cpe:2.3:a:x:y\\:z:1:*:*:*:*:*:*:*"

    assert matches(_site(Software(name="y", cpe=cpe)), heard(indicator(software=(cpe,))), AT)


def test_a_release_nobody_knows_may_be_the_one() -> None:
    software = Software(name="MiCollab", cpe="cpe:2.3:a:mitel:micollab")

    (found,) = matches(_site(software), heard(indicator(software=(CPE,))), AT)

    assert "may be the release 9.8" in found.what


def test_an_open_flaw_that_is_exploited_is_found_with_its_software() -> None:
    site = _site(Software(name="A"), Software(name="B", flaws=("CVE-2020-0001", CVE)))

    (found,) = exploited_flaws(site, heard(FeedFlaw(cve=CVE, exploited=True)))

    assert (site.assets[found.asset].id, found.software, found.flaw) == ("cad", 1, CVE)
    assert exploited_flaws(site, heard(FeedFlaw(cve=CVE))) == ()


def test_an_answer_of_no_that_contradicts_a_list_is_told() -> None:
    software = Software(name="B", flaws=(CVE,), known_exploited=Status.NO)

    (found,) = matches(_site(software), heard(FeedFlaw(cve=CVE, exploited=True)), AT)

    assert "The inventory says that none of its flaws is exploited" in found.what


def test_a_product_of_the_same_name_is_a_question_not_a_fact() -> None:
    site = _site(Software(name="MiCollab"))

    (found,) = matches(site, heard(FeedFlaw(cve=CVE, exploited=True, products=("MiCollab",))), AT)

    assert found.what.endswith("Ask whether it is mended.")
