from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content.draft import read_draft
from ng911risk.content.states import State, broken_chains
from ng911risk.model.grammar import Access
from ng911risk.model.kinds import AssetKind
from tests.content.small import RANGE, small_content

BREAK_IN = "threat_catalog/break-in.yaml"


def _messages(folder: Path, old: str, new: str) -> list[str]:
    draft = read_draft(small_content(folder, {BREAK_IN: (old, new)}))
    assert draft.problems == ()
    return [str(problem) for problem in broken_chains(draft)]


def test_sound_content_composes(tmp_path: Path) -> None:
    assert [*broken_chains(read_draft(small_content(tmp_path)))] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "      - control: {level: user}\n    gives:",
            "      - control: {level: admin}\n    gives:",
            "no step of any vector gives control (admin) of: cad",
        ),
        (
            "      - control: {level: user}\n    gives:",
            "      - credential: {level: user}\n    gives:",
            "no step of any vector gives credential (user) of: cad",
        ),
        (
            "      - control: {level: user}\n    gives:",
            "      - credential: {realm: {related: authenticates}, level: user}\n    gives:",
            "no step of any vector gives credential (user).",
        ),
        (
            "      - control: {level: user}\n    gives:",
            "      - effect: {kind: altered}\n    gives:",
            "no step of any vector gives altered of: cad",
        ),
        (
            "      - control: {level: user}\n    gives:",
            "      - flooded: {}\n    gives:",
            "no step of any vector gives flooded of: cad",
        ),
        ("outside: on-site", "outside: radio-air", "no actor class starts in radio-air"),
        (
            "      - effect: {kind: stopped, recovery: rebuild}",
            "      - credential: {level: admin}",
            "no step of any vector needs this credential",
        ),
    ],
)
def test_a_gap_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    messages = _messages(tmp_path, old, new)

    assert len(messages) == 1
    assert expected in messages[0]


def test_only_the_kinds_that_nothing_reaches_are_named(tmp_path: Path) -> None:
    new = f"""\
  - id: stop-both
    title: Both stop
    target: {{kinds: [cad, rms, chfe]}}
    needs:
      - control: {{level: user}}
    gives:
      - effect: {{kind: stopped, recovery: rebuild}}
    success: {RANGE}
harms:
"""

    [message] = _messages(tmp_path, "harms:\n", new)

    assert "control (user) of: chfe, rms" in message


class TestServes:
    CONTROL = State(what="control", level=Access.USER, kinds=frozenset({AssetKind.CAD}))
    ADMIN = State(what="control", level=Access.ADMIN, kinds=frozenset({AssetKind.CAD}))
    BEHIND = State(what="control", level=Access.USER, kinds=None)

    def test_an_administrator_is_a_user_but_not_the_other_way(self) -> None:
        assert self.ADMIN.serves(self.CONTROL, AssetKind.CAD)
        assert not self.CONTROL.serves(self.ADMIN, AssetKind.CAD)

    def test_another_kind_does_not_serve(self) -> None:
        assert not self.CONTROL.serves(self.CONTROL, AssetKind.RMS)

    def test_what_stands_behind_can_be_of_any_kind(self) -> None:
        assert self.BEHIND.serves(self.CONTROL, AssetKind.RMS)
        assert self.CONTROL.serves(self.BEHIND, None)
