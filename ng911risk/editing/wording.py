"""Words of an inventory for people: kinds, protocols, relations, and what a line is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

from ng911risk.editing.parts import Line
from ng911risk.errors import NG911RiskError
from ng911risk.model.inventory import (
    Asset,
    Authentication,
    Carries,
    DataFlow,
    Direction,
    Environment,
    FallbackKind,
    Inventory,
    OutsideZone,
    Owner,
    OwnerClass,
    Protection,
    Relation,
    Trust,
    Zone,
)
from ng911risk.model.kinds import Interface, Protocol
from ng911risk.model.scales import Stage, Status
from ng911risk.records import json_schema
from ng911risk.records.text import did_you_mean, shown

_PAIRS: Final[tuple[tuple[Enum, str], ...]] = (
    (OutsideZone.INTERNET, "the Internet"),
    (OutsideZone.TELEPHONE_LOCAL, "phones in your service area"),
    (OutsideZone.TELEPHONE, "phones anywhere"),
    (OutsideZone.TEXT, "text messages from handsets"),
    (OutsideZone.RADIO_AIR, "anybody in radio range"),
    (OutsideZone.ON_SITE, "anybody who can walk in"),
    (OutsideZone.ESINET_PEER, "other agencies on the ESInet"),
    (Environment.PRODUCTION, "real calls depend on it"),
    (Environment.LAB, "a lab, where no real call can pass"),
    (OwnerClass.PSAP, "your centre"),
    (OwnerClass.COUNTY_IT, "county or city IT"),
    (OwnerClass.CARRIER, "telephone company (carrier)"),
    (OwnerClass.NGCS_PROVIDER, "9-1-1 network provider"),
    (OwnerClass.VENDOR, "vendor"),
    (OwnerClass.AUTHORITY, "9-1-1 authority or state programme"),
    (FallbackKind.NONE, "it does not go on"),
    (FallbackKind.MANUAL, "by hand: paper cards, runners, a wall map"),
    (FallbackKind.DIVERSION, "another centre takes the calls"),
    (FallbackKind.OTHER_CHANNEL, "another system of yours: hand-held radios, ten-digit lines"),
    (FallbackKind.UNKNOWN, "nobody knows"),
    (Relation.AUTHENTICATES, "holds the sign-in accounts of"),
    (Relation.MANAGES, "administers"),
    (Relation.HOSTS, "is what these run on or stand in:"),
    (Relation.CERTIFIES, "issues certificates trusted by"),
    (Relation.OWNS_POLICY_OF, "writes the routing policy of"),
    (Relation.PROVISIONS, "feeds data to"),
    (Relation.NOTIFIES, "sends its state to"),
    (Relation.SUPPLIES, "delivers software or updates to"),
    (Relation.WARNS_AREA_OF, "makes people call, by alerts, to"),
    (Relation.BACKS_UP, "holds the backups of"),
    (Relation.POWERS, "powers"),
    (Relation.CARRIES, "carries the traffic of"),
    (Protection.NONE, "not protected"),
    (Protection.TLS, "TLS (encrypted, the server proves who it is)"),
    (Protection.MUTUAL_TLS, "mutual TLS (both sides prove who they are)"),
    (Protection.SRTP, "SRTP (encrypted voice)"),
    (Protection.IPSEC, "IPsec (encrypted tunnel)"),
    (Protection.PRIVATE_LINE, "a private line and nothing else"),
    (Protection.UNKNOWN, "nobody knows"),
    (Authentication.NONE, "it does not have to"),
    (Authentication.PASSWORD, "a password"),
    (Authentication.MFA, "more than a password (multi-factor)"),
    (Authentication.CERTIFICATE, "a certificate"),
    (Authentication.UNKNOWN, "nobody knows"),
    (Direction.FORWARD, "only the first one opens it"),
    (Direction.BOTH, "either side may open it"),
    (Carries.NINE_ONE_ONE, "9-1-1 calls"),
    (Carries.TEN_DIGIT, "ten-digit calls"),
    (Carries.TEXT, "text messages"),
    (Stage.LEGACY, "legacy: telephone trunks and ALI"),
    (Stage.TRANSITIONAL, "transitional: an ESInet, through a gateway to older equipment"),
    (Stage.I3, "i3: an NG9-1-1 network from end to end"),
    (Status.YES, "yes"),
    (Status.PARTLY, "partly"),
    (Status.NO, "no"),
    (Status.UNKNOWN, "nobody knows"),
    (Protocol.SIP, "SIP (call set-up)"),
    (Protocol.SIPREC, "SIPREC (call recording)"),
    (Protocol.RTP, "RTP (voice)"),
    (Protocol.RTSP, "RTSP (video)"),
    (Protocol.MSRP, "MSRP (text messages)"),
    (Protocol.HTTP, "HTTP (web, not encrypted)"),
    (Protocol.HTTPS, "HTTPS (web)"),
    (Protocol.LOST, "LoST (which centre serves a location)"),
    (Protocol.HELD, "HELD (location of a caller)"),
    (Protocol.EIDO, "EIDO (incident data)"),
    (Protocol.LOG_EVENTS, "log events"),
    (Protocol.POLICY, "routing policy"),
    (Protocol.GIS_REPLICATION, "map data replication"),
    (Protocol.DATABASE, "database"),
    (Protocol.VENDOR, "a protocol of the vendor"),
    (Protocol.FILE_SHARE, "file sharing"),
    (Protocol.BACKUP, "backup"),
    (Protocol.LDAP, "LDAP (directory)"),
    (Protocol.KERBEROS, "Kerberos (sign-in)"),
    (Protocol.OIDC, "OpenID Connect (web sign-in)"),
    (Protocol.RADIUS, "RADIUS (network sign-in)"),
    (Protocol.RDP, "remote desktop (RDP)"),
    (Protocol.SSH, "SSH (remote command line)"),
    (Protocol.VPN, "VPN (tunnel)"),
    (Protocol.REMOTE_SUPPORT, "remote support tool"),
    (Protocol.SNMP, "SNMP (device management)"),
    (Protocol.SMTP, "e-mail (SMTP)"),
    (Protocol.DNS, "DNS (names)"),
    (Protocol.NTP, "NTP (time)"),
    (Protocol.PSTN, "telephone network"),
    (Protocol.CAMA, "CAMA trunk"),
    (Protocol.SS7, "SS7 (telephone signalling)"),
    (Protocol.ALI_LINK, "ALI link (caller location)"),
    (Protocol.P25, "P25 radio"),
    (Protocol.RADIO, "radio"),
    (Protocol.PAGING, "paging"),
    (Protocol.PHYSICAL, "hands on it"),
    (Protocol.ANY, "anything: nothing is blocked"),
    (Interface.SIP, "calls"),
    (Interface.MEDIA, "voice, video and text"),
    (Interface.WEB, "web services"),
    (Interface.DATA, "data"),
    (Interface.DIRECTORY, "accounts and sign-in"),
    (Interface.ADMIN, "remote administration"),
    (Interface.EMAIL, "e-mail"),
    (Interface.NAMING_AND_TIME, "names and time"),
    (Interface.TELEPHONE, "telephone"),
    (Interface.RADIO, "radio"),
    (Interface.PHYSICAL, "by hand"),
    (Interface.ANY, "anything"),
)
# Words of different vocabularies are equal as text, so the type is part of the key.
_WORDS: Final = {(type(one), one.value): text for one, text in _PAIRS}


def words_for(value: Enum) -> str:
    """A member of one of the vocabularies, for people."""
    title = getattr(value, "title", "")
    if isinstance(title, str) and title:
        return title
    known = _WORDS.get((type(value), value.value))
    if known is not None:
        return known
    said = getattr(value, "words", "")
    return said if isinstance(said, str) and said else str(value.value).replace("-", " ")


@cache
def help_of(record: str, field: str) -> str:
    """What the docstring of a field says, by name of its record; empty for an unknown record."""
    definitions = _definitions()
    if record not in definitions:
        return ""
    return str(definitions[record]["properties"][field].get("description", ""))


@cache
def _definitions() -> Mapping[str, Any]:
    schema = json_schema(Inventory, title="Inventory")
    return {**schema["$defs"], Inventory.__name__: schema}


class UnknownNameError(NG911RiskError):
    """Nothing here is called that."""

    def __init__(self, text: str, guess: str) -> None:
        self.guess = guess
        super().__init__(f"Nothing here is called {shown(text)}.")


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of one inventory <-> what people call them."""

    by_id: Mapping[str, str]
    """Id to a name that nothing else has."""

    ids: Mapping[str, str]
    """Name, id or label in lower case to the id."""

    def __getitem__(self, id: str) -> str:
        """Name of an id; the id itself for one that nothing has."""
        return self.by_id.get(id, id)

    def id_of(self, text: str) -> str:
        """
        Id of what somebody typed.

        Raises:
            UnknownNameError: Nothing has that name.
        """
        found = self.ids.get(" ".join(text.casefold().split()))
        if found is None:
            raise UnknownNameError(text, did_you_mean(text, self.by_id.values()))
        return found


def names_in(inventory: Inventory, *, places: bool = False, outside: bool = False) -> Names:
    """
    Names of the assets of `inventory`.

    Args:
        inventory: The inventory.
        places: Name its zones too.
        outside: Name what lies around every centre too.
    """
    pairs = [(one.id, one.name or one.id) for one in inventory.assets]
    if places:
        pairs += [(one.id, f"{one.name or one.id} (zone)") for one in inventory.zones]
    if outside:
        pairs += [(one.value, words_for(one)) for one in OutsideZone]
    seen: dict[str, int] = {}
    for _, name in pairs:
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
    by_id = {id: name if seen[name.casefold()] == 1 else f"{name} ({id})" for id, name in pairs}
    ids = {id.casefold(): id for id in by_id}
    ids |= {" ".join(name.casefold().split()): id for id, name in by_id.items()}
    return Names(by_id=by_id, ids=ids)


def title_of(line: Line, names: Names) -> str:
    """What a line is called in a sentence."""
    if isinstance(line, Asset):
        return line.label
    if isinstance(line, Zone | Owner):
        return line.name or line.id
    if isinstance(line, DataFlow):
        return f"{names[line.source]} to {names[line.target]}, {words_for(line.protocol)}"
    if isinstance(line, Trust):
        targets = ", ".join(names[target] for target in line.targets[:2])
        more = f" and {len(line.targets) - 2} more" if len(line.targets) > 2 else ""  # noqa: PLR2004 - two are shown
        return f"{names[line.source]} {words_for(line.relation)} {targets}{more}"
    return line.kind.words
