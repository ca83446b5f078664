"""Who an observation is: an id made from everything else it says, so that no line can change."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from ng911risk.model.observation import Observation

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://ng911risk.example/observation/1")
"""Never change it: decisions about observations hang on their ids."""


def observation_id(observation: Observation) -> str:
    """
    UUID over every other field: the same capture gives the same id.

    Whoever changes a field by hand, for instance lab to production, has another observation,
    and no decision about it.
    """
    said = asdict(observation)
    del said["id"]
    return str(uuid5(_NAMESPACE, json.dumps(said, sort_keys=True, default=_plain)))


def named(observation: Observation) -> Observation:
    """The observation with its id."""
    return replace(observation, id=observation_id(observation))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} is not part of an observation")
