"""The form: which sheets there are, which columns, and which field each column fills."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum

from ng911risk.importers.sheets.words import key
from ng911risk.model.inventory import (
    Asset,
    ControlAnswer,
    DataFlow,
    Inventory,
    Owner,
    Service,
    Shift,
    SiteProfile,
    Trust,
    Zone,
)
from ng911risk.records.paths import types_at


class Layout(Enum):
    """How the rows of a sheet become records."""

    FIELDS = "one field in each row: its name, then its value"
    RECORDS = "one record in each row"
    GROUPS = "rows with the same first column are one record"
    PARTS = "each row is a part of a record that another sheet holds"
    WORDS = "one word in each row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet (one row, where a sheet has one field in each row)."""

    field: str
    """Field of the record: ``kind``, ``fallback.note``, ``software[].name``."""

    header: str
    """What people read at its head."""

    also: tuple[str, ...] = ()
    """Other heads that mean the same."""

    refers: tuple[str, ...] = ()
    """Sheets whose first column holds the ids it may name."""

    none_is_empty: bool = False
    """The word none means: known to have none."""

    @property
    def steps(self) -> tuple[str | int, ...]:
        """``software[].name`` as ``("software", 0, "name")``."""
        return tuple(
            step
            for part in self.field.split(".")
            for step in ((part[:-2], 0) if part.endswith("[]") else (part,))
        )

    @property
    def keys(self) -> frozenset[str]:
        """Heads by which it is found, in the form that `key` compares."""
        last = self.field.rsplit(".", 1)[-1].removesuffix("[]")
        return frozenset(map(key, (self.header, self.field, last, *self.also)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of the form."""

    name: str
    path: str
    """Where its records go: ``assets``, ``site.shifts``."""

    record: type
    layout: Layout = Layout.RECORDS
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    """Other names that mean the same."""

    needed: bool = False
    """Without it there is no inventory."""

    @property
    def keys(self) -> frozenset[str]:
        """Names by which it is found."""
        return frozenset(map(key, (self.name, *self.also)))

    def needs(self, column: Column) -> bool:
        """Whether every record needs `column`: the field has no default."""
        holder = self.record
        for one in types_at(self.record, column.steps[:-1]):
            holder = one if isinstance(one, type) else holder
        last = column.steps[-1]
        return not is_dataclass(holder) or any(
            one.name == last and one.default is MISSING and one.default_factory is MISSING
            for one in fields(holder)
        )


LISTS = "Lists"
"""Hidden sheet with the words of the drop-downs; not read."""

PROBLEMS = "Problems"
"""Sheet that a marked copy begins with; not read."""

SITE = Sheet(
    name="Site",
    path="site",
    record=SiteProfile,
    layout=Layout.FIELDS,
    needed=True,
    also=("Site profile", "Centre", "Center", "PSAP"),
    columns=(
        Column(field="name", header="Name of the centre", also=("PSAP name", "Name of the center")),
        Column(field="state", header="State"),
        Column(field="population", header="Population served"),
        Column(field="stage", header="Stage", also=("Transition stage",)),
        Column(field="positions", header="Call-taking positions", also=("Consoles",)),
        Column(field="hold_s", header="Seconds per 9-1-1 call"),
        Column(field="admin_hold_s", header="Seconds per administrative call"),
        Column(field="trunks_911", header="9-1-1 trunks", also=("911 lines",)),
        Column(field="trunks_ten_digit", header="Ten-digit trunks", also=("10-digit trunks",)),
        Column(field="answer_standard.share", header="Answer standard: share"),
        Column(field="answer_standard.seconds", header="Answer standard: seconds"),
        Column(field="answer_standard.also_share", header="Answer standard: second share"),
        Column(field="answer_standard.also_seconds", header="Answer standard: second seconds"),
        Column(field="answer_standard.source", header="Answer standard: source"),
        Column(field="backup_site.name", header="Backup centre", also=("Backup site",)),
        Column(field="backup_site.diversion", header="Calls can be diverted there"),
        Column(field="backup_site.tested", header="Diversion last tested"),
        Column(field="backup_site.spare_positions", header="Spare positions there"),
    ),
)

SHEETS = (
    SITE,
    Sheet(
        name="Shifts",
        path="site.shifts",
        record=Shift,
        needed=True,
        columns=(
            Column(field="from_hour", header="From hour", also=("From",)),
            Column(field="to_hour", header="To hour", also=("To",)),
            Column(field="on_duty", header="People on duty", also=("Staff",)),
            Column(field="calls_per_hour", header="9-1-1 calls per hour"),
            Column(
                field="admin_calls_per_hour",
                header="Other calls per hour",
                also=("Administrative calls per hour",),
            ),
        ),
    ),
    Sheet(
        name="Owners",
        path="owners",
        record=Owner,
        needed=True,
        also=("Organisations", "Organizations"),
        columns=(
            Column(field="id", header="Owner id"),
            Column(field="name", header="Name"),
            Column(field="owner_class", header="Class", also=("Owner class", "Type")),
            Column(field="contact", header="Contact"),
            Column(field="networks", header="Networks", also=("IP networks", "Network")),
        ),
    ),
    Sheet(
        name="Zones",
        path="zones",
        record=Zone,
        needed=True,
        also=("Networks",),
        columns=(
            Column(field="id", header="Zone id"),
            Column(field="name", header="Name"),
            Column(field="environment", header="Environment"),
            Column(field="live_call_path", header="Live call path", also=("On the call path",)),
            Column(field="isolated", header="Isolated machines"),
        ),
    ),
    Sheet(
        name="Assets",
        path="assets",
        record=Asset,
        needed=True,
        also=("Systems", "Equipment"),
        columns=(
            Column(field="id", header="Asset id"),
            Column(field="name", header="Name"),
            Column(field="kind", header="Kind", also=("Type", "Asset kind")),
            Column(field="zone", header="Zone", refers=("Zones",)),
            Column(field="owner", header="Owner", refers=("Owners",)),
            Column(field="count", header="Count", also=("Number", "Quantity", "How many")),
            Column(field="carries", header="Carries"),
            Column(field="channels", header="Channels", also=("Calls at once",)),
            Column(field="tsp_code", header="TSP code", also=("TSP",), none_is_empty=True),
            Column(
                field="addresses",
                header="Addresses",
                also=("Address", "IP address", "IP addresses", "IP", "Host name", "Hostname"),
            ),
            Column(field="note", header="Note", also=("Notes", "Comment", "Remarks")),
        ),
    ),
    Sheet(
        name="Software",
        path="assets",
        record=Asset,
        layout=Layout.PARTS,
        also=("Products",),
        columns=(
            Column(field="id", header="Asset id", also=("Asset",), refers=("Assets",)),
            Column(field="software[].name", header="Product", also=("Software",)),
            Column(field="software[].version", header="Version", also=("Release",)),
            Column(field="software[].cpe", header="CPE"),
            Column(field="software[].end_of_life", header="End of life", also=("EOL",)),
            Column(field="software[].known_exploited", header="Known exploited", also=("KEV",)),
            Column(
                field="software[].flaws", header="Open flaws", also=("CVE", "CVEs", "Open CVEs")
            ),
        ),
    ),
    Sheet(
        name="Flows",
        path="flows",
        record=DataFlow,
        also=("Data flows", "Connections"),
        columns=(
            Column(field="source", header="From", refers=("Assets", "Zones")),
            Column(field="target", header="To", refers=("Assets",), also=("Destination",)),
            Column(field="protocol", header="Protocol"),
            Column(field="port", header="Port"),
            Column(field="direction", header="Direction"),
            Column(field="protected", header="Protected by", also=("Protection", "Encryption")),
            Column(field="authenticated", header="Authenticated by", also=("Authentication",)),
            Column(field="note", header="Note", also=("Notes", "Comment", "Remarks")),
        ),
    ),
    Sheet(
        name="Trusts",
        path="trusts",
        record=Trust,
        also=("Trust", "Trust relations", "Dependencies"),
        columns=(
            Column(field="source", header="Source", refers=("Assets",), also=("Asset",)),
            Column(field="relation", header="Relation"),
            Column(field="targets", header="Targets", refers=("Assets",), also=("Target",)),
            Column(field="note", header="Note", also=("Notes", "Comment", "Remarks")),
        ),
    ),
    Sheet(
        name="Services",
        path="services",
        record=Service,
        layout=Layout.GROUPS,
        columns=(
            Column(field="kind", header="Service"),
            Column(
                field="needs[].any_of",
                header="Needs any of",
                also=("Needs", "Asset"),
                refers=("Assets",),
            ),
            Column(field="needs[].why", header="Why"),
            Column(field="fallback.kind", header="Fallback", also=("Fallback kind",)),
            Column(field="fallback.practised", header="Fallback practised", also=("Practiced",)),
            Column(field="fallback.note", header="Fallback note"),
        ),
    ),
    Sheet(
        name="Controls",
        path="controls",
        record=ControlAnswer,
        also=("Mitigations", "Measures", "Answers"),
        columns=(
            Column(field="mitigation", header="Measure", also=("Control",)),
            Column(field="status", header="Status", also=("In place", "Answer")),
            Column(
                field="scope",
                header="Holds for",
                also=("Applies to",),
                refers=("Assets", "Zones", "Owners"),
            ),
            Column(field="said_by", header="Said by", also=("Source",)),
            Column(field="on", header="Date", also=("When",)),
            Column(field="note", header="Note", also=("Notes", "Comment", "Remarks")),
        ),
    ),
    Sheet(
        name="Weaknesses",
        path="assets",
        record=Asset,
        layout=Layout.PARTS,
        columns=(
            Column(field="id", header="Asset id", also=("Asset",), refers=("Assets",)),
            Column(field="weaknesses[].name", header="Weakness"),
            Column(field="weaknesses[].status", header="Status"),
            Column(field="weaknesses[].said_by", header="Said by", also=("Source",)),
        ),
    ),
    Sheet(
        name="Assumed",
        path="assumed",
        record=Inventory,
        layout=Layout.WORDS,
        also=("Assumptions",),
        columns=(Column(field="assumed[]", header="Assumed field", also=("Field", "Path")),),
    ),
)
"""Every sheet, in the order in which people fill them."""
