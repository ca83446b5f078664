from __future__ import annotations

import pytest
from stix2patterns.exceptions import ParseException
from stix2patterns.v21.pattern import Pattern

from ng911risk.importers.intel.stix_patterns import (
    NESTED_MAX,
    Named,
    Unreadable,
    _compared,
    named_in,
)

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
        (f"[a:b[{'9' * 5000}] = 'c']", "cannot be read"),
        ("[a:b = '\u202e']", "hidden character U+202E"),
        ("(" * 200 + "[a:b = 'c']" + ")" * 200, f"more than {NESTED_MAX} brackets"),
        (f"[a:b = '{'x' * 50_000}']", "more than 50,000 characters"),
    ],
)
def test_what_is_no_pattern_is_refused_in_words(pattern: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        named_in(pattern)

    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "pattern",
    [
        "[a:b = 'x'] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'",
        "[a:b = h'00ff' AND ipv4-addr:value = '192.0.2.1']",
        "[a:b = t'2026-01-01T00:00:00Z' OR ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]",
        r"[ipv4-addr:'value' = '192.0.2.1' AND a:b.'c d'[0].e LIKE 'it\'s' AND a:f = 'g\\']",
        "[a:b = ''] OR [ipv4-addr:value='192.0.2.1']",
        "[a:b = ''']",
        r"[a:b = 'x\y' AND ipv4-addr:value = '192.0.2.1']",
        "[a:b = 'x' 'y']",
        "[a:b = '",
        "[a:hash'x' = 'y']",
    ],
)
def test_what_is_parsed_once_for_all_texts_is_what_the_library_makes_of_each(pattern: str) -> None:
    try:
        by_kind = Pattern(pattern).inspect().comparisons
    except ParseException:
        with pytest.raises(Unreadable):
            named_in(pattern)
        return

    asked = "".join(text for _, op, text in by_kind.get("ipv4-addr", ()) if op in ("=", "IN"))
    assert named_in(pattern).types == tuple(sorted(by_kind))
    assert len(named_in(pattern).addresses) == asked.count("192.")


def test_patterns_that_differ_in_their_texts_alone_are_parsed_once() -> None:
    _compared.cache_clear()

    named = [named_in(f"[ipv4-addr:value = '192.0.2.{last}']").addresses for last in range(100)]

    assert named == [(f"192.0.2.{last}",) for last in range(100)]
    assert _compared.cache_info().misses == 1


def test_brackets_in_texts_are_no_brackets() -> None:
    assert named_in(f"[software:name = '{'(' * 100}']").comparable
