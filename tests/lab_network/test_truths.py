"""
The truths of each check, told by the command itself.

Not effective on what is weak, effective on what is hardened, inconclusive when nothing is there.
Weak and hardened targets are tried in one run, as a person would; a second run finds one down.
What disturbs its target has a run of its own, so that nothing depends on a ban of somebody else.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from ng911risk.lab.check import Phase, all_checks
from tests.lab_network.laboratory import Lab
from tests.lab_network.runs import Record, Runs
from tests.lab_network.truths import SERVICES_OF, TARGETS, TRUTHS

pytestmark = pytest.mark.lab

_CONSENT: Final = {"authority": "made up", "provider": "made up"}
_SWITCH: Final = tuple(id for id in TRUTHS if id.startswith("L2-"))
_CASES: Final = [
    (id, state, target)
    for id, truth in TRUTHS.items()
    if id not in _SWITCH
    for state, targets in (
        ("weak", truth.weak),
        ("hard", truth.hard),
        ("down", truth.hard[:1]),
    )
    for target in targets
]
_WORDS: Final = {"weak": "not-effective", "hard": "effective", "down": "inconclusive"}

Results = dict[tuple[str, str], dict[str, Any]]


@dataclass(kw_only=True, slots=True)
class Outcomes:
    """Results of the runs so far: each group of checks runs once with its targets up, once down."""

    lab: Lab
    runs: Runs
    _known: dict[tuple[str, ...], Results] = field(default_factory=dict)
    _scopes: dict[tuple[str, ...], Path] = field(default_factory=dict)

    def of(self, check: str, target: str, *, down: bool) -> dict[str, Any]:
        """Result of a check on a target; runs its group when that has not run yet."""
        group = _group(check)
        key = (*group, "down" if down else "up")
        if key not in self._known:
            self._known[key] = self._run(group, down=down)
        return self._known[key][check, target]

    def _run(self, group: tuple[str, ...], *, down: bool) -> Results:
        targets = _targets(group, down=down)
        services = sorted({one for id in targets for one in SERVICES_OF.get(id, ())})
        with self.lab.down(*services) if down else contextlib.nullcontext():
            record = self.runs.run(self._scope(group), [TARGETS[id] for id in targets])
        if all_checks()[group[0]].CHECK.phase is not Phase.QUIET:
            # one may have died of its check, which is the point of it; others still ban us
            self.lab.restart(*services)
        return _results(record)

    def _scope(self, group: tuple[str, ...]) -> Path:
        if group not in self._scopes:
            networks = [{"network": "10.91.0.0/24", "zone": TRUTHS[group[0]].zone}]
            signed = self.runs.scope(group, networks=networks, test_calls=_CONSENT)
            self._scopes[group] = signed
        return self._scopes[group]


def _results(record: Record) -> Results:
    assert not record.get("doubt"), record["doubt"]
    assert not record.get("stopped"), record["stopped"]
    return {(one["check"], one["target"]): one for one in record["results"]}


def _group(check: str) -> tuple[str, ...]:
    """Checks that run together with `check`: quiet ones with the same truths; others run alone."""
    if all_checks()[check].CHECK.phase is not Phase.QUIET:
        return (check,)
    return tuple(
        id
        for id, truth in TRUTHS.items()
        if id in all_checks()
        and truth == TRUTHS[check]
        and all_checks()[id].CHECK.phase is Phase.QUIET
    )


def _targets(group: tuple[str, ...], *, down: bool) -> list[str]:
    """What a run tries; when all is down, a hardened target is what silence could flatter."""
    truth = TRUTHS[group[0]]
    return list(truth.hard[:1] if down else dict.fromkeys((*truth.weak, *truth.hard)))


@pytest.fixture(scope="session")
def outcomes(lab: Lab, runs: Runs) -> Outcomes:
    return Outcomes(lab=lab, runs=runs)


def test_every_check_has_its_truths() -> None:
    assert set(all_checks()) == set(TRUTHS)


@pytest.mark.parametrize(("check", "state", "target"), _CASES)
def test_a_check_tells_the_truth(outcomes: Outcomes, check: str, state: str, target: str) -> None:
    found = outcomes.of(check, target, down=state == "down")

    assert found["verdict"] == _WORDS[state], (found["observed"], found["facts"])
    assert bool(found.get("near_miss")) is (state != "hard")


# --- the switch -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def switch_outcomes(lab: Lab, runs: Runs) -> dict[str, Results]:
    """Results on the bare switch, on the hardened one, and with the second port's cable out."""
    scope = runs.scope(_SWITCH)

    def run(*services: str) -> Results:
        with lab.up(*services):
            return _results(runs.run(scope, [TARGETS["switch"]]))

    found = {"weak": run("neighbour", "announcer")}
    with lab.hard_switch():
        found["hard"] = run("neighbour")
    with lab.second_port_out():
        found["down"] = run()
    return found


@pytest.mark.parametrize("state", list(_WORDS))
@pytest.mark.parametrize("check", _SWITCH)
def test_a_check_of_the_switch_tells_the_truth(
    switch_outcomes: dict[str, Results], check: str, state: str
) -> None:
    found = switch_outcomes[state][check, "switch"]

    assert found["verdict"] == _WORDS[state], (found["observed"], found["facts"])
