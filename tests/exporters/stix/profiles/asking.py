"""The consumers themselves, asked in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ng911risk.exporters.stix.frame import Stix

CLUSTERS = ("attack-pattern", "course-of-action", "vulnerability", "location")
"""What becomes a galaxy cluster."""

BUNDLE = {"type": "bundle", "id": "bundle--5f0c2f6e-8f6b-4b57-9a0c-1d6a0f6f2b11"}


class Event:
    """What the importer made of a bundle."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.complaints = (answer["errors"], answer["warnings"])
        self.says: dict[str, Any] = answer["event"]
        self.parts: dict[str, dict[str, Any]] = {
            one["uuid"]: one
            for one in (*self.says.get("Attribute", ()), *self.says.get("Object", ()))
        }

    def every(self, key: str) -> Iterator[dict[str, Any]]:
        """Everything of a kind, wherever it hangs."""
        return _every(self.says, key)

    def clusters(self) -> Counter[tuple[str, str]]:
        """Type and name of every cluster, and on how much each hangs."""
        return Counter((one["type"], one["value"]) for one in self.every("GalaxyCluster"))

    def clusters_on(self, uuid: str) -> set[str]:
        """Names of the clusters that hang on an attribute or object."""
        return {one["value"] for one in _every(self.parts[uuid], "GalaxyCluster")}


def _every(value: Any, key: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict):
        for name, part in value.items():
            if name == key:
                yield from part
            yield from _every(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _every(part, key)


def misp_events(*bundles: list[Stix]) -> list[Event]:
    """What MISP has after each bundle."""
    if find_spec("misp_stix_converter") is None:
        pytest.skip("needs misp-stix: install requirements-consumers.lock")
    asked = [{**BUNDLE, "objects": one} for one in bundles]
    script = Path(__file__).with_name("ask_misp.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", script],
        input=json.dumps(asked),
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    return [Event(one) for one in json.loads(done.stdout)]


def _interpreter(repository: Path) -> Path:
    named = os.environ.get("NG911RISK_OPENCTI_PYTHON")
    found = Path(named) if named else repository / ".venv-opencti" / "bin" / "python"
    if not found.exists():
        pytest.skip("needs pycti: make .venv-opencti")
    return found


def pycti_answer(repository: Path, objects: list[Stix]) -> dict[str, Any]:
    """What the client makes of a bundle."""
    done = subprocess.run(
        [_interpreter(repository), Path(__file__).with_name("ask_pycti.py")],
        input=json.dumps({**BUNDLE, "objects": objects}),
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
