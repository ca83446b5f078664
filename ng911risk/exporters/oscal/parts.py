"""Head and foot of OSCAL documents, and what the centre has: parties, components, assets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from ng911risk.exporters.json_report import report_id
from ng911risk.exporters.oscal.frame import OSCAL_VERSION, Frame, Oscal, without_empty
from ng911risk.exporters.oscal.ids import SYSTEM, document_uuid
from ng911risk.model.inventory import Asset, ControlAnswer, Owner, OwnerClass, Software, Zone
from ng911risk.model.speakers import Speakers

ROLES: Final = {
    "assessor": "Who assessed: the centre itself, with this tool",
    "asset-owner": "Who can change an asset",
    "action-owner": "Who would carry out an action",
    "risk-acceptor": "Who accepts risks of the centre",
    "publisher": "Who publishes the tool and its catalogue",
}
"""Role id -> title."""

_JUDGEMENT: Final = (
    "That a measure helps with a control is judgement of the publisher of the catalogue. "
    "Nothing here says that a control of a framework is met, and no score of one can be made of it."
)


def document(kind: str, tree: Oscal) -> bytes:
    """
    A whole document.

    Args:
        kind: Name of its root.
        tree: Its content but for its uuid, which is made of all of it.
    """
    content = without_empty(tree)
    tree = {kind: {"uuid": document_uuid(kind, content), **content}}
    # without indents: risks by the hundred are read by machines, and half the size
    return (json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def metadata(frame: Frame, title: str) -> Oscal:
    """Head of a document."""
    report = frame.given.report
    return {
        "title": frame.line(title),
        "last-modified": frame.made,
        "version": report_id(report),
        "oscal-version": OSCAL_VERSION,
        "props": frame.props(
            tool_version=report.tool_version,
            catalog_version=report.catalog_version,
            catalog_digest=report.catalog_digest,
            inventory_digest=report.inventory_digest,
            seed=str(report.seed),
            worlds=str(report.worlds),
            seal=frame.given.seal,
        ),
        "roles": [{"id": id_, "title": title} for id_, title in ROLES.items()],
        "parties": [*_parties(frame)],
        "responsible-parties": [
            {"role-id": "assessor", "party-uuids": [frame.centre]},
            {"role-id": "risk-acceptor", "party-uuids": [frame.centre]},
            {"role-id": "publisher", "party-uuids": [frame.ids.uuid("party", "publisher")]},
        ],
        "remarks": _JUDGEMENT,
    }


def owner_party(frame: Frame, owner: str) -> str:
    """Uuid of the party that is an owner of the inventory; the centre is one party only."""
    if owner in _centres(frame):
        return frame.centre
    return frame.ids.uuid("party", "owner", owner)


def class_party(frame: Frame, owner_class: OwnerClass) -> str:
    """Uuid of the party that would do what falls to this kind of owner."""
    if owner_class is OwnerClass.PSAP:
        return frame.centre
    for owner in frame.given.inventory.owners:
        if owner.owner_class is owner_class:
            return owner_party(frame, owner.id)
    return _kind_party(frame, owner_class)


def speaking_parties(frame: Frame, answer: ControlAnswer) -> tuple[str, ...]:
    """Uuids of the parties that stand behind an answer, where its words name any."""
    said = frame.speakers(answer)
    named = [owner_party(frame, one.id) for one in said.owners]
    return tuple(dict.fromkeys((*named, *(_kind_party(frame, one) for one in _bare(said)))))


def _bare(said: Speakers) -> set[OwnerClass]:
    """Kinds of which the words name no owner."""
    return {*said.kinds} - {one.owner_class for one in said.owners}


def _kind_party(frame: Frame, owner_class: OwnerClass) -> str:
    """Uuid of a kind of organisation, where nobody says which; there is one centre."""
    if owner_class is OwnerClass.PSAP:
        return frame.centre
    return frame.ids.uuid("party", "class", owner_class.value)


def _centres(frame: Frame) -> frozenset[str]:
    """Ids of the owner that is the centre itself: the only one of its kind, or of its name."""
    inventory = frame.given.inventory
    ours = [one for one in inventory.owners if one.owner_class is OwnerClass.PSAP]
    if len(ours) > 1:
        ours = [one for one in ours if one.name.casefold() == inventory.site.name.casefold()]
    return frozenset(one.id for one in ours)


def _parties(frame: Frame) -> Iterator[Oscal]:
    inventory = frame.given.inventory
    centres = _centres(frame)
    yield _centre(frame, [one for one in inventory.owners if one.id in centres])
    yield {
        "uuid": frame.ids.uuid("party", "publisher"),
        "type": "organization",
        "name": "ng911risk project",
    }
    for owner in inventory.owners:
        if owner.id not in centres:
            yield _owner(frame, owner)
    yield from _kinds(frame)


def _kinds(frame: Frame) -> Iterator[Oscal]:
    """Kinds of organisation that something falls to, or that said something, without a name."""
    given = frame.given
    known = {owner.owner_class for owner in given.inventory.owners}
    needed = {one.owner_class for one in given.report.actions}
    needed |= {one.owner_class for one in given.report.findings}
    spoke = {kind for one in given.inventory.controls for kind in _bare(frame.speakers(one))}
    for owner_class in OwnerClass:
        if owner_class in (needed - known) | spoke and owner_class is not OwnerClass.PSAP:
            yield {
                "uuid": _kind_party(frame, owner_class),
                "type": "organization",
                "name": frame.line(owner_class.words),
                "remarks": "A kind of organisation; which one is not said."
                if owner_class in known
                else "Not in the inventory: what falls to this kind of organisation.",
            }


def _centre(frame: Frame, owners: list[Owner]) -> Oscal:
    """Return the centre, with what the inventory says of it as an owner."""
    site = frame.given.inventory.site
    return without_empty(
        {
            "uuid": frame.centre,
            "type": "organization",
            "name": frame.line(site.name),
            "props": frame.props(
                state=frame.said(site.state),
                stage=site.stage.value,
                owner_id=" ".join(one.id for one in owners),
                owner_class=owners[0].owner_class.value if owners else None,
            ),
            "remarks": _contact(frame, owners),
        }
    )


def _owner(frame: Frame, owner: Owner) -> Oscal:
    return without_empty(
        {
            "uuid": owner_party(frame, owner.id),
            "type": "organization",
            "name": frame.line(owner.name or owner.id),
            "props": frame.props(owner_id=owner.id, owner_class=owner.owner_class.value),
            "remarks": _contact(frame, [owner]),
        }
    )


def _contact(frame: Frame, owners: list[Owner]) -> str | None:
    """Return who to call, where names of people were asked for."""
    told = "; ".join(one.contact for one in owners if one.contact.strip())
    return frame.text(f"Contact: {told}") if told and frame.given.wishes.people else None


def components(frame: Frame) -> list[Oscal]:
    """Return the centre, this tool, parts of the network, and software."""
    site = frame.given.inventory.site
    return [
        {
            "uuid": frame.ids.uuid("component", "site"),
            "type": "this-system",
            "title": frame.line(site.name),
            "description": "The 9-1-1 centre and everything its calls and its work depend on.",
            "props": frame.props(stage=site.stage.value),
            "status": {"state": "operational"},
        },
        {
            "uuid": frame.tool,
            "type": "software",
            "title": "ng911risk",
            "description": "Worked out the risks of this document from an inventory and answers.",
            "props": frame.props(version=frame.given.report.tool_version),
            "status": {"state": "operational"},
        },
        *(_zone(frame, zone) for zone in frame.given.inventory.zones),
        *_software(frame),
    ]


def _zone(frame: Frame, zone: Zone) -> Oscal:
    return {
        "uuid": frame.ids.uuid("component", "zone", zone.id),
        "type": "network",
        "title": frame.line(zone.name or zone.id),
        "description": "A part of the network with one level of trust.",
        "props": frame.props(zone_id=zone.id, environment=zone.environment.value),
        "status": {"state": "operational"},
    }


def _software(frame: Frame) -> Iterator[Oscal]:
    found = {
        _software_id(frame, one): one
        for asset in frame.given.inventory.assets
        for one in asset.software
    }
    for uuid, one in found.items():
        yield {
            "uuid": uuid,
            "type": "software",
            "title": frame.line(f"{one.name} {one.version}"),
            "description": "A product that assets of the centre run.",
            "props": frame.props(
                version=one.version,
                cpe=one.cpe,
                end_of_life=one.end_of_life.isoformat() if one.end_of_life else None,
            ),
            "status": {"state": "operational"},
        }


def _software_id(frame: Frame, one: Software) -> str:
    return frame.ids.uuid("component", "software", one.name, one.version, one.cpe)


def inventory_items(frame: Frame) -> list[Oscal]:
    """Return every asset, without its addresses."""
    return [_asset(frame, asset) for asset in frame.given.inventory.assets]


def _asset(frame: Frame, asset: Asset) -> Oscal:
    software = dict.fromkeys(_software_id(frame, one) for one in asset.software)
    inside = []
    if frame.kinds.get(asset.zone) == "zone":
        inside = [frame.ids.uuid("component", "zone", asset.zone)]
    return without_empty(
        {
            "uuid": frame.ids.uuid("inventory-item", asset.id),
            "description": frame.line(asset.name or asset.id),
            "props": frame.props(
                asset_id=asset.id, kind=asset.kind.value, zone=asset.zone, count=str(asset.count)
            ),
            "responsible-parties": [
                {"role-id": "asset-owner", "party-uuids": [owner_party(frame, asset.owner)]}
            ],
            "implemented-components": [{"component-uuid": one} for one in (*inside, *software)],
        }
    )


def subject(frame: Frame, scope: str) -> Oscal:
    """Return a reference to an asset, a zone, an owner, or the whole centre."""
    kind = frame.kinds.get(scope)
    if kind == "asset":
        return {"subject-uuid": frame.ids.uuid("inventory-item", scope), "type": "inventory-item"}
    if kind == "owner":
        return {"subject-uuid": owner_party(frame, scope), "type": "party"}
    key = ("zone", scope) if kind == "zone" else ("site",)
    return {"subject-uuid": frame.ids.uuid("component", *key), "type": "component"}


def back_matter(frame: Frame, *, plan: bool) -> Oscal:
    """
    Return the resources that the document refers to.

    Args:
        frame: The export.
        plan: True where an assessment plan has to be there.
    """
    resources = [_plan(frame)] if plan else []
    for name, framework in sorted(frame.given.catalog.frameworks.items()):
        resources.append(
            {
                "uuid": frame.ids.uuid("resource", "framework", name),
                "title": frame.line(f"{framework.title}, version {framework.version}"),
                "description": frame.text(framework.note),
                "props": [{"name": "type", "value": "standard"}],
                "rlinks": [{"href": framework.catalog.href}],
            }
        )
    return {"resources": resources}


def _plan(frame: Frame) -> Oscal:
    return {
        "uuid": frame.ids.uuid("resource", "plan"),
        "title": "Assessment plan",
        "description": "There is no plan in OSCAL. What is assessed is fixed by the catalogue of "
        "ng911risk: every mitigation is asked about, every vector is tried on the inventory.",
        "props": [
            {"name": "type", "value": "plan"},
            {
                "name": "catalog-digest",
                "ns": SYSTEM,
                "value": frame.given.report.catalog_digest,
            },
        ],
    }
