"""Whatever is done to a bundle, it ends in a feed or in one list of problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.errors import InputError, Problem
from ng911risk.importers.intel import read_intelligence, with_feed
from ng911risk.importers.intel.faults import PROBLEMS_MAX
from ng911risk.model.intelligence import Intelligence
from ng911risk.records import to_json
from tests.importers.intel.bundles import HERE, read_bytes
from tests.importers.intel.mangle import mangled

WAYS = 200


@pytest.fixture(scope="module")
def samples(request: pytest.FixtureRequest) -> list[bytes]:
    """OASIS's samples where they are, and our own."""
    own = [path.read_bytes() for path in sorted(HERE.glob("*.json"))]
    shared = request.config.rootpath.parent / "shared" / "data" / "oasis" / "examples"
    return own + [path.read_bytes() for path in sorted(Path(shared).glob("*.json"))]


def _outcome(data: bytes, *, good_objects_only: bool) -> str:
    try:
        one = read_bytes(data, file="sent.json", good_objects_only=good_objects_only)
    except InputError as error:
        _check(error.problems)
        return "refused"
    kept = with_feed(Intelligence(), one.feed)
    assert read_intelligence(to_json(kept), file="intel.json") == kept
    assert sum(row.count for row in one.feed.not_used) <= one.feed.objects
    assert good_objects_only or not one.left_out
    return "read"


def _check(problems: tuple[Problem, ...]) -> None:
    assert 1 <= len(problems) <= PROBLEMS_MAX + 1
    assert {one.file for one in problems} == {"sent.json"}
    assert all(one.message for one in problems)


@pytest.mark.parametrize("seed", range(WAYS))
def test_a_mangled_bundle_is_read_or_refused_with_a_list(samples: list[bytes], seed: int) -> None:
    data = mangled(samples[seed % len(samples)], seed)

    whole = _outcome(data, good_objects_only=False)
    good = _outcome(data, good_objects_only=True)

    # What is read whole is read without its bad objects too: there are none.
    assert (whole, good) != ("read", "refused")


def test_most_ways_break_it(samples: list[bytes]) -> None:
    outcomes = [
        _outcome(mangled(samples[0], seed), good_objects_only=False) for seed in range(0, WAYS, 4)
    ]

    assert outcomes.count("refused") > len(outcomes) / 3
