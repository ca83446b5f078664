from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ng911risk.cli.assessing import assess_file
from ng911risk.cli.keeping import keep, opened
from ng911risk.errors import InputError, NG911RiskError
from ng911risk.exporters import render
from ng911risk.store import LOCAL, verify

_AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_what_is_kept_is_sealed_with_everything_that_went_in(site: Path, tmp_path: Path) -> None:
    evidence = tmp_path / "evidence.yaml"
    evidence.write_text(
        "evidence:\n  - {mitigation: exercises, verdict: effective, observed: seen,"
        " method: interview, on: 2026-01-05}\n",
        "utf-8",
    )
    done = assess_file(site, at=_AT, evidence=evidence)
    report_json = render(done.report, "json")

    with opened(str(tmp_path / "x.sqlite")) as store:
        head = keep(store, done, report_json=report_json, at=_AT)
        with store.read(LOCAL) as rooms:
            stored = rooms.assessments.get(head.id)
            [inventory] = rooms.inventories.of_site(head.site)

    assert verify(stored) == ()
    assert stored.report_json == report_json
    assert stored.inventory == done.read.inventory
    assert len(stored.evidence) == 1
    assert stored.evidence == done.evidence
    assert inventory.file == "site.yaml"


def test_a_database_that_must_exist_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"

    with pytest.raises(InputError, match="no such database"), opened(str(path), must_exist=True):
        pass

    assert not path.exists()


def test_a_place_for_no_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"), opened(str(tmp_path)):
        pass
    with pytest.raises(NG911RiskError, match="no folder"), opened(str(tmp_path / "a" / "b")):
        pass
