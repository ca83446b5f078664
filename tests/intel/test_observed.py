from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from ng911risk.intel.observed import named, observation_id
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation
from ng911risk.records import read_record, to_json
from tests.lab.seen import observation


def _other(value: Any) -> Any:  # noqa: ANN401 - any field
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, str | tuple):
        return (*value, "X") if isinstance(value, tuple) else f"{value}X"
    return value + (1 if isinstance(value, int) else timedelta(seconds=1))


@pytest.mark.parametrize("field", [one.name for one in fields(Observation) if one.name != "id"])
def test_a_change_of_any_field_makes_another_observation(field: str) -> None:
    one = observation()

    changed = replace(one, **{field: _other(getattr(one, field))})

    assert observation_id(changed) != one.id


def test_the_id_is_the_same_after_a_file() -> None:
    one = named(observation(environment=Environment.LAB))

    read = read_record(Observation, to_json(one), file="seen.json", format="json").value

    assert read == one
    assert observation_id(read) == one.id


def test_the_id_stays_the_same_for_ever() -> None:
    assert observation().id == "51fd2c32-6075-5580-9fda-b7a461e6abf8"
