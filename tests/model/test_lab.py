"""The ceilings of a lab are what the rules of the project say, and records are read back whole."""

from __future__ import annotations

import pytest

from ng911risk.model.lab import (
    ADDRESSES_MAX,
    HOURS_MAX,
    PACKETS_PER_SECOND_MAX,
    LabRun,
    LabScope,
    LabTarget,
)
from ng911risk.records import read_record, to_json
from tests.lab.lab_files import lab_run, result, scope, target


def test_the_ceilings_stand() -> None:
    assert (PACKETS_PER_SECOND_MAX, ADDRESSES_MAX, HOURS_MAX) == (200, 256, 24)


@pytest.mark.parametrize("record", [scope(), target(), lab_run(result())])
def test_a_record_is_read_back_as_it_was(record: LabScope | LabTarget | LabRun) -> None:
    again = read_record(type(record), to_json(record), file="x", format="json").value

    assert again == record
