from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ng911risk.cli.guard import ExitCode
from tests.cli.conftest import Run

AT = ("--at", "2026-11-24T00:00:00Z")


def test_every_incident_has_a_line_and_a_lesson(run: Run, site: Path) -> None:
    result = run("replay", site, *AT)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "14 known incidents tried on Elm County 9-1-1, the costliest first"
    listed = [line for line in lines if line.startswith("  ") and "bucks-county-2024" in line]
    assert len(listed) == 1
    assert "stops dispatch" in listed[0]
    assert sum("[" in line and "INC-" in line for line in lines) == 14


def test_one_is_told_in_full(run: Run, site: Path) -> None:
    by_id = run("replay", site, "--incident", "bucks-county-2024", *AT)
    by_code = run("replay", site, "--incident", "inc-08", *AT)

    assert by_code.stdout == by_id.stdout
    text = " ".join(by_id.stdout.split())
    assert "Then: Ransomware of the Akira crew" in text
    assert "Here, given one campaign against you: criminals after money:" in text
    assert "99 % sampling interval" in text
    assert "The chain, step by step:" in text
    assert "Would stop it best:" in text
    assert "Would soften it: Keep offline backups and time a restore" in text


def test_a_service_that_is_not_described_is_named(run: Run, site: Path) -> None:
    text = " ".join(run("replay", site, "--incident", "INC-13", *AT).stdout.split())

    assert "not described" in text
    assert "the inventory does not say what incoming 9-1-1 calls needs" in text


def test_what_is_closed_says_why(run: Run, tmp_path: Path) -> None:
    whole = Path(__file__).parents[2] / "ng911risk" / "samples" / "hollow-legacy.yaml"
    site = tmp_path / "hollow.yaml"
    site.write_bytes(whole.read_bytes())
    text = " ".join(run("replay", site, "--incident", "INC-13", *AT).stdout.split())

    assert "it cannot come that far, whatever luck does" in text
    assert "Closed here because you list nothing it could be tried against: firewall" in text


def test_machines_get_everything(run: Run, site: Path) -> None:
    result = run("replay", site, "--json", "--incident", "INC-08", *AT)
    tree: dict[str, Any] = json.loads(result.stdout)

    assert tree["format"] == "ng911risk-replay/1"
    assert tree["made_at"] == "2026-11-24T00:00:00+00:00"
    [incident] = tree["incidents"]
    assert incident["id"] == "bucks-county-2024"
    assert {"links", "services", "stops", "holds", "shortens"} <= set(incident)


@pytest.mark.parametrize("wanted", ["bucks-county", "nowhere"])
def test_an_unknown_incident_is_a_mistake_with_a_hint(run: Run, site: Path, wanted: str) -> None:
    result = run("replay", site, "--incident", wanted)

    assert result.exit_code not in (0, ExitCode.DEFECT)
    assert "bucks-county-2024" in result.stderr or "INC-08" in result.stderr.upper()


def test_a_flood_says_at_once_how_many_callers_it_costs(run: Run) -> None:
    site = Path(__file__).parents[2] / "ng911risk" / "samples" / "hollow-legacy.yaml"
    lines = run("replay", site, "--incident", "INC-02", *AT).stdout.splitlines()

    [line] = [one for one in lines if one.startswith("  certain")]
    assert "floods answering calls, 1 hour;" in line
    assert line.endswith("% of callers lost meanwhile")
