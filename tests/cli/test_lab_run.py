from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from ng911risk.cli.moment import now
from ng911risk.signing.keys import new_key
from tests.cli.conftest import Run
from tests.cli.lab_room import room
from tests.lab.lab_files import target


def test_without_go_the_plan_is_shown_and_nothing_sent(run: Run, tmp_path: Path) -> None:
    result = run(*room(tmp_path).words)

    assert result.exit_code == 0, result.stderr
    for said in ("SIP-01", "10.91.0.30 (esinet)", "1 OPTIONS over UDP", "at most 17 packets"):
        assert said in result.stdout
    assert "In all at most 17 packets, at most 50 a second" in result.stdout
    assert "nothing was sent" in result.stderr


def test_the_plan_comes_as_json(run: Run, tmp_path: Path) -> None:
    made = room(tmp_path, target(asset=""), target(id="far", asset="", address="10.92.0.1"))

    plan = json.loads(run(*made.words, "--json").stdout)

    assert [step["target"] for step in plan["steps"]] == ["bcf"]
    assert plan["left_out"] == [
        {"check": "SIP-01", "target": "far", "why": "its address is not in the scope"}
    ]


def test_a_scope_of_somebody_else_or_of_another_day_is_refused(run: Run, tmp_path: Path) -> None:
    made = room(tmp_path, not_before=now() - timedelta(hours=9), not_after=now())
    stranger = tmp_path / "keys" / "stranger.pub.pem"
    stranger.write_bytes(new_key().public.pem)

    over = run(*made.words)
    foreign = run("lab", "run", made.scope, "--authoriser", stranger, "--targets", made.targets)

    assert over.exit_code == 1
    assert "was valid until" in over.stderr
    assert foreign.exit_code == 1


def test_targets_with_assets_need_the_inventory(run: Run, tmp_path: Path) -> None:
    result = run(*room(tmp_path, target()).words)

    assert result.exit_code == 2
    assert "--inventory" in result.stderr


def test_an_asset_in_production_is_refused(run: Run, site: Path, tmp_path: Path) -> None:
    made = room(tmp_path, target(asset="no-such-asset"))

    result = run(*made.words, "--inventory", site)

    assert result.exit_code == 1
    assert "Nothing may be sent here" in result.stderr


def test_an_interface_that_is_not_there_is_told_before_anything_is_sent(
    run: Run, tmp_path: Path
) -> None:
    made = room(tmp_path, interface="nowhere9", observer="", kill_file="/run/none-of-it.stop")

    result = run(*made.words, "--go", "-o", tmp_path / "out")

    assert result.exit_code == 1
    assert not (tmp_path / "out" / "record.json").exists()


def test_half_a_client_certificate_is_refused(run: Run, tmp_path: Path) -> None:
    made = room(tmp_path)

    result = run(*made.words, "--go", "--client-cert", made.key)

    assert result.exit_code == 2
    assert "go together" in result.stderr
