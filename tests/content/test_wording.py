from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content.draft import read_draft
from ng911risk.content.wording import poor_wording
from tests.content.small import small_content

LOCK = "mitigations/lock.yaml"
BREAK_IN = "threat_catalog/break-in.yaml"
RULES = "mitigations/frameworks/rules.yaml"
MILL = "threat_catalog/incidents/mill-2001.yaml"


def _messages(folder: Path, path: str, old: str, new: str) -> list[str]:
    draft = read_draft(small_content(folder, {path: (old, new)}))
    assert draft.problems == ()
    return [str(problem) for problem in poor_wording(draft)]


def test_sound_content_is_well_worded(tmp_path: Path) -> None:
    assert [*poor_wording(read_draft(small_content(tmp_path)))] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (BREAK_IN, "summary: Somebody", "summary: Some\u2013body", "'\u2013' is not ASCII"),
        (BREAK_IN, "basis: Judgement.", "basis: ''", "basis: this is empty. Say why these"),
        (BREAK_IN, "notice: Nothing.", "notice: ''", "notice: this is empty"),
        (BREAK_IN, "notice: Nothing.", "notice: 'Nothing. '", "begins or ends with blanks"),
        (BREAK_IN, "code: V01", "code: X01", "'X01' is not written like V22"),
        (MILL, "code: INC-01", "code: 01", "'01' is not written like INC-08"),
        (LOCK, "code: M-PR-01", "code: PR-01", "'PR-01' is not written like M-PR-26"),
        (
            BREAK_IN,
            "Somebody reaches {target}",
            "Back to {gone} {target}",
            "braces stand only around",
        ),
        (
            BREAK_IN,
            "Somebody reaches {target}",
            "One two three four five six seven eight nine ten eleven",
            "more than 10 words",
        ),
        (LOCK, "evidence: [A key]", "evidence: ['']", "evidence[0]"),
        (RULES, "A-1: Doors", "A-1: ''", "controls.A-1: this is empty"),
        (RULES, "A-1: Doors", "A-1: ' Doors'", "begins or ends with blanks"),
        (RULES, "maps: {lock: [A-1]}", "maps: {}", "maps: this is empty"),
    ],
)
def test_poor_wording_is_named_with_its_place(
    tmp_path: Path, path: str, old: str, new: str, expected: str
) -> None:
    [message] = _messages(tmp_path, path, old, new)

    assert expected in message
    assert message.startswith(f"{path}:")


@pytest.mark.parametrize(
    ("path", "field", "good", "bad"),
    [
        (BREAK_IN, "attack_enterprise", "T1566.001", "T0826"),
        (BREAK_IN, "attack_mobile", "T1643", "1643"),
        (BREAK_IN, "attack_ics", "T0826", "T1486"),
        (BREAK_IN, "capec", "CAPEC-125", "CAPEC125"),
        (BREAK_IN, "csf2", "PR.DS-11", "PR.DS-1"),
        (BREAK_IN, "cpg2", "3.O", "7.A"),
        (BREAK_IN, "sp800_53r5", "SC-5(2)", "SC-05"),
        (LOCK, "attack_mitigations", "M1051", "T1051"),
    ],
)
def test_ids_of_other_catalogues_have_their_form(
    tmp_path: Path, path: str, field: str, good: str, bad: str
) -> None:
    new = f'frameworks:\n  {field}: ["{good}", "{good}", "{bad}"]\nsources:\n'

    messages = _messages(tmp_path, path, "sources:\n", new)

    assert len(messages) == 2
    assert f"frameworks.{field}[1]: '{good}' is named twice" in messages[1]
    assert f"frameworks.{field}[2]: '{bad}' is not written like" in messages[0]
