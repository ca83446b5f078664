"""Which fields a person fills in for each kind of line, with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ng911risk.editing.parts import Part
from ng911risk.model.inventory import (
    Asset,
    Authentication,
    Carries,
    DataFlow,
    Direction,
    Environment,
    FallbackKind,
    Owner,
    OwnerClass,
    Protection,
    Relation,
    Service,
    ServiceKind,
    SiteProfile,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.scales import Stage, Status


class FieldKind(Enum):
    """What a person puts into a field."""

    TEXT = "text"
    AREA = "several lines of text"
    WHOLE = "a whole number"
    NUMBER = "a number"
    PERCENT = "a percentage"
    DATE = "a date"
    YES_NO = "yes or no"
    CHOICE = "one of several"
    ZONE = "a zone"
    OWNER = "an organisation"
    ASSET = "the name of a system"
    ASSETS = "names of systems, one a line"
    END = "the name of a system, a zone or what lies outside"
    NONE_OR_TEXT = "text, or the word none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """One field of a form."""

    path: str
    """Field of the record: ``kind``, ``fallback.note``."""

    label: str
    kind: FieldKind = FieldKind.TEXT
    words: type[Enum] | None = None
    """Vocabulary of a choice."""

    help: str = ""
    """Instead of the docstring of the field."""

    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPlan:
    """Fields that are there several times."""

    path: str
    """Field of the record that is a list: ``software``."""

    label: str
    """What one of them is called."""

    record: str
    """Name of the record of one of them; empty when it is only a text."""

    fields: tuple[FieldPlan, ...]
    blanks: int = 1
    """Empty ones at the end, to be filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlan:
    """One form."""

    record: type
    fields: tuple[FieldPlan, ...]
    rows: tuple[RowsPlan, ...] = ()


_F = FieldKind
_NOTE = FieldPlan(path="note", label="Note", kind=_F.AREA)

SITE: Final = FormPlan(
    record=SiteProfile,
    fields=(
        FieldPlan(path="name", label="Name of the centre", needed=True),
        FieldPlan(path="state", label="State or territory"),
        FieldPlan(path="population", label="People served", kind=_F.WHOLE),
        FieldPlan(path="stage", label="How calls reach you", kind=_F.CHOICE, words=Stage,
                  help="How far the move from old telephone trunks to NG9-1-1 has come.",
                  needed=True),
        FieldPlan(path="positions", label="Call-taking positions", kind=_F.WHOLE, needed=True),
        FieldPlan(path="trunks_911", label="9-1-1 calls at once", kind=_F.WHOLE, needed=True),
        FieldPlan(path="trunks_ten_digit", label="Ten-digit calls at once", kind=_F.WHOLE,
                  needed=True),
        FieldPlan(path="hold_s", label="Seconds of one 9-1-1 call", kind=_F.NUMBER, needed=True),
        FieldPlan(path="admin_hold_s", label="Seconds of one other call", kind=_F.NUMBER,
                  needed=True),
        FieldPlan(path="answer_standard.share", label="Answer standard: percent of calls",
                  kind=_F.PERCENT, help="How many of 100 calls must be answered in time.",
                  needed=True),
        FieldPlan(path="answer_standard.seconds", label="Answer standard: within seconds",
                  kind=_F.NUMBER, needed=True),
        FieldPlan(path="answer_standard.also_share", label="Second step: percent of calls",
                  kind=_F.PERCENT, help="Leave out for one step; 90 in 15 s brings 95 in 20 s."),
        FieldPlan(path="answer_standard.also_seconds", label="Second step: within seconds",
                  kind=_F.NUMBER),
        FieldPlan(path="answer_standard.source", label="Answer standard: who says so"),
        FieldPlan(path="backup_site.name", label="Backup centre"),
        FieldPlan(path="backup_site.diversion", label="Can 9-1-1 calls be sent there?",
                  kind=_F.CHOICE, words=Status,
                  help="Partly: only by a phone call to the provider."),
        FieldPlan(path="backup_site.tested", label="Last time calls really went there",
                  kind=_F.DATE),
        FieldPlan(path="backup_site.spare_positions", label="Positions they can staff for you",
                  kind=_F.WHOLE),
    ),
    rows=(
        RowsPlan(
            path="shifts",
            label="Shift",
            record="Shift",
            fields=(
                FieldPlan(path="from_hour", label="From hour", kind=_F.WHOLE, needed=True,
                          help="0 to 23."),
                FieldPlan(path="to_hour", label="To hour", kind=_F.WHOLE, needed=True,
                          help="1 to 24."),
                FieldPlan(path="on_duty", label="People on duty", kind=_F.WHOLE, needed=True,
                          help="Who can answer 9-1-1."),
                FieldPlan(path="calls_per_hour", label="9-1-1 calls an hour", kind=_F.NUMBER,
                          help="In an ordinary hour.", needed=True),
                FieldPlan(path="admin_calls_per_hour", label="Other calls an hour",
                          kind=_F.NUMBER, help="That the same people answer."),
            ),
        ),
    ),
)  # fmt: skip

PLANS: Final[Mapping[Part, FormPlan]] = {
    Part.ASSETS: FormPlan(
        record=Asset,
        fields=(
            FieldPlan(path="name", label="Name", needed=True),
            FieldPlan(path="kind", label="What it is", kind=_F.CHOICE, words=AssetKind,
                      needed=True),
            FieldPlan(path="zone", label="Network zone", kind=_F.ZONE, needed=True,
                      help="Part of the network that it stands in."),
            FieldPlan(path="owner", label="Who runs it", kind=_F.OWNER, needed=True),
            FieldPlan(path="count", label="How many alike", kind=_F.WHOLE, needed=True),
            FieldPlan(path="carries", label="What it carries", kind=_F.CHOICE, words=Carries,
                      help="Only for a trunk group or delivery channel."),
            FieldPlan(path="channels", label="Calls at once", kind=_F.WHOLE,
                      help="Only for a trunk group: calls that can be up at once."),
            FieldPlan(path="tsp_code", label="Priority code (TSP)", kind=_F.NONE_OR_TEXT,
                      help="Only for a circuit: its Telecommunications Service Priority code, "
                      "which says how soon it is repaired. Write none if it has none; leave it "
                      "empty if nobody knows."),
            _NOTE,
        ),
        rows=(
            RowsPlan(
                path="software",
                label="Software",
                record="Software",
                fields=(
                    FieldPlan(path="name", label="Product"),
                    FieldPlan(path="version", label="Version"),
                    FieldPlan(path="end_of_life", label="Vendor support ends", kind=_F.DATE),
                    FieldPlan(path="known_exploited", label="Known to be attacked",
                              kind=_F.CHOICE, words=Status,
                              help="Is an open flaw of it on the list of known exploited "
                              "vulnerabilities that CISA publishes?"),
                ),
            ),
            RowsPlan(
                path="addresses",
                label="Address in the network",
                record="",
                fields=(
                    FieldPlan(path="", label="Address",
                              help="IP address, IP network or host name. For security teams: "
                              "no report prints it."),
                ),
            ),
        ),
    ),
    Part.ZONES: FormPlan(
        record=Zone,
        fields=(
            FieldPlan(path="name", label="Name", needed=True),
            FieldPlan(path="live_call_path", label="Do real 9-1-1 calls pass here?",
                      kind=_F.YES_NO),
            FieldPlan(path="isolated", label="Are its machines kept apart from each other?",
                      kind=_F.CHOICE, words=Status,
                      help="Yes: machines in this zone cannot reach each other."),
            FieldPlan(path="environment", label="Used for", kind=_F.CHOICE, words=Environment),
        ),
    ),
    Part.OWNERS: FormPlan(
        record=Owner,
        fields=(
            FieldPlan(path="name", label="Name", needed=True),
            FieldPlan(path="owner_class", label="What it is", kind=_F.CHOICE, words=OwnerClass,
                      needed=True),
            FieldPlan(path="contact", label="Who to call"),
        ),
        rows=(
            RowsPlan(
                path="networks",
                label="Network of its own",
                record="",
                fields=(
                    FieldPlan(path="", label="Network",
                              help="For instance 203.0.113.0/24. No export ever calls it hostile."),
                ),
            ),
        ),
    ),
    Part.FLOWS: FormPlan(
        record=DataFlow,
        fields=(
            FieldPlan(path="source", label="From", kind=_F.END, needed=True,
                      help="Who opens the connection: a system, a zone, or something outside."),
            FieldPlan(path="target", label="To", kind=_F.ASSET, needed=True),
            FieldPlan(path="protocol", label="What is spoken", kind=_F.CHOICE, words=Protocol,
                      needed=True),
            FieldPlan(path="port", label="Port", kind=_F.WHOLE,
                      help="Number of the port at the target, if you know it."),
            FieldPlan(path="direction", label="Who opens it", kind=_F.CHOICE, words=Direction),
            FieldPlan(path="protected", label="Protected on the way by", kind=_F.CHOICE,
                      words=Protection),
            FieldPlan(path="authenticated", label="Whoever opens it proves who they are by",
                      kind=_F.CHOICE, words=Authentication),
            _NOTE,
        ),
    ),
    Part.TRUSTS: FormPlan(
        record=Trust,
        fields=(
            FieldPlan(path="source", label="This system", kind=_F.ASSET, needed=True),
            FieldPlan(path="relation", label="does what", kind=_F.CHOICE, words=Relation,
                      needed=True),
            _NOTE,
        ),
        rows=(
            RowsPlan(
                path="targets",
                label="To which system",
                record="",
                fields=(FieldPlan(path="", label="System", kind=_F.ASSET),),
                blanks=2,
            ),
        ),
    ),
    Part.SERVICES: FormPlan(
        record=Service,
        fields=(
            FieldPlan(path="kind", label="Service", kind=_F.CHOICE, words=ServiceKind,
                      needed=True),
            FieldPlan(path="fallback.kind", label="How it goes on when its systems are gone",
                      kind=_F.CHOICE, words=FallbackKind),
            FieldPlan(path="fallback.practised", label="Last time this was really done",
                      kind=_F.DATE),
            FieldPlan(path="fallback.note", label="How it works, how long it carries",
                      kind=_F.AREA),
        ),
        rows=(
            RowsPlan(
                path="needs",
                label="Cannot do without",
                record="Requirement",
                fields=(
                    FieldPlan(path="any_of", label="Any one of these systems", kind=_F.ASSETS,
                              help="One name a line. The service stops only when all of them "
                              "are lost."),
                    FieldPlan(path="why", label="Why"),
                ),
            ),
        ),
    ),
}  # fmt: skip
"""The form of each list."""
