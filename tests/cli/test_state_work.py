from __future__ import annotations

import json
import pickle
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ng911risk.cli import state_work
from ng911risk.cli.assessing import tool_version
from ng911risk.cli.state_work import SiteKind, SiteResult, SiteTask, assess_site
from ng911risk.content import load_catalog
from tests.cli.small import SITE_YAML

_EVIDENCE = b"""\
evidence:
  - id: e1
"""


@pytest.fixture(scope="module")
def task() -> SiteTask:
    return SiteTask(
        kind=SiteKind.INVENTORY,
        file="region/elm.yaml",
        data=SITE_YAML.encode(),
        evidence_file="",
        evidence=b"",
        at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        seed=1,
        formats=("json", "csv"),
        tool_version=tool_version(),
        catalog_digest=load_catalog().digest,
    )


@pytest.fixture(scope="module")
def result(task: SiteTask) -> SiteResult:
    return assess_site(task)


def test_a_task_gives_the_files_that_were_asked_for_and_the_row(result: SiteResult) -> None:
    assert set(result.files) == {"report.json", "report.csv", "row.json"}
    row = json.loads(result.files["row.json"])
    assert row["name"] == "Elm County 9-1-1"
    assert row["harm"] == json.loads(result.files["report.json"])["harm"]


def test_a_task_and_its_result_travel(task: SiteTask, result: SiteResult) -> None:
    assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301 -- our own bytes
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 -- our own bytes


@pytest.mark.parametrize(
    "change",
    [
        {"kind": SiteKind.ROW},
        {"file": "elm.yaml"},
        {"data": b""},
        {"evidence_file": "e"},
        {"evidence": b"e"},
        {"at": datetime(2026, 3, 2, tzinfo=UTC)},
        {"seed": 2},
        {"formats": ("json",)},
        {"tool_version": "0"},
        {"catalog_digest": "0"},
    ],
    ids=lambda one: next(iter(one)),
)
def test_the_key_changes_with_everything_the_result_depends_on(
    task: SiteTask, change: dict[str, Any]
) -> None:
    assert replace(task, **change).key != task.key


def test_the_key_knows_every_field(task: SiteTask) -> None:
    assert len(fields(SiteTask)) == 10  # a new field belongs into the key and the test above
    assert replace(task).key == task.key


def test_a_finished_report_gives_the_same_numbers(task: SiteTask, result: SiteResult) -> None:
    again = assess_site(replace(task, kind=SiteKind.REPORT, data=result.files["report.json"]))

    assert again.problems == ()
    assert again.files["report.json"] == result.files["report.json"]
    one, other = (json.loads(each.files["row.json"]) for each in (result, again))
    assert {**one, "parts": []} == {**other, "parts": []}


def test_a_row_tells_no_address_flow_or_path_and_no_asset_of_the_centre_but_the_riskiest(
    result: SiteResult,
) -> None:
    row = json.loads(result.files["row.json"])

    assert {one["owner_class"] for one in row["parts"]} <= {"county-it", None}
    own = {"CAD server", "Call handling"}
    told = {name for name in own if name in result.files["row.json"].decode()}
    assert told == {name for name in own if name in row["top_finding"]}
    assert not {"paths", "zones", "floods", "findings"} & set(row)


def test_a_row_is_taken_as_it_is(task: SiteTask, result: SiteResult) -> None:
    again = assess_site(replace(task, kind=SiteKind.ROW, data=result.files["row.json"]))

    assert again.files == {"row.json": result.files["row.json"]}


@pytest.mark.parametrize("kind", list(SiteKind))
@pytest.mark.parametrize("data", [b"", b"{}", b"\x00\xff", b"site: [", b"[]"])
def test_a_bad_file_is_a_result_with_problems(task: SiteTask, kind: SiteKind, data: bytes) -> None:
    result = assess_site(replace(task, kind=kind, data=data))

    assert result.problems
    assert result.files == {}


def test_bad_evidence_is_a_problem_of_the_site(task: SiteTask) -> None:
    bad = assess_site(replace(task, evidence_file="elm.evidence.yaml", evidence=_EVIDENCE))

    assert bad.problems
    assert {one.file for one in bad.problems} == {"elm.evidence.yaml"}


def test_a_defect_in_one_site_does_not_end_the_run(
    task: SiteTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(task: SiteTask, catalog: object) -> SiteResult:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(state_work, "_from_inventory", break_down)

    (problem,) = assess_site(task).problems
    assert "a defect of ng911risk: ZeroDivisionError: oh" in problem.message


@pytest.mark.parametrize("change", [{"tool_version": "0.0.0"}, {"catalog_digest": "0"}])
def test_another_version_refuses_to_work(task: SiteTask, change: dict[str, Any]) -> None:
    result = assess_site(replace(task, **change))

    assert "install the same everywhere" in result.refused
    assert result.files == {}
