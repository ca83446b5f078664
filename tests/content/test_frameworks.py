from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content import load_catalog
from ng911risk.content.draft import read_draft
from ng911risk.content.frameworks import broken_frameworks, unmapped
from tests.content.small import MITIGATION, small_content

RULES = "mitigations/frameworks/rules.yaml"


def _messages(folder: Path, old: str, new: str) -> list[str]:
    draft = read_draft(small_content(folder, {RULES: (old, new)}))
    assert draft.problems == ()
    return [str(problem) for problem in broken_frameworks(draft)]


def test_a_sound_file_has_no_problem(tmp_path: Path) -> None:
    assert [*broken_frameworks(read_draft(small_content(tmp_path)))] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("lock: [A-1]", "lok: [A-1]", ":9:13: maps.lok: no mitigation has the id 'lok'. Did you"),
        ("lock: [A-1]", "lock: [A-2]", "maps.lock[0]: no control here has the id 'A-2'. Did you"),
        ("lock: [A-1]", "lock: [zebra]", "has the id 'zebra'. Add it to controls."),
        ("lock: [A-1]", "lock: [A-1, A-1]", "maps.lock[1]: 'A-1' is named twice"),
        ("lock: [A-1]", "lock: []", "maps.lock: no control is named"),
        ("prefix: r-, ", "prefix: '1-', ", "'1-a-1' cannot be the id of a control for machines"),
        ("A-2(1): Windows", "a-1: Windows", "'a-1' and 'A-1' have one id for machines"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    message = _messages(tmp_path, old, new)[0]

    assert expected in message
    assert message.startswith(f"{RULES}:")


def test_a_mitigation_that_no_framework_names_is_said_and_no_problem(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    for name, status in (("bolt", "draft"), ("latch", "deprecated")):
        text = MITIGATION.replace("M-PR-01", f"M-PR-{len(name)}0") + f"status: {status}\n"
        (tmp_path / "mitigations" / f"{name}.yaml").write_text(text, "utf-8")

    catalog = load_catalog(content.threat_catalog, content.mitigations)

    assert unmapped(catalog) == {"rules": ("bolt",)}


def test_every_mitigation_of_ours_is_named_by_the_general_frameworks() -> None:
    left_out = unmapped(load_catalog())

    assert [*left_out] == ["cpg-2", "csf-2", "i3", "sp800-53r5"]
    assert left_out["csf-2"] == ()
