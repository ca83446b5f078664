from __future__ import annotations

import string
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.model.personal import PersonalKind, is_personal, personal_in

NUMBERS = (
    "555-0142",
    "555.0142",
    "555 - 0142",
    "5550142",
    "7155550142",
    "715-555-0142",
    "715.555.0142",
    "715/555-0142",
    "(715) 555-0142",
    "(715)555-0142",
    "715_555_0142",
    "715,555,0142",
    "715 - 555 - 0142",
    "715   555   0142",
    "715-555-\n0142",
    "1-800-555-0142",
    "1.715.555.0142",
    "+1.715.555.0142",
    "+1 (715) 555-0142",
    "+17155550142",
    "+44 20 7946 0958",
    "+44 (0)20 7946 0958",
    "44 (20) 7946 0958",
    "+34.612.345.678",
    "01 23 45 67 89",
    "715\u2013555\u20130142",
    "555\u20110142",
    "715\u2212555\u22120142",
    "715\u00b7555\u00b70142",
    "715\u00a0555\u202f0142",
    "715\u200b555\u00ad0142",
    "\uff17\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff14\uff12",
    "\u0667\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0664\u0662",
    "\u246f 715\u2010555\u20100142"[2:],
    "715-555-0142x12",
    "715-555-0142 ext. 12",
    "715-555-0142 #3",
    "4111 1111 1111 1111",
)

ACCOUNTS = (
    "bob@county.gov",
    "Bob.Smith+911@county.gov",
    "bob\uff20county.gov",
    "bob\ufe6bcounty.gov",
    "bob(at)county.gov",
    "bob [at] county.gov",
    "bob {AT} county [dot] gov",
    '"bob smith"@county.gov',
    "bob@[10.0.0.1]",
    "bob@10.0.0.1:5060",
    "sip:jane@psap",
    "sips:7155550142@pbx.elm.example",
    "mailto:jane@psap",
    "Bob@county",
    "b\u00f6b@l\u00e4nd.example",
)

NEITHER = (
    "9-1-1 and 911 and 9-1-1 2024",
    "since 2026-11-01, 2026/11/01, 2026_11_01, 2026.11.01 and 20261101",
    "11/24/2024, 24.11.2024 and 1-2-2024",
    "2024-11-24T08:15:00.123456789Z and 2024-11-24 08:15",
    "IA-0285-15, 24 September 2015 (2013 hoax), 0285-15 (2015), to 2018 (184, of which 42)",
    "api-version=2024-02-01-preview",
    "`ransomware@cad` and 'ransomware@cad'",
    "of 2019-2020 and 2019 / 2020",
    "CVE-2024-41713, CVE-2026-1234567 and cve-2024-1234567",
    "Windows 10.0.19045.3803, KB5034441",
    "Chrome 120.0.6099.109, linux 5.15.0-1051",
    "lodash@4.17.21 and thing@v2",
    "192.168.100.200/24, 203.0.113.9:5060, 10.100.200.255.",
    "2001:db8:1234:5678:9012::1 and fe80::1",
    "ransomware@cad and ransomware.encrypt@cad-2",
    "AC-2(1), SC-7(5), AC-2 (1) and IA-5(13)",
    "NIST SP 800-53 r5, ISO 27001, NENA-STA-010.3-2021, 47 CFR 9.10",
    "ICSA-24-165-01",
    "T1059.001, CWE-79, CAPEC-1000, RFC 8215",
    "123e4567-e89b-12d3-a456-426614174000",
    "12345678-1234-1234-1234-123456789012",
    "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    "cpe:2.3:a:mitel:micollab:9.8.1234567:*:*:*:*:*:*:*",
    "1,000,000 and $1,200,000 for 10,000,000 people",
    "1.000.000",
    "1 in 510 (1 in 1,100 to 1 in 33)",
    "40 requests in 9 s from 20.0.0.9 on 2026-03-01, port 5060",
    "@ night; a @ b; look at it",
    "",
)


def _cut(text: str) -> list[tuple[str, PersonalKind]]:
    return [(text[one.start : one.end], one.kind) for one in personal_in(text)]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("call Bob, ", ", at night"), ("tel:", ";"), ("ph:", ".")]
)
def test_a_telephone_number_is_found_whole(number: str, before: str, after: str) -> None:
    assert _cut(f"{before}{number}{after}") == [(number, PersonalKind.NUMBER)]


@pytest.mark.parametrize("number", ["x7155550142", "Bob555-0142", "7155550142.5", "n715-555-0142"])
def test_a_number_that_is_stuck_to_something_is_found(number: str) -> None:
    assert is_personal(number)


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("to ", "; soon"), ("<", ">"), ("(", ")."), ("'", "'")]
)
def test_an_address_of_a_person_is_found_whole(account: str, before: str, after: str) -> None:
    assert (account, PersonalKind.ACCOUNT) in _cut(f"{before}{account}{after}")


@pytest.mark.parametrize("text", NEITHER)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert _cut(text) == []


@given(
    st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True),
    st.sampled_from(["", "-", " ", ".", "_", "\u2013", " - ", "   ", "\u00b7", "\u2011", ") "]),
    st.sampled_from(["", "call ", "x", "on 2026-11-01 ", "tel:", "10.0.0.1, "]),
)
def test_no_number_of_north_america_gets_through(digits: str, gap: str, before: str) -> None:
    number = gap.join((digits[:3], digits[3:6], digits[6:]))
    text = f"{before}{number}"

    [(found, _)] = _cut(text)

    assert found.endswith(number)


@given(st.text(alphabet=string.printable + "\u2013\u00a0\uff17\uff20\u00bd\u3300", max_size=60))
def test_what_is_found_lies_in_the_text(text: str) -> None:
    for one in personal_in(text):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "a", "@", "a@", "a(at)", '"', '"a', "1-", "1 ", "1.", "1,", "123.4567", "(", " "),
        *("[at", "\uff11", "2024-", "f", "x[dot]", "cpe:2.3:", "+1", " [ at", "-1234567 ", "0,000"),
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    def took(length: int) -> float:
        text = (piece * length)[:length]
        begun = process_time()
        personal_in(text)
        return process_time() - begun

    assert took(20_000) < 1.0  # 0.1 s where it was measured; 400 million steps would take minutes
