from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ng911risk.cli.schema import SchemaName
from tests.cli.conftest import Run


@pytest.mark.parametrize("name", list(SchemaName))
def test_every_schema_is_one(name: SchemaName, run: Run) -> None:
    result = run("schema", name)

    assert result.exit_code == 0
    Draft202012Validator.check_schema(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("vector", "threat_catalog/schema.json"),
        ("mitigation", "mitigations/schema.json"),
        ("inventory", "docs/reference/inventory.schema.json"),
        ("report", "docs/reference/report.schema.json"),
    ],
)
def test_it_is_the_one_that_is_published(
    run: Run, repository: Path, name: str, published: str
) -> None:
    assert run("schema", name).stdout == (repository / published).read_text("utf-8")


def test_a_schema_can_go_to_a_file(run: Run, tmp_path: Path) -> None:
    result = run("schema", "inventory", "-o", tmp_path / "s.json")

    assert result.stdout == ""
    assert json.loads((tmp_path / "s.json").read_bytes())["title"] == "Inventory of a 9-1-1 centre"


def test_an_unknown_schema_lists_those_there_are(run: Run) -> None:
    result = run("schema", "nothing")

    assert result.exit_code == 2
    assert "inventory" in result.output
