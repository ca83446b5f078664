from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from ng911risk.store.collected import LIMIT_MAX, Match, Walk
from ng911risk_api.taxii.documents import Refused
from ng911risk_api.taxii.filters import Wanted, cursor, wanted

FIELDS = ("id", "type", "spec_version", "version")
PLACE = "local ID objects "


def sign(text: str) -> str:
    """Sign as a store does."""
    return hmac.new(b"key", text.encode(), "sha256").hexdigest()[:40]


def read(query: str, place: str = PLACE) -> Wanted:
    """Read a query."""
    return wanted(QueryParams(query), FIELDS, place, sign)


def test_nothing_asked_is_the_newest_version_of_everything() -> None:
    assert read("") == Wanted(match=Match(), limit=LIMIT_MAX, walk=None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-12-01T08:30:00Z", "2026-12-01T08:30:00.000000Z"),
        ("2026-12-01T08:30:00.5Z", "2026-12-01T08:30:00.500000Z"),
        ("2026-12-01T08:30:00.123456789Z", "2026-12-01T08:30:00.123456Z"),
        ("2026-12-01t08:30:00.000z", "2026-12-01T08:30:00.000000Z"),
    ],
)
def test_moments_are_read_whatever_their_fraction(given: str, kept: str) -> None:
    assert read(f"added_after={given}").match.added_after == kept
    assert read(f"match[version]={given}").match.versions == (kept,)


def test_what_is_matched_elsewhere_is_left_aside_here() -> None:
    asked = wanted(QueryParams("match[type]=note&match[version]=all"), ("version",), PLACE, sign)

    assert asked.match == Match(versions=("all",))


@pytest.mark.parametrize("field", FIELDS)
def test_there_is_an_end_to_values_of_one_filter(field: str) -> None:
    values = "2026-12-01T08:30:00Z" if field == "version" else "a"
    most = ",".join([values] * 500)

    read(f"match[{field}]={most}")
    with pytest.raises(Refused, match=r"takes at most 500 values"):
        read(f"match[{field}]={most},{values}")


def test_a_cursor_that_is_too_long_is_refused_although_it_is_signed() -> None:
    def cursor_of(count: int) -> str:
        words = tuple(
            hashlib.sha512(bytes([one % 256, one // 256])).hexdigest() for one in range(count)
        )
        return cursor(Wanted(match=Match(ids=words), limit=1, walk=None), Walk(upto=1), PLACE, sign)

    fitting, long = cursor_of(550), cursor_of(650)

    assert len(fitting) < 60_000 < len(long)
    assert len(read(f"next={fitting}").match.ids) == 550
    with pytest.raises(Refused, match="next is not one that this collection gave"):
        read(f"next={long}")


_WORDS = st.lists(st.sampled_from(["a", "note", "x-y", "2.1"]), max_size=9).map(tuple)


@given(
    match=st.builds(Match, ids=_WORDS, types=_WORDS, spec_versions=_WORDS, versions=_WORDS),
    limit=st.integers(1, LIMIT_MAX),
    walk=st.builds(Walk, upto=st.integers(0, 2**62), beyond=st.integers(0, 2**62)),
)
def test_a_cursor_gives_back_what_went_in(match: Match, limit: int, walk: Walk) -> None:
    asked = Wanted(match=match, limit=limit, walk=None)

    text = cursor(asked, walk, PLACE, sign)

    assert read(f"next={text}") == Wanted(match=match, limit=limit, walk=walk)
    with pytest.raises(Refused):
        read(f"next={text}", "other ID objects ")


@given(st.text(max_size=80))
def test_whatever_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        wanted(QueryParams([("next", text)]), FIELDS, PLACE, sign)
