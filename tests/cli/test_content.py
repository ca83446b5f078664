from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_our_own_content_is_without_a_problem(run: Run) -> None:
    result = run("content", "check")

    assert result.exit_code == 0
    assert "no problem found" in result.output


def test_what_a_framework_does_not_name_is_said_and_is_no_problem(run: Run, copy: Path) -> None:
    file = copy / "mitigations" / "frameworks" / "csf-2.yaml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    kept = [one for one in lines if not one.startswith(("  exercises:", "  data-flow-map:"))]
    file.write_text("".join(kept), "utf-8")

    result = run("content", "check", "--content", copy)

    assert result.exit_code == 0
    output = " ".join(result.output.split())
    assert "frameworks/csf-2.yaml, if it fits there: data-flow-map, exercises." in output


@pytest.fixture
def copy(repository: Path, tmp_path: Path) -> Path:
    """A copy of the content to spoil."""
    for folder in ("threat_catalog", "mitigations"):
        shutil.copytree(repository / folder, tmp_path / folder)
    return tmp_path


def test_every_problem_of_a_copy_is_listed_with_its_line(run: Run, copy: Path) -> None:
    vector = copy / "threat_catalog" / "ransomware.yaml"
    vector.write_text(vector.read_text("utf-8") + "colour: red\n", "utf-8")
    measure = copy / "mitigations" / "exercises.yaml"
    measure.write_text(measure.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    last = len(vector.read_text("utf-8").splitlines())

    result = run("content", "check", "--content", copy)

    assert result.exit_code == 2
    assert f"ransomware.yaml:{last}:1" in result.stderr
    assert "exercises.yaml" in result.stderr


def test_half_a_copy_is_checked_against_our_other_half(run: Run, copy: Path) -> None:
    shutil.rmtree(copy / "mitigations")

    assert run("content", "check", "--content", copy).exit_code == 0


@pytest.mark.parametrize("folder", ["nowhere", ""])
def test_a_folder_without_content_is_refused(run: Run, tmp_path: Path, folder: str) -> None:
    result = run("content", "check", "--content", tmp_path / folder)

    assert result.exit_code == 2
    assert "there is no such folder" in result.stderr
