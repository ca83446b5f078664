from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.agents import AGENT_MAX, SCANNERS, agent_of


@pytest.mark.parametrize(
    "text",
    [
        "Asterisk PBX 16.2.1",
        "Cisco-SIPGateway/IOS-12.x",
        "Grandstream GXP2160 1.0.9.26",
        "Yealink SIP-T46G 28.83.0.35",
        "PolycomVVX-VVX_411-UA/5.9.0",
        "FreePBX-16.0.40.7",
        "kamailio",
        "Phone 1.0",
        "made up",
    ],
)
def test_programs_and_their_versions_are_kept(text: str) -> None:
    assert agent_of(text.encode()) == text


@pytest.mark.parametrize("name", SCANNERS)
def test_of_a_known_scanner_only_the_name_is_kept(name: str) -> None:
    assert agent_of(f"x {name.upper()} +15125550188 Secretname".encode()) == name


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Phone +15125550188 Secretname", "Phone"),
        ("Phone 15125550188", "Phone"),
        ("Phone/15125550188", ""),
        ("Phone 512-555-0188", "Phone"),
        ("Phone 512.555.0188", "Phone"),
        ("Phone 512 555 0188", "Phone"),
        ("Phone (512) 555-0188", "Phone"),
        ("Phone-512_555/0188 x", ""),
        ("Phone alice@example.org", "Phone"),
        ("sip:alice@example.org", ""),
        ("5125550188", ""),
        ("Phone/1.0 (Alice Secretname)", "Phone/1.0"),
        ("Polycom 0004f2abcdef", "Polycom"),
        ("Polycom 00:04:f2:ab:cd:ef", "Polycom"),
        ("\x1b[31mevil", ""),
        ("Phone \x00 x", "Phone"),
        ("x" * 61, ""),
        ("Phone " + "x" * 60, "Phone"),
        ("", ""),
    ],
)
def test_what_may_be_a_number_or_a_person_is_dropped_and_all_behind_it(
    text: str, kept: str
) -> None:
    assert agent_of(text.encode()) == kept


@given(text=st.binary(max_size=400) | st.text("a1-./ @+", max_size=90).map(str.encode))
def test_whatever_comes_is_short_and_tame(text: bytes) -> None:
    kept = agent_of(text)

    assert kept.isascii()
    assert not kept or kept.isprintable()
    assert len(kept) <= AGENT_MAX
    assert "@" not in kept
    assert not re.search(r"\d{7}", kept.replace("-", ""))
