"""
What a centre is and has, as STIX: identity, location, infrastructure and what it consists of.

Platforms tell infrastructure apart by its name alone, so every name begins with the centre, and
no two assets of one centre have the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from types import MappingProxyType
from typing import Final

from ng911risk.exporters import words
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix.extension import extended
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.addresses import host_of, network_of
from ng911risk.model.inventory import Asset, DataFlow, Direction, OwnerClass, Protection, Software
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status

TYPES: Final[Mapping[AssetKind, str]] = MappingProxyType(
    {
        AssetKind.BCF: "firewall",
        AssetKind.FIREWALL: "firewall",
        AssetKind.NETWORK: "routers-switches",
        AssetKind.VEHICLE_ROUTER: "routers-switches",
        AssetKind.CALL_POSITION: "workstation",
        AssetKind.WORKSTATION: "workstation",
        AssetKind.NCIC: "workstation",
        AssetKind.SIREN: "control-system",
    }
)
"""Words of the STIX vocabulary, for the kinds of which they are true."""

KNOWN_EXPLOITED: Final = "known-exploited"
"""Label of what has a flaw that is exploited, as far as anybody says."""

_STATE: Final = re.compile(r"[A-Z]{2}")
_CPE_PARTS: Final = 13
_CPE: Final = re.compile(r"cpe:2\.3:[aoh](?::(?:[^:\s\\]|\\.)+){1,10}")


def psap_name(given: ExchangeInput) -> str:
    """Name of the centre with its state: there are many Washington Counties."""
    site = given.inventory.site
    name = clean(site.name, given.wishes)
    return f"{name}, {site.state}" if site.state else name


def toolkit(given: ExchangeInput) -> Stix:
    """The identity that makes what is true of this centre."""
    return Frame.of(given).here(
        "identity",
        "toolkit",
        name=f"ng911risk at {psap_name(given)}",
        description="Made what was found out about this centre; it is the centre's own data.",
        identity_class="system",
    )


def psap(given: ExchangeInput, frame: Frame) -> Stix:
    """The identity of the centre."""
    return frame.here(
        "identity",
        "psap",
        name=psap_name(given),
        description="Answers 9-1-1 calls.",
        identity_class="organization",
        sectors=["emergency-services"],
        contact_information=_contacts(given),
    )


def location(given: ExchangeInput, frame: Frame) -> Stix:
    """The state. Nothing finer goes out, least of all coordinates."""
    state = given.inventory.site.state
    area = f"US-{state}" if _STATE.fullmatch(state) else None
    return frame.known(
        "location",
        area or "US",
        name=area or "US",
        region="northern-america" if area else None,
        country="US",
        administrative_area=area,
    )


def asset_id(frame: Frame, asset: str) -> str:
    """Id of the infrastructure of an asset."""
    return frame.id_here("infrastructure", asset)


def objects(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    """The centre, its place, its assets, what they consist of, their flaws and their flows."""
    place = location(given, frame)
    yield toolkit(given)
    yield psap(given, frame)
    yield place
    yield frame.link(frame.psap, "located-at", place["id"])
    names = _names(given)
    about = _Lists(given)
    for asset in given.inventory.assets:
        yield _infrastructure(given, frame, asset, names[asset.id])
        yield frame.link(asset_id(frame, asset.id), "located-at", place["id"])
        yield from _parts(frame, asset)
        yield from _flaws(frame, asset, about)
    yield from _flows(given, frame)


def _names(given: ExchangeInput) -> dict[str, str]:
    """Name of each asset by its id, no two alike."""
    centre = psap_name(given)
    labels = {one.id: clean(one.label, given.wishes) for one in given.inventory.assets}
    often = Counter(" ".join(label.casefold().split()) for label in labels.values())
    return {
        asset: f"{centre} / {label}"
        + (f" [{asset}]" if often[" ".join(label.casefold().split())] > 1 else "")
        for asset, label in labels.items()
    }


def _infrastructure(given: ExchangeInput, frame: Frame, asset: Asset, name: str) -> Stix:
    zone = next((one.name or one.id for one in given.inventory.zones if one.id == asset.zone), "")
    owner = next((one for one in given.inventory.owners if one.id == asset.owner), None)
    exploited = [one.product for one in asset.software if one.known_exploited is Status.YES]
    told = clean(asset.note, given.wishes) if given.wishes.people else ""
    many = f" {words.number_of(asset.count, 'machine')} alike." if asset.count > 1 else ""
    says = {
        "kind": asset.kind.value,
        "count": asset.count,
        "zone": clean(zone, given.wishes),
        **({"run_by": owner.owner_class.value} if owner else {}),
        **({"known_exploited": sorted(exploited)} if exploited else {}),
    }
    return frame.here(
        "infrastructure",
        asset.id,
        name=name,
        description=f"{words.capital(asset.kind.title)}.{many} {told}".strip(),
        infrastructure_types=[TYPES[asset.kind]] if asset.kind in TYPES else None,
        labels=[KNOWN_EXPLOITED] if exploited else None,
        extensions=extended(asset=says),
    )


def _contacts(given: ExchangeInput) -> str:
    if not given.wishes.people:
        return ""
    own = (one for one in given.inventory.owners if one.owner_class is OwnerClass.PSAP)
    return "; ".join(filter(None, (clean(one.contact, given.wishes) for one in own)))


# --- what an asset consists of ----------------------------------------------


def _parts(frame: Frame, asset: Asset) -> Iterator[Stix]:
    parts = [_address(frame, text) for text in asset.addresses]
    parts += [_software(frame, one) for one in asset.software]
    for part in {one["id"]: one for one in parts}.values():
        yield part
        yield frame.link(asset_id(frame, asset.id), "consists-of", part["id"])


def _address(frame: Frame, text: str) -> Stix:
    net = network_of(text)
    if net is None:
        return frame.seen("domain-name", {"value": host_of(text) or text})
    single = net.prefixlen == net.max_prefixlen
    value = str(net.network_address) if single else str(ip_network(net))
    return frame.seen(f"ipv{net.version}-addr", {"value": value})


def _software(frame: Frame, software: Software) -> Stix:
    told = {"name": software.name, "version": software.version, "cpe": _cpe(software.cpe)}
    return frame.seen("software", {key: value for key, value in told.items() if value})


def _cpe(text: str) -> str:
    """A CPE 2.3 name in full: parts that were left out mean any. Empty for what is none."""
    if not _CPE.fullmatch(text):
        return ""
    parts = re.findall(r"(?:[^:\\]|\\.)+", text)
    return ":".join((*parts, *("*" for _ in range(_CPE_PARTS - len(parts)))))


# --- flaws and flows --------------------------------------------------------


class _Lists:
    """Which imported lists say that a flaw is exploited."""

    def __init__(self, given: ExchangeInput) -> None:
        self.flaws: dict[str, dict[str, object]] = {}
        self.labels: dict[str, list[str]] = {}
        for feed in given.intelligence.feeds:
            for flaw in (one for one in feed.flaws if one.exploited):
                known = self.flaws.setdefault(flaw.cve, {"exploited": True, "according_to": []})
                known["according_to"] = sorted({*known["according_to"], feed.name})  # type: ignore[misc] # a list of ours
                if flaw.due:
                    known["due"] = flaw.due.isoformat()
                label = "cisa-kev" if feed.format == "cisa-kev" else KNOWN_EXPLOITED
                self.labels[flaw.cve] = sorted({*self.labels.get(flaw.cve, ()), label})


def _flaws(frame: Frame, asset: Asset, about: _Lists) -> Iterator[Stix]:
    for cve in sorted({flaw for software in asset.software for flaw in software.flaws}):
        found = frame.known(
            "vulnerability",
            cve,
            name=cve,
            external_references=[{"source_name": "cve", "external_id": cve}],
            labels=about.labels.get(cve),
            extensions=extended(flaw=about.flaws[cve]) if cve in about.flaws else None,
        )
        yield found
        yield frame.link(asset_id(frame, asset.id), "has", found["id"])


def _flows(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    """One relationship for each pair of assets that may talk, whatever they speak."""
    assets = {one.id for one in given.inventory.assets}
    pairs: dict[tuple[str, str], list[str]] = {}
    for flow in given.inventory.flows:
        if flow.source in assets and flow.target in assets and flow.source != flow.target:
            pairs.setdefault((flow.source, flow.target), []).append(_spoken(flow))
    for (source, target), spoken in pairs.items():
        yield frame.link(
            asset_id(frame, source),
            "communicates-with",
            asset_id(frame, target),
            description="; ".join(sorted(set(spoken))),
        )


def _spoken(flow: DataFlow) -> str:
    port = f" on port {flow.port}" if flow.port else ""
    how = "" if flow.protected is Protection.UNKNOWN else f", protected: {flow.protected.value}"
    both = ", either side opens" if flow.direction is Direction.BOTH else ""
    return f"{flow.protocol.value}{port}{how}{both}"
