from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ng911risk.exporters.exchange import exports, make
from ng911risk.exporters.exchange.discovery import Audience
from tests.exporters.oscal.given import plan, results, rich


def test_both_are_found_by_their_names_and_are_for_auditors() -> None:
    for name, data in (("oscal-results", results()), ("oscal-poam", plan())):
        assert exports()[name].audience is Audience.AUDITOR
        assert make(name, rich()) == data


@pytest.mark.parametrize("name", ["oscal-results", "oscal-poam"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_compliance_trestle_reads_it_and_its_validators_have_nothing_against_it(
    name: str, tmp_path: Path
) -> None:
    pytest.importorskip("trestle", reason="needs compliance-trestle")
    from trestle.core import validator_factory  # noqa: PLC0415 -- slow, and not everywhere
    from trestle.oscal.assessment_results import AssessmentResults  # noqa: PLC0415 -- as above
    from trestle.oscal.poam import PlanOfActionAndMilestones  # noqa: PLC0415 -- as above

    path = tmp_path / "document.json"
    path.write_bytes(make(name, rich()))
    models = {"oscal-results": AssessmentResults, "oscal-poam": PlanOfActionAndMilestones}
    model: Any = models[name]

    read = model.oscal_read(path)

    assert read is not None
    refused = [
        type(one).__name__
        for one in validator_factory.validator_factory.get_all()
        if not one.model_is_valid(read, quiet=True, trestle_root=None)
    ]
    assert refused == []
