from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from ng911risk.exporters import words
from ng911risk.exporters.html_report.odds_chart import odds_chart
from ng911risk.model.scales import Band
from tests.exporters.sample_report import SAMPLE

SVG = "{http://www.w3.org/2000/svg}"


def test_every_service_has_a_band_and_is_read_aloud() -> None:
    picture = ET.fromstring(odds_chart(SAMPLE))  # noqa: S314 - of our own making
    aloud = picture.findtext(f"{SVG}desc") or ""

    assert len(picture.findall(f"{SVG}circle")) == len(SAMPLE.services)
    for one in SAMPLE.services:
        assert words.odds(one.degraded) in aloud


def test_likelier_stands_further_to_the_right_and_inside_its_band() -> None:
    picture = ET.fromstring(odds_chart(SAMPLE))  # noqa: S314 - of our own making
    dots = [float(dot.get("cx", "")) for dot in picture.findall(f"{SVG}circle")]
    order = sorted(range(len(dots)), key=dots.__getitem__)
    chances = [SAMPLE.services[place].degraded.chance.likely for place in order]

    assert chances == sorted(chances)
    for dot, band in zip(dots, picture.findall(f"{SVG}rect"), strict=True):
        left = float(band.get("x", ""))
        assert left <= dot <= left + float(band.get("width", ""))


def test_what_has_no_way_says_so_and_no_service_is_no_picture() -> None:
    nothing = Band(low=0.0, likely=0.0, high=0.0)
    first = SAMPLE.services[0]
    calm = replace(first, degraded=replace(first.degraded, chance=nothing, rate=nothing))

    assert words.NO_WAY in odds_chart(replace(SAMPLE, services=(calm,)))
    assert odds_chart(replace(SAMPLE, services=())) == ""
