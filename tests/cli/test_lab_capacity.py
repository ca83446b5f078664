from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_a_centre_hears_how_many_attack_calls_it_carries(run: Run, site: Path) -> None:
    result = run("lab", "capacity", site)
    text = " ".join(result.stdout.split())

    assert result.exit_code == 0
    assert "Elm County 9-1-1 By day, about " in text
    assert "would cost you every tenth 9-1-1 caller; people run out before lines." in text
    assert "Call admission" in text
    assert "An ordinary hour, without any attack" in text


def test_machines_get_every_way_in_and_every_treatment(run: Run, site: Path) -> None:
    tree = json.loads(run("lab", "capacity", site, "--json").stdout)

    assert tree["site"] == "Elm County 9-1-1"
    [shift] = tree["shifts"]
    assert [front["front"] for front in shift["fronts"]] == [
        "nine-one-one-trunks",
        "ten-digit-lines",
    ]
    for front in shift["fronts"]:
        assert {"low", "likely", "high"} == set(front["tenth_lost"])
        assert len(front["treated"]) == 4


def test_a_file_that_cannot_be_used_is_refused_with_its_problems(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("site: {}\n", encoding="utf-8")
    result = run("lab", "capacity", path)

    assert result.exit_code != 0
    assert "broken.yaml" in result.stderr
