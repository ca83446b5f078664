from __future__ import annotations

import pytest

from ng911risk.importers.intel import stix_patterns
from ng911risk.importers.intel.stix_comparisons import NESTED_MAX
from ng911risk.importers.intel.stix_patterns import HOST_STEPS, PATTERN_MAX, Named
from ng911risk.importers.intel.stix_tokens import Allowance, TooMuch, Unreadable

SIP = (
    "[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = "
    "'203.0.113.5' AND network-traffic:dst_port = 5060 AND network-traffic:protocols[*] = 'sip']"
)
THEN = (
    "[domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.9'] "
    "WITHIN 300 SECONDS"
)
CPE = "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def named_in(pattern: str, most: int = 10_000_000) -> Named:
    return stix_patterns.named_in(pattern, Allowance(most))


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("[ipv4-addr:value = '192.0.2.1']", Named(addresses=("192.0.2.1",))),
        ("[ipv4-addr:value = '198.51.0.0/15']", Named(addresses=("198.50.0.0/15",))),
        ("[ipv4-addr:value ISSUBSET '10.0.0.0/8']", Named(addresses=("10.0.0.0/8",))),
        ("[ipv6-addr:value = '2001:DB8:0::1']", Named(addresses=("2001:db8::1",))),
        (
            "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]",
            Named(addresses=("192.0.2.1", "192.0.2.2")),
        ),
        ("[domain-name:value = 'Portal.Example.NET.']", Named(domains=("portal.example.net",))),
        ("[domain-name:value = 'two words.example']", Named()),
        (
            "[url:value = 'https://u:p@login.example.org:8443/x?y']",
            Named(domains=("login.example.org",)),
        ),
        ("[url:value = 'http://[2001:db8::7]/']", Named(addresses=("2001:db8::7",))),
        (
            "[url:value = 'sip:bob@203.0.113.5:5060;transport=tcp']",
            Named(addresses=("203.0.113.5",)),
        ),
        ("[url:value = 'sips:[2001:db8::7]']", Named(addresses=("2001:db8::7",))),
        ("[url:value = 'http://[broken']", Named()),
        (f"[software:cpe = '{CPE}']", Named(software=(CPE,))),
        ("[software:name = 'It\\'s a \\\\ border']", Named(software=("It's a \\ border",))),
        ("[vulnerability:name = 'cve-2024-41713']", Named(flaws=("CVE-2024-41713",))),
        ("[domain-name:resolves_to_refs[*].value = '192.0.2.1']", Named(addresses=("192.0.2.1",))),
        (SIP, Named(addresses=("203.0.113.5",))),
        (THEN, Named(addresses=("192.0.2.9",), domains=("a.example",))),
        ("[ipv4-addr:value != '192.0.2.1']", Named()),
        ("[ipv4-addr:value NOT = '192.0.2.1']", Named()),
        ("[domain-name:value NOT IN ('a.example')]", Named()),
        ("[domain-name:value LIKE '%.example']", Named()),
        ("[domain-name:value MATCHES '^a.example$']", Named()),
        (f"[file:hashes.MD5 = '{MD5}']", Named()),
        ("[email-message:from_ref.value = 'a@b.example']", Named()),
    ],
)
def test_a_pattern_names_what_it_asks_for_and_nothing_else(pattern: str, named: Named) -> None:
    found = named_in(pattern)

    assert (found.addresses, found.domains) == (named.addresses, named.domains)
    assert (found.software, found.flaws) == (named.software, named.flaws)
    assert found.comparable == bool(
        named.addresses or named.domains or named.software or named.flaws
    )


def test_it_is_told_which_types_a_pattern_compares() -> None:
    assert named_in("[file:name = 'x' OR artifact:url = 'y']").types == ("artifact", "file")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "cannot be read"),
        ("ipv4-addr:value = '192.0.2.1'", "cannot be read"),
        ("[ipv4-addr:value = '192.0.2.1'", "cannot be read"),
        ("[ipv4-addr:value = 192.0.2.1]", "cannot be read"),
        ("[a:b = 'c'] OR", "cannot be read"),
        ("[a:b = '\u202e']", "hidden character U+202E"),
        ("(" * 200 + "[a:b = 'c']" + ")" * 200, f"more than {NESTED_MAX} brackets"),
        (f"[a:b = '{'x' * PATTERN_MAX}']", f"more than {PATTERN_MAX:,} characters"),
    ],
)
def test_what_is_no_pattern_is_refused_in_words(pattern: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        named_in(pattern)

    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("number", [1_400, 20_000])
def test_a_blocklist_is_one_pattern_and_is_read_whole(number: int) -> None:
    addresses = [f"10.{last >> 16}.{last >> 8 & 255}.{last & 255}" for last in range(number)]

    pattern = "[" + " OR ".join(f"ipv4-addr:value='{one}'" for one in addresses) + "]"

    assert named_in(pattern).addresses == tuple(addresses)


def test_work_is_counted_to_the_step_and_not_timed() -> None:
    steps = len(("[", "ipv4-addr", ":", "value", " ", "=", " ", "'192.0.2.1'", "]")) + HOST_STEPS
    pattern = "[ipv4-addr:value = '192.0.2.1']"

    assert named_in(pattern, steps).addresses == ("192.0.2.1",)
    with pytest.raises(TooMuch):
        named_in(pattern, steps - 1)


def test_the_longest_pattern_has_four_million_characters() -> None:
    frame = len("[software:name = '']")

    assert named_in(f"[software:name = '{'x' * (4_000_000 - frame)}']").comparable
    with pytest.raises(Unreadable, match="more than 4,000,000 characters"):
        named_in(f"[software:name = '{'x' * (4_000_001 - frame)}']")


def test_brackets_in_texts_are_no_brackets() -> None:
    assert named_in(f"[software:name = '{'(' * 100}']").comparable
