"""Words of other people's lists: which kind of system, which owner they most likely mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from ng911risk.importers.own_list import Line
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.kinds import AssetKind

MAKER: Final = "maker"
"""What an owner may be besides a class: only who made it, and the centre runs it."""

_MORE: Final[Mapping[AssetKind, tuple[str, ...]]] = {
    AssetKind.CALL_POSITION: (
        "dispatch pc", "dispatch workstation", "dispatch computer", "dispatch position",
        "call taker", "calltaker", "call taking", "telecommunicator", "911 workstation", "911 pc",
        "cad workstation", "cad pc", "cad client", "dispatcher pc", "dispatcher workstation",
        "disp pc", "disp ws", "answering position", "911 position", "dispatch desktop",
        "call handling workstation",
    ),
    AssetKind.CHFE: (
        "call handling", "call handling server", "911 call handling", "phone controller 911",
        "911 phone", "911 telephone system", "911 cpe", "i3 call handling",
    ),
    AssetKind.ADMIN_PBX: (
        "admin phone", "voip", "voip server", "desk phone", "phone", "telephone", "ip phone",
    ),
    AssetKind.RECORDER: ("recorder", "call recorder", "recording", "recording server"),
    AssetKind.CAD: ("cad database", "cad application", "dispatch software", "cad interface"),
    AssetKind.RMS: ("rms", "rms server", "records server"),
    AssetKind.GIS: ("gis", "mapping", "map server"),
    AssetKind.RADIO_CONSOLE: ("radio console", "radio position", "console radio"),
    AssetKind.LMR_CORE: ("radio", "repeater", "base station", "radio controller", "p25"),
    AssetKind.MDT: ("mdt", "car laptop", "patrol laptop", "in car computer", "car computer"),
    AssetKind.WORKSTATION: ("computer", "workstation", "admin workstation", "notebook", "office"),
    AssetKind.FILE_SERVER: ("server", "file server", "virtual machine", "vm", "application server"),
    AssetKind.NETWORK: ("access point", "wifi", "wireless", "network switch", "modem"),
    AssetKind.FIREWALL: ("firewall", "utm"),
    AssetKind.POWER: ("battery", "batteries", "pdu", "transfer switch", "power supply"),
    AssetKind.TRUNK_GROUP: ("911 trunk", "911 line", "admin line", "phone line", "ten digit line"),
    AssetKind.CIRCUIT: ("internet", "internet circuit", "isp", "broadband", "fiber circuit"),
    AssetKind.VPN: ("vpn concentrator",),
    AssetKind.TIME: ("master clock", "clock"),
    AssetKind.DIRECTORY: ("domain server", "sign in"),
    AssetKind.BACKUP: ("tape", "backup appliance"),
}  # fmt: skip

_PLAIN: Final = {
    AssetKind.CHFE: "9-1-1 phone system (call handling)",
    AssetKind.TRUNK_GROUP: "Telephone lines or trunks",
    AssetKind.ADMIN_PBX: "Office phone system",
    AssetKind.LMR_CORE: "Radio system",
    AssetKind.CIRCUIT: "Circuit or internet line",
}

_TOO_WIDE: Final = frozenset(
    (
        "server",
        "servers",
        "system",
        "systems",
        "software",
        "application",
        "hardware",
        "appliance",
        "device",
        "devices",
        "equipment",
        "pc",
        "pcs",
        "workstation",
        "workstations",
        "computer",
        "computers",
        "desktop",
        "desktops",
        "laptop",
        "laptops",
        "virtual",
        "machine",
        "vm",
        "other",
        "misc",
        "network",
        "console",
        "it",
        "infrastructure",
        "telephony",
        "security",
        "phone",
        "physical",
        "critical",
        "production",
        "app",
        "service",
        "client",
        "endpoint",
        "radio",
    )
)
"""A kind of only these words says too little: the name of the system says more."""

_OWNERS: Final[tuple[tuple[OwnerClass, tuple[str, ...]], ...]] = (
    (OwnerClass.AUTHORITY, ("911 authority", "911 board", "state", "911 district", "cog")),
    (OwnerClass.NGCS_PROVIDER, ("ngcs", "esinet", "ng911", "911 provider", "ng911 provider")),
    (OwnerClass.PSAP, (
        "psap", "us", "we", "own", "our", "centre", "center", "dispatch", "911 center", "ours",
        "communications", "in house", "internal", "ecc", "comm center", "911",
    )),
    (OwnerClass.COUNTY_IT, (
        "county", "city", "it", "town", "information technology", "county it", "city it",
        "it department", "sheriff", "police", "public works", "facilities",
    )),
    (OwnerClass.CARRIER, (
        "carrier", "telephone", "telco", "telecom", "at t", "att", "verizon", "lumen", "windstream",
        "frontier", "centurylink", "comcast", "spectrum", "t mobile", "phone company", "wireless",
        "electric", "power company", "utility",
    )),
)  # fmt: skip

_MAKERS: Final = frozenset(
    (
        "dell",
        "hp",
        "hpe",
        "lenovo",
        "cisco",
        "fortinet",
        "juniper",
        "aruba",
        "ubiquiti",
        "netgear",
        "sonicwall",
        "apc",
        "eaton",
        "tripp",
        "vertiv",
        "kohler",
        "generac",
        "cummins",
        "apple",
        "samsung",
        "panasonic",
        "getac",
        "canon",
        "brother",
        "acer",
        "asus",
        "microsoft",
        "vmware",
        "meraki",
        "watchguard",
        "supermicro",
        "logitech",
    )
)  # fmt: skip
_STEM: Final = re.compile(
    r"[\s#_.-]*\b(?:no\.?|nr\.?)?[\s#_.-]*[0-9]{1,4}[a-z]?\s*$", re.IGNORECASE
)
_WEAK: Final = frozenset((
    "server", "computer", "workstation", "pc", "desktop", "laptop", "office", "vm", "radio",
    "virtual machine", "application server", "wireless", "phone", "telephone", "storage",
    "office workstation",
))  # fmt: skip
"""Phrases that count only where nothing else fits."""

_PLURAL_MIN: Final = 3


def kind_words(kind: AssetKind) -> str:
    """Title of a kind, in everyday words where its own are none."""
    return _PLAIN.get(kind, kind.title)


def guess_kind(line: Line) -> AssetKind | None:
    """Kind of system that a line most likely means; None where nothing fits."""
    if line.kind and not _says_too_little(line.kind):
        return _kind_in(line.kind) or _kind_in(line.name)
    return _kind_in(line.name) or _kind_in(line.kind)


def asked_as(line: Line) -> str:
    """
    Text under which the kind of a line is asked, once for all lines with the same.

    The kind its author wrote; where that says too little, the name without its number.
    """
    if line.kind and not _says_too_little(line.kind):
        return line.kind
    stem = stem_of(line.name)
    return f"{stem} ({line.kind})" if line.kind and line.kind != stem else stem


def stem_of(name: str) -> str:
    """``Dispatch PC 03`` without its number."""
    return _STEM.sub("", name).strip() or name


def guess_owner(text: str) -> str:
    """Class of an owner as its value, or `MAKER`."""
    words = _words(text)
    if set(words.split()) & _MAKERS:
        return MAKER
    for owner_class, phrases in _OWNERS:
        if any(f" {phrase} " in f" {words} " for phrase in phrases):
            return owner_class.value
    return OwnerClass.VENDOR.value


def _says_too_little(text: str) -> bool:
    return all(word in _TOO_WIDE for word in _words(text, singular=False).split())


def _kind_in(text: str) -> AssetKind | None:
    """Kind by the longest phrase that stands in `text` as whole words."""
    words = f" {_words(text)} "
    found = [
        (phrase not in _WEAK, len(phrase), kind)
        for phrase, kind in _phrases().items()
        if f" {phrase} " in words
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


@cache
def _phrases() -> dict[str, AssetKind]:
    known = {
        _words(phrase): kind
        for kind in AssetKind
        for phrase in (kind.value, kind.title, *kind.aliases)
    }
    return known | {_words(phrase): kind for kind, phrases in _MORE.items() for phrase in phrases}


def _words(text: str, *, singular: bool = True) -> str:
    """Lower-case words without marks; 9-1-1 is 911."""
    plain = re.sub(r"9[\s-]1[\s-]1", "911", text[:200].casefold())
    words = re.findall(r"[a-z0-9]+", plain)
    if not singular:
        return " ".join(words)
    return " ".join(
        word[:-1] if len(word) > _PLURAL_MIN and word.endswith("s") and word[-2] != "s" else word
        for word in words
    )
