"""The worst ways of an assessment as an Attack Flow 2.0 document."""

from __future__ import annotations

from typing import Final

from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.stix import attack_flow, bundle

EXPORTS: Final = (
    Export(
        name="attack-flow",
        title="Attack Flow 2.0 of the worst ways",
        serves="the Attack Flow builder and other tools that draw and compare attacks",
        ending=".json",
        media_type=bundle.MEDIA_TYPE,
        render=attack_flow.document,
        audience=Audience.SECURITY,
    ),
)
