from __future__ import annotations

import time
from pathlib import Path

from ng911risk.content import builtin_content, check_content
from tests.content.small import small_content


def test_the_content_of_the_package_has_no_problem() -> None:
    assert [str(problem) for problem in check_content()] == []


def test_it_answers_within_two_seconds() -> None:
    content = builtin_content()

    start = time.process_time()
    check_content(content.threat_catalog, content.mitigations)

    assert time.process_time() - start < 2.0


def test_every_kind_of_problem_comes_at_once_and_in_order(tmp_path: Path) -> None:
    content = small_content(
        tmp_path,
        {
            "threat_catalog/actors/wear.yaml": ("blameless: true", "blameles: true"),
            "threat_catalog/break-in.yaml": ("outside: on-site", "outside: radio-air"),
            "mitigations/lock.yaml": ("acts_on: likelihood", "acts_on: load"),
            "mitigations/programmes/goals.yaml": ("[lock]", "[lok]"),
            "mitigations/frameworks/rules.yaml": ("[A-1]", "[A-3]"),
            "threat_catalog/weaknesses/open-door.yaml": ("basis: Judgement.", "basis: ''"),
        },
    )

    problems = check_content(content.threat_catalog, content.mitigations)

    assert [(one.file, one.row) for one in problems] == [
        ("mitigations/frameworks/rules.yaml", 9),
        ("mitigations/lock.yaml", 15),
        ("mitigations/programmes/goals.yaml", 8),
        ("threat_catalog/actors/wear.yaml", 3),
        ("threat_catalog/break-in.yaml", 14),
        ("threat_catalog/weaknesses/open-door.yaml", 3),
    ]
