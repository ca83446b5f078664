from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ng911risk.errors import InputError
from ng911risk.importers import observations as room
from ng911risk.importers.observations import read_observations
from ng911risk.intel.observed import named
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import ObservationFile
from ng911risk.records import to_json, to_yaml
from tests.lab.seen import observation, promotion

_VECTORS = ("ransomware", "sip-signalling-flood")
_SEEN = observation()
_FILE = ObservationFile(observations=(_SEEN,), promotions=(promotion(_SEEN),))


def _problems(content: ObservationFile) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_observations(to_json(content), _VECTORS, file="seen.json")
    assert all(one.row for one in caught.value.problems)
    return [(one.field, one.message) for one in caught.value.problems]


def test_what_was_written_is_read_again() -> None:
    assert read_observations(to_json(_FILE), _VECTORS, file="seen.json") == _FILE
    assert read_observations(to_yaml(_FILE), _VECTORS, file="seen.yaml") == _FILE


def test_a_change_by_hand_is_told_at_its_line() -> None:
    forged = replace(_SEEN, environment=Environment.LAB)

    [(field, message)] = _problems(replace(_FILE, observations=(forged,)))

    assert field == "observations[0].id"
    assert "changed by hand" in message


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "pbx.example.com"}, "source"),
        ({"target": "20.0.0.0/24"}, "target"),
        ({"source": "2600:1f18::1%eth0"}, "source"),
        ({"target": "fe80::1%1"}, "target"),
        ({"protocol": "sip' OR a='"}, "protocol"),
        ({"protocol": "SIP"}, "protocol"),
        ({"protocol": ""}, "protocol"),
        ({"protocol": "a" * 17}, "protocol"),
        ({"protocol": "sip\n"}, "protocol"),
        ({"target_port": 65_536}, "target_port"),
        ({"source_port": -1}, "source_port"),
        ({"messages": 0}, "messages"),
        ({"answered_calls": -1}, "answered_calls"),
        ({"last_seen": _SEEN.first_seen.replace(year=2020)}, "last_seen"),
        ({"last_seen": _SEEN.last_seen.replace(tzinfo=None)}, "first_seen"),
    ],
)
def test_what_no_capture_gives_is_told(changes: dict[str, Any], field: str) -> None:
    odd = named(replace(_SEEN, **changes))

    found = _problems(ObservationFile(observations=(odd,)))

    assert [name for name, _ in found] == [f"observations[0].{field}"]


def test_promotions_must_fit_the_observations_and_the_catalogue() -> None:
    mine = promotion(_SEEN)
    several = (mine, mine, replace(mine, observation="none"), replace(mine, vector="ransomwear"))

    found = _problems(ObservationFile(observations=(_SEEN, _SEEN), promotions=several))

    assert [name for name, _ in found] == [
        "observations[1].id",
        "promotions[1].observation",
        "promotions[2].observation",
        "promotions[3].observation",
        "promotions[3].vector",
    ]


def test_too_many_are_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "RECORDS_MAX", 0)

    assert len(_problems(_FILE)) == 1


def test_what_is_no_such_file_is_told() -> None:
    with pytest.raises(InputError):
        read_observations(b'{"observations": 7}', _VECTORS, file="seen.json")
