from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content.draft import read_draft
from ng911risk.content.references import broken_references
from tests.content.small import MITIGATION, RANGE, VECTOR, small_content

LOCK = "mitigations/lock.yaml"
BREAK_IN = "threat_catalog/break-in.yaml"
GOALS = "mitigations/programmes/goals.yaml"
MILL = "threat_catalog/incidents/mill-2001.yaml"
CROSSWALK = "threat_catalog/crosswalk/primer_crosswalk.yaml"


def _messages(folder: Path, path: str, old: str, new: str) -> list[str]:
    draft = read_draft(small_content(folder, {path: (old, new)}))
    assert draft.problems == ()
    return [str(problem) for problem in broken_references(draft)]


def test_sound_content_has_no_broken_reference(tmp_path: Path) -> None:
    assert [*broken_references(read_draft(small_content(tmp_path)))] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (BREAK_IN, "[burglar]", "[burgler]", "no actor class has the id 'burgler'. Did you mean"),
        (BREAK_IN, "[burglar]", "[burglar, burglar]", "'burglar' is named twice"),
        (BREAK_IN, "name: open-door", "name: open-dor", "no weakness has the id 'open-dor'. Did"),
        (BREAK_IN, "[wear]", "[burglar]", "'burglar' is an attacker, but the step has a rate"),
        (LOCK, "vector: break-in", "vector: brake-in", "no vector has the id 'brake-in'. Did you"),
        (LOCK, "[walk-in]", "[walkin]", "no step of break-in has the id 'walkin'. Did you mean"),
        (LOCK, "[walk-in]", "[walk-in, walk-in]", "'walk-in' is named twice"),
        (LOCK, "code: M-PR-01", "superseded_by: lok\ncode: M-PR-01", "no file here has the id"),
        (LOCK, "code: M-PR-01", "superseded_by: lock\ncode: M-PR-01", "cannot replace itself"),
        (LOCK, "code: M-PR-01", "superseded_by: lock\ncode: M-PR-01", "only a deprecated file"),
        (LOCK, "code: M-PR-01", "status: reviewed\ncode: M-PR-01", "says when and by whom"),
        (GOALS, "[lock]", "[lok]", "no mitigation has the id 'lok'. Did you mean 'lock'?"),
        (GOALS, "[lock]", "[lock, lock]", "'lock' is named twice"),
        (MILL, "actor: burglar", "actor: burgler", "no actor class has the id 'burgler'. Did you"),
        (MILL, "vector: break-in", "vector: brake-in", "no vector has the id 'brake-in'. Did you"),
        (MILL, "[walk-in, stop]", "[walkin]", "no step of break-in has the id 'walkin'. Did you"),
        (MILL, "[walk-in, stop]", "[stop, stop]", "'stop' is named twice"),
        (MILL, "[lock]", "[lok]", "no mitigation has the id 'lok'. Did you mean 'lock'?"),
        (MILL, "[lock]", "[lock, lock]", "'lock' is named twice"),
        (CROSSWALK, "catalogue_id: lock", "catalogue_id: lok", "no vector or mitigation has the"),
    ],
)
def test_what_does_not_fit_is_named(
    tmp_path: Path, path: str, old: str, new: str, expected: str
) -> None:
    messages = _messages(tmp_path, path, old, new)

    assert any(expected in message for message in messages), messages
    assert all(message.startswith(f"{path}:") for message in messages)


def test_a_blameless_actor_does_not_start_with_a_chance(tmp_path: Path) -> None:
    step = f"""\
  - id: fall
    title: Falls
    target: {{kinds: [cad]}}
    actors: [wear]
    gives:
      - control: {{level: user}}
    success: {RANGE}
harms:
"""

    [message] = _messages(tmp_path, BREAK_IN, "harms:\n", step)

    assert "'wear' is blameless, but the step has success and needs nothing" in message


def test_a_blameless_actor_may_go_on_in_the_middle_of_a_chain(tmp_path: Path) -> None:
    assert _messages(tmp_path, BREAK_IN, "[burglar]", "[burglar, wear]") == []


def test_two_effects_on_the_same_steps_are_refused(tmp_path: Path) -> None:
    answer = f"""\
  - vector: break-in
    acts_on: likelihood
    effect: {RANGE}
sources:
"""

    other = answer.replace("effect", "steps: [stop]\n    effect")
    assert _messages(tmp_path / "a", LOCK, "sources:\n", other) == []
    [message] = _messages(tmp_path / "b", LOCK, "sources:\n", answer)
    assert "likelihood of break-in is answered twice" in message


@pytest.mark.parametrize(("path", "text"), [(LOCK, MITIGATION), (BREAK_IN, VECTOR)])
def test_two_files_cannot_share_a_code(tmp_path: Path, path: str, text: str) -> None:
    content = small_content(tmp_path)
    (tmp_path / path).with_stem("zz-other").write_text(text, "utf-8")

    [problem] = broken_references(read_draft(content))

    assert "belongs to" in problem.message
    assert problem.file.endswith("zz-other.yaml")
    assert problem.row == 1


def test_recovery_classes_are_complete_and_no_more(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    folder = tmp_path / "threat_catalog" / "recovery"
    (folder / "rebuild.yaml").rename(folder / "rebuilt.yaml")

    problems = {one.file: one.message + one.hint for one in broken_references(read_draft(content))}

    assert problems == {
        "threat_catalog/recovery/rebuilt.yaml": (
            "there is no recovery class 'rebuilt'Did you mean 'rebuild'?"
        ),
        "threat_catalog/recovery/rebuild.yaml": "this recovery class has no file",
    }


def test_the_crosswalk_may_be_empty_but_not_missing(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    (tmp_path / CROSSWALK).unlink()

    [problem] = broken_references(read_draft(content))

    assert problem.file == CROSSWALK
