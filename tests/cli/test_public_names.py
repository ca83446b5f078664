"""What `import ng911risk` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

import ng911risk
from tests.cli.small import SITE_YAML


def test_four_names_are_enough_for_a_report() -> None:
    read = ng911risk.read_inventory(SITE_YAML.encode(), file="site.yaml")

    report = ng911risk.assess(
        read.inventory,
        ng911risk.load_catalog(),
        at=datetime(2026, 3, 1, tzinfo=UTC),
        tool_version="test",
        inventory_digest=read.digest,
        place=read.place,
    )

    assert isinstance(report, ng911risk.RiskReport)


def test_the_names_are_told_and_nothing_else_is_there() -> None:
    assert set(ng911risk.__all__) <= set(dir(ng911risk))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ng911risk.nothing


def test_importing_the_package_brings_no_library_with_it() -> None:
    script = (
        "import sys; import ng911risk; import ng911risk.errors\n"
        "print({n.partition('.')[0] for n in sys.modules} & "
        "{'pydantic', 'numpy', 'numba', 'networkx', 'yaml', 'typer', 'rich', 'sqlalchemy'})"
    )

    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert result.stdout == "set()\n"
