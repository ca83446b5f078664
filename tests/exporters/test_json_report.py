from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import jsonschema

from ng911risk.exporters import render
from ng911risk.exporters.json_report import (
    public_schema_bytes,
    report_id,
    report_schema_bytes,
    verify_code,
)
from ng911risk.exporters.public import PublicReport, public_edition
from ng911risk.model.report import RiskReport
from ng911risk.records import read_record
from tests.exporters.sample_report import SAMPLE


def test_reading_the_json_back_gives_an_equal_report() -> None:
    data = render(SAMPLE, "json")

    assert read_record(RiskReport, data, file="report.json", format="json").value == SAMPLE


def test_reading_the_public_json_back_gives_an_equal_edition() -> None:
    data = render(SAMPLE, "json", public=True)
    read = read_record(PublicReport, data, file="public.json", format="json")

    assert read.value == public_edition(SAMPLE)


def test_nothing_is_left_out_because_it_is_a_default() -> None:
    finding = json.loads(render(SAMPLE, "json"))["findings"][0]

    assert finding["response"] == ""


def test_both_editions_fit_their_published_schemas() -> None:
    jsonschema.validate(json.loads(render(SAMPLE, "json")), json.loads(report_schema_bytes()))
    jsonschema.validate(
        json.loads(render(SAMPLE, "json", public=True)), json.loads(public_schema_bytes())
    )


def test_the_schema_explains_every_field() -> None:
    schema = json.loads(report_schema_bytes())
    silent = [
        f"{name}.{field}"
        for name, definition in (schema["$defs"] | {"": schema}).items()
        for field, described in definition.get("properties", {}).items()
        # a description equal to that of the type behind a $ref stands there
        if "description" not in described and "$ref" not in described
    ]

    assert silent == []


def test_the_verify_code_is_the_head_of_the_hash_of_the_json() -> None:
    digest = hashlib.sha256(render(SAMPLE, "json")).hexdigest()

    assert verify_code(SAMPLE) == digest[:12]
    assert verify_code(replace(SAMPLE, seed=2)) != verify_code(SAMPLE)


def test_a_report_has_a_name_for_the_phone() -> None:
    assert report_id(SAMPLE) == "20261124-5a3f9d0c"
