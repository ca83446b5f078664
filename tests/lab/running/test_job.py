"""What passes between the two processes comes through whole."""

from __future__ import annotations

import pytest

from ng911risk.lab.running.job import Credentials, Job, Said
from ng911risk.records import read_record, to_json
from tests.lab.lab_files import NOW, result, scope, target

WHOLE = Job(scope=scope(), targets=(target(),), credentials=Credentials(ca="/ca.pem"), since=NOW)


@pytest.mark.parametrize("record", [WHOLE, Said(result=result(), asked=3), Said(over="done")])
def test_a_record_is_read_back_as_it_was(record: Job | Said) -> None:
    again = read_record(type(record), to_json(record), file="job", format="json").value

    assert again == record
