from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ng911risk_api.contract import contract_bytes


@pytest.fixture(scope="module")
def contract(repository: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((repository / "api" / "openapi.json").read_bytes())
    return document


def test_the_frozen_contract_is_what_the_application_says(contract: dict[str, Any]) -> None:
    made = json.loads(contract_bytes())

    assert made == contract, "python -m ng911risk_api.contract api/openapi.json"


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    subprocess.run([sys.executable, "-m", "ng911risk_api.contract", target], check=True)

    assert target.read_bytes() == contract_bytes()


def test_errors_are_problem_documents_everywhere(contract: dict[str, Any]) -> None:
    for path in contract["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], operation


def test_every_reference_leads_somewhere(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    found = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(reference := node.get("$ref"), str):
                found.add(reference)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(contract)
    assert found
    assert {name.removeprefix("#/components/schemas/") for name in found} <= set(schemas)


def test_the_examples_fit_their_schemas(contract: dict[str, Any]) -> None:
    seen = 0
    for path in contract["paths"].values():
        for operation in path.values():
            content = (
                operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            )
            if "example" in content:
                jsonschema.validate(content["example"], content["schema"])
                seen += 1
    assert seen >= 4
