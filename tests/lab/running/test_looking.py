"""The steps of a plan over any wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ng911risk.lab.check import CheckModule, Judgement, Refused, Target, Wire
from ng911risk.lab.checks import sip_01_udp_plain
from ng911risk.lab.running.looking import results
from ng911risk.lab.running.plan import Step
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone
from tests.lab.fake_wire import FakeWire
from tests.lab.lab_files import NOW, target

CHECK = sip_01_udp_plain.CHECK
STEP = Step(check=CHECK, target=Target(about=target(), zone=LabZone.ESINET))


@dataclass
class Counted:
    packets: int = 0
    begun: int = 0
    stop_after: int = 99

    def watch(self) -> None:
        if self.begun >= self.stop_after:
            raise Refused("The kill file is there.")

    def begin(self, check_id: str, max_packets: int) -> None:
        self.begun += 1
        self.packets += 2


def done(module: object, budget: Counted, steps: int = 1) -> list[Any]:
    known = {CHECK.id: cast("CheckModule", module)}
    return list(results((STEP,) * steps, known, FakeWire(), budget, since=NOW, elapsed=lambda: 1.5))


def test_a_step_gives_its_verdict_with_facts_times_and_packets() -> None:
    (found,) = done(sip_01_udp_plain, Counted())

    assert found.verdict is Verdict.INCONCLUSIVE
    assert json.loads(found.facts) == {"alive": False, "status": 0}
    assert found.began == NOW + timedelta(seconds=1.5)
    assert found.packets == 2


def test_the_door_saying_no_makes_one_check_inconclusive() -> None:
    def look(about: Target, wire: Wire) -> Judgement:
        raise Refused("10.92.0.1 is outside the scope.")

    (found,) = done(SimpleNamespace(CHECK=CHECK, look=look), Counted())

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "outside the scope" in found.observed


def test_a_mistake_in_one_check_does_not_cost_the_others() -> None:
    def look(about: Target, wire: Wire) -> Judgement:
        raise ZeroDivisionError

    found = done(SimpleNamespace(CHECK=CHECK, look=look), Counted(), steps=2)

    assert len(found) == 2
    assert "ZeroDivisionError" in found[0].observed


def test_a_kill_switch_ends_the_run_between_two_steps() -> None:
    with pytest.raises(Refused, match="kill file"):
        done(sip_01_udp_plain, Counted(stop_after=1), steps=3)
