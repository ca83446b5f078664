from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.cli.start import answers_file
from ng911risk.importers import read_inventory
from ng911risk.importers.start import QUESTIONS, Template, read_answers
from ng911risk.model.scales import Stage
from tests.cli.conftest import Run

_SKIP_ALL = "\n" * len(QUESTIONS)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_question_is_asked_and_every_answer_may_be_skipped(run: Run, here: Path) -> None:
    result = run("start", answers=_SKIP_ALL)

    assert result.exit_code == 0
    for question in QUESTIONS:
        assert question.text in result.stdout
    inventory = read_inventory((here / "site.yaml").read_bytes(), file="site.yaml").inventory
    assert "site.positions" in inventory.assumed
    assert "ng911risk assess site.yaml" in result.stderr


def test_answers_reach_the_inventory(run: Run, here: Path) -> None:
    given = {"arrival": "1", "name": "Oak County", "positions": "7"}
    answers = "".join(f"{given.get(question.id, '')}\n" for question in QUESTIONS)

    assert run("start", "-o", "oak.json", answers=answers).exit_code == 0

    inventory = read_inventory((here / "oak.json").read_bytes(), file="oak.json").inventory
    assert inventory.site.name == "Oak County"
    assert inventory.site.positions == 7
    assert inventory.site.stage is Stage.LEGACY
    assert "site.positions" not in inventory.assumed


def test_an_answer_that_does_not_fit_is_asked_again_and_help_is_there(run: Run) -> None:
    result = run("start", answers="?\nbanana\n9\n" + _SKIP_ALL)

    assert result.exit_code == 0
    assert QUESTIONS[0].why in result.stdout
    assert "'banana' is no answer to this" in result.stdout
    assert "'9' is no answer to this" in result.stdout


def test_who_stops_early_keeps_what_was_said(run: Run, here: Path) -> None:
    result = run("start", "--save-answers", "a.yaml", answers="2\nOak\n")

    assert result.exit_code == 1
    assert "a.yaml" in result.stderr
    assert not (here / "site.yaml").exists()
    kept = read_answers((here / "a.yaml").read_bytes(), file="a.yaml")
    assert kept == {"arrival": "gateway", "name": "Oak"}


def test_ctrl_c_keeps_what_was_said(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = iter(["2", "Oak"])

    def typed(_: str) -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", typed)

    result = run("start", "--save-answers", "a.yaml")

    assert result.exit_code == 130
    assert (here / "a.yaml").exists()


def test_a_file_of_answers_is_not_asked(run: Run, here: Path) -> None:
    (here / "a.yaml").write_bytes(answers_file({"name": "Oak", "positions": 9}))

    result = run("start", "--answers", "a.yaml", "--save-answers", "b.yaml")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert (here / "a.yaml").read_bytes() == (here / "b.yaml").read_bytes()
    site = read_inventory((here / "site.yaml").read_bytes(), file="site.yaml").inventory.site
    assert (site.name, site.positions) == ("Oak", 9)


@pytest.mark.parametrize("template", list(Template))
def test_every_template_can_be_chosen_and_assessed(
    run: Run, here: Path, template: Template
) -> None:
    (here / "a.yaml").write_bytes(answers_file({"name": "Oak"}))

    assert run("start", "--answers", "a.yaml", "--template", template).exit_code == 0

    assert run("assess", "site.yaml").exit_code == 0


def test_wrong_answers_are_told_with_their_line(run: Run, here: Path) -> None:
    (here / "a.yaml").write_text("answers:\n  positions: many\n  nmae: Oak\n", "utf-8")

    result = run("start", "--answers", "a.yaml")

    assert result.exit_code == 2
    assert "a.yaml:2:" in result.stderr
    assert "a.yaml:3:" in result.stderr
    assert "Did you mean 'name'?" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--template", "cloud"), 2),
        (("-o", "site.doc"), 2),
        (("-o", "nowhere/site.yaml"), 1),
        (("--save-answers", "."), 1),
        (("-o", "mine.yaml"), 1),
    ],
)
def test_what_cannot_end_well_is_refused_before_anything_is_asked(
    run: Run, here: Path, words: tuple[str, str], code: int
) -> None:
    (here / "mine.yaml").write_text("mine", "utf-8")

    result = run("start", *words, answers=_SKIP_ALL)

    assert result.exit_code == code
    assert QUESTIONS[0].text not in result.stdout
    assert (here / "mine.yaml").read_text("utf-8") == "mine"


def test_who_insists_may_replace_a_file(run: Run, here: Path) -> None:
    (here / "site.yaml").write_text("mine", "utf-8")

    assert run("start", "--force", answers=_SKIP_ALL).exit_code == 0
    assert (here / "site.yaml").read_text("utf-8") != "mine"
