"""A scope, targets and a run, as tests of the lab use them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ng911risk.model.evidence import Containment, Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import (
    BeaconMark,
    CheckResult,
    LabRun,
    LabScope,
    LabTarget,
    LabZone,
    ScopeNetwork,
)

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
KNOWN = ("SIP-01", "SIP-14", "L2-01")


def scope(**changed: Any) -> LabScope:  # noqa: ANN401 - any field of a scope
    fields: dict[str, Any] = {
        "id": "lab-1",
        "authoriser": "network manager of the county",
        "purpose": "acceptance of the border",
        "contact": "555-0100",
        "lab_attestation": "two racks without any line to the outside",
        "interface": "e0",
        "observer": "e1",
        "networks": (ScopeNetwork(network="10.91.0.0/24", zone=LabZone.ESINET),),
        "excluded": ("10.91.0.99",),
        "checks": ("SIP-01",),
        "not_before": NOW,
        "not_after": NOW + timedelta(hours=8),
        "kill_file": "/run/ng911risk.stop",
        "beacon": BeaconMark(address="10.91.0.20", token="ab" * 32),
    }
    return LabScope(**(fields | changed))


def target(**changed: Any) -> LabTarget:  # noqa: ANN401 - any field of a target
    fields: dict[str, Any] = {
        "id": "bcf",
        "asset": "bcf-1",
        "kind": AssetKind.BCF,
        "address": "10.91.0.30",
        "sip": 5060,
    }
    return LabTarget(**(fields | changed))


def result(**changed: Any) -> CheckResult:  # noqa: ANN401 - any field of a result
    fields: dict[str, Any] = {
        "check": "SIP-01",
        "target": "bcf",
        "verdict": Verdict.NOT_EFFECTIVE,
        "observed": "It answered 200.",
        "near_miss": "It would pass if it refused.",
        "facts": "{}",
        "packets": 1,
        "began": NOW + timedelta(minutes=1),
        "seconds": 0.2,
    }
    return CheckResult(**(fields | changed))


def lab_run(*results: CheckResult, **changed: Any) -> LabRun:  # noqa: ANN401 - any field of a run
    fields: dict[str, Any] = {
        "id": "0" * 32,
        "scope": scope(),
        "scope_digest": "1" * 64,
        "authoriser_key": "2" * 64,
        "version": "0.1.0",
        "began": NOW,
        "ended": NOW + timedelta(minutes=2),
        "containment": Containment.KERNEL,
        "packets_asked": 10,
        "packets_on_wire": 12,
        "packets_refused": 0,
        "packets_captured": 12,
        "capture": "3" * 64,
        "targets": (target(),),
        "results": results,
    }
    return LabRun(**(fields | changed))
