"""Exports of a made-up kind, for tests of whoever offers exports."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Final

import pytest

from ng911risk.errors import ConflictError
from ng911risk.exporters.exchange import discovery
from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk_api.work import exchange_desk


def _export(name: str, audience: Audience) -> Export:
    def render(given: ExchangeInput) -> bytes:
        if name == "stix-sentinel" and given.wishes.sentinel_tlp is None:
            raise ConflictError("Choose a marking that it knows.")
        told = {
            "name": name,
            "site": given.site,
            "installation": given.installation,
            "seal": given.seal,
            "made_at": given.report.made_at.isoformat(),
            "evidence": len(given.evidence),
            "observations": len(given.observations),
            "feeds": len(given.intelligence.feeds),
            "previous": [one["id"] for one in given.previous],
            "tracked": [one.mitigation for one in given.tracked],
            "wishes": repr(given.wishes),
        }
        return json.dumps(told).encode()

    return Export(
        name=name,
        title=f"Made-up {name}",
        serves=f"Whoever has a {name}: they load it",
        ending=f".{name}.json",
        media_type="application/json",
        render=render,
        audience=audience,
    )


MADE_UP: Final = MappingProxyType(
    {
        one.name: one
        for one in (
            _export("oscal-made-up", Audience.AUDITOR),
            _export("stix", Audience.SECURITY),
            _export("stix-misp", Audience.SECURITY),
            _export("stix-sentinel", Audience.SECURITY),
        )
    }
)


def offer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the made-up exports instead of the real ones, wherever somebody looks."""
    monkeypatch.setattr(discovery, "exports", lambda: MADE_UP)
    monkeypatch.setattr(exchange_desk, "exports", lambda: MADE_UP)
