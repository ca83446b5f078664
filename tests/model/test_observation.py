from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ng911risk.errors import InputError
from ng911risk.model.observation import ObservationFile, Promotion
from ng911risk.records import read_record, to_json

NOW = datetime(2026, 11, 1, tzinfo=UTC)
STANDS = Promotion(
    observation="a", vector="tdos-mobile", by="Chief", reason="It floods.", on=NOW, valid_until=NOW
)


def test_a_decision_stands_until_it_is_taken_back() -> None:
    assert [STANDS.withdrawn, replace(STANDS, withdrawn_on=NOW).withdrawn] == [False, True]


def test_a_file_reads_back_as_it_was_written() -> None:
    file = ObservationFile(promotions=(STANDS,))

    assert (
        read_record(ObservationFile, to_json(file), file="seen.json", format="json").value == file
    )


def test_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError):
        read_record(ObservationFile, b'{"seen": []}', file="seen.json", format="json")
