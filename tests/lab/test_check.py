"""Checks are found by being there, each called after its id."""

from __future__ import annotations

from ng911risk.lab.check import Phase, all_checks


def test_checks_are_found_in_the_order_of_their_ids() -> None:
    found = list(all_checks())

    assert found == sorted(found)
    assert {"SIP-01", "MED-04", "LOC-01", "DNS-01", "NTP-01", "L2-01", "SEG-01"} <= set(found)


def test_a_module_is_called_after_its_check() -> None:
    for name, module in all_checks().items():
        stem = str(module.__name__).rpartition(".")[2]  # type: ignore[attr-defined]  # it is a module
        assert stem.startswith(name.lower().replace("-", "_") + "_"), name


def test_phases_are_in_the_order_in_which_they_run() -> None:
    assert list(Phase) == [Phase.PASSIVE, Phase.QUIET, Phase.DISRUPTIVE, Phase.PORT]
