"""Which controls stand where, and how much chance they leave to an attacker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ng911risk.engine.ranges import towards
from ng911risk.model.catalog import ActsOn, Catalog
from ng911risk.model.evidence import Evidence, Standing, Verdict
from ng911risk.model.inventory import Asset, ControlAnswer, Inventory
from ng911risk.model.scales import Band, Share, Status

PARTLY = Band(low=0.75, likely=0.5, high=0.25)
"""Share of a control's effect while it is only partly there. Judgement; docs/method.md."""

UNKNOWN = Band(low=1.0, likely=0.3, high=0.0)
"""The same while nobody knows: everything from full effect to none."""

_WEIGHT = {
    Status.YES: Band(low=1.0, likely=1.0, high=1.0),
    Status.PARTLY: PARTLY,
    Status.UNKNOWN: UNKNOWN,
    Status.NO: Band(low=0.0, likely=0.0, high=0.0),
}

_STANDING = {Verdict.EFFECTIVE: Standing.VERIFIED, Verdict.NOT_EFFECTIVE: Standing.REFUTED}
_SITE = "the whole site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One mitigation on one asset: what is known, who said so, and which coin it shares."""

    mitigation: str
    status: Status
    standing: Standing
    said_by: str
    scope: str
    """Asset, owner or zone the answer speaks of, or the whole site: shares one uniform."""

    place: str
    """Field path of the answer, empty when nobody answered."""

    shares: str = ""
    """
    Scope whose coin it shares, where that is not its own.

    What was seen of one asset takes the coin of the answer that was declared there. With a coin
    of its own, proving what was declared would pull apart what was one chance.
    """

    @property
    def uniform(self) -> str:
        """Name of the uniform number shared by everything under this answer."""
        return f"control:{self.mitigation}|{self.shares or self.scope}"


@dataclass(frozen=True, slots=True)
class Controls:
    """Every answer of one site, newest evidence applied, ready to be asked per asset."""

    by_mitigation: dict[str, dict[str, Control]]
    unavailable: frozenset[str]
    bearing: Mapping[str, tuple[Asset, ...]] = field(default_factory=dict)
    """Of each mitigation that something refutes, the assets on which it has work to do."""

    def on(self, mitigation: str, asset: Asset | None) -> Control:
        """
        Control on `asset` (None: on the site): the most specific answer wins.

        Order: asset, owner, zone, whole site; no answer at all is unknown, and
        no where the transition stage of the site has no such thing.
        """
        answers = self.by_mitigation.get(mitigation, {})
        scopes = (asset.id, asset.owner, asset.zone, _SITE) if asset else (_SITE,)
        for scope in scopes:
            if scope in answers:
                return answers[scope]
        unavailable = mitigation in self.unavailable
        return Control(
            mitigation=mitigation,
            status=Status.NO if unavailable else Status.UNKNOWN,
            standing=Standing.DECLARED,
            said_by="not available at this stage" if unavailable else "",
            scope=_SITE,
            place="",
        )


def controls_of(
    inventory: Inventory, catalog: Catalog, evidence: Iterable[Evidence] = ()
) -> Controls:
    """
    Answers of `inventory` with their standing after the newest conclusive evidence.

    Effective evidence makes a control a verified yes, the contrary a refuted no;
    inconclusive evidence changes nothing.
    """
    declared = _declared_of(inventory, catalog)
    found = {name: dict(answers) for name, answers in declared.by_mitigation.items()}
    assets = {one.id: one for one in inventory.assets}
    for item in sorted(evidence, key=lambda one: one.order):
        if item.verdict in _STANDING:
            for scope in item.scope or (_SITE,):
                before = _before(item.mitigation, scope, assets.get(scope), declared)
                seen = _observed(item, scope, before.scope)
                found.setdefault(item.mitigation, {})[scope] = seen
    refuted = {
        name
        for name, answers in found.items()
        if any(one.standing is Standing.REFUTED for one in answers.values())
    }
    return replace(
        declared,
        by_mitigation=found,
        bearing={name: _bearing(name, inventory, catalog) for name in refuted},
    )


def reverted(
    controls: Controls, mitigation: str, place: str, inventory: Inventory, catalog: Catalog
) -> Controls:
    """
    The same controls, with what was declared wherever evidence of one place decides.

    Args:
        controls: By `controls_of`, with all evidence.
        mitigation: Mitigation id.
        place: Asset, zone or owner the evidence speaks of; empty for the whole site.
        inventory: Where the declared answers are.
        catalog: As in `controls_of`.
    """
    declared, place = _declared_of(inventory, catalog), place or _SITE
    answers = dict(controls.by_mitigation.get(mitigation, {}))
    for asset in decided_by(controls, mitigation, place, inventory):
        said = declared.on(mitigation, asset)
        answers[asset.id] = replace(said, scope=asset.id, shares=said.scope)
    own = declared.by_mitigation.get(mitigation, {}).get(place)
    if own is not None:
        answers[place] = own
    elif place not in {one.id for one in inventory.assets}:
        answers.pop(place, None)
    return replace(controls, by_mitigation={**controls.by_mitigation, mitigation: answers})


def decided_by(
    controls: Controls, mitigation: str, place: str, inventory: Inventory
) -> tuple[Asset, ...]:
    """Assets on which the answer for `place` is the one that counts."""
    place = place or _SITE
    return tuple(one for one in inventory.assets if controls.on(mitigation, one).scope == place)


def left_by(effect: Share, status: Status) -> Band:
    """
    Chance that a control with `effect` does not stop the attacker.

    Returns:
        1 - weight * effect at each end; low favours the centre.
    """
    weight = _WEIGHT[status]
    return towards(
        Band(
            low=1.0 - weight.low * effect.high,
            likely=1.0 - weight.likely * effect.likely,
            high=1.0 - weight.high * effect.low,
        )
    )


def overall_status(name: str, controls: Controls) -> Status:
    """
    One word for the whole site: the site answer, or partly when only some scopes say yes.

    What was refuted on every asset on which the control has work to do is not there, whatever
    is said of the site; refuted on some of them, it is there in part.
    """
    answers = controls.by_mitigation.get(name, {})
    if _SITE in answers or not answers:
        return _seen_apart(name, controls, controls.on(name, None).status)
    said = {one.status for one in answers.values()}
    return said.pop() if said in ({Status.NO}, {Status.UNKNOWN}) else Status.PARTLY


def _seen_apart(name: str, controls: Controls, site: Status) -> Status:
    """What is left of a word for the site after what was refuted in parts of it."""
    refuted = any(
        one.standing is Standing.REFUTED and one.scope != _SITE
        for one in controls.by_mitigation.get(name, {}).values()
    )
    if site is Status.NO or not refuted:
        return site
    said = {controls.on(name, asset).status for asset in controls.bearing.get(name, ())}
    return Status.NO if said == {Status.NO} else Status.PARTLY


def _bearing(name: str, inventory: Inventory, catalog: Catalog) -> tuple[Asset, ...]:
    """
    Assets that some step is aimed at that the mitigation stops.

    The load of a flood is left out: it is felt on lines, and what limits it stands before them.
    """
    entry = catalog.mitigations.get(name)
    kinds = {
        kind
        for answer in (entry.answers if entry else ())
        if answer.acts_on is not ActsOn.LOAD and answer.vector in catalog.vectors
        for step in catalog.vectors[answer.vector].steps
        if not answer.steps or step.id in answer.steps
        for kind in step.target.kinds
    }
    return tuple(one for one in inventory.assets if one.kind in kinds)


def _declared_of(inventory: Inventory, catalog: Catalog) -> Controls:
    found: dict[str, dict[str, Control]] = {}
    for index, answer in enumerate(inventory.controls):
        for scope in answer.scope or (_SITE,):
            found.setdefault(answer.mitigation, {})[scope] = _declared(answer, scope, index)
    stage = inventory.site.stage
    return Controls(
        by_mitigation=found,
        unavailable=frozenset(
            name for name, one in catalog.mitigations.items() if stage not in one.stages
        ),
    )


def _before(mitigation: str, scope: str, asset: Asset | None, declared: Controls) -> Control:
    """What was declared on an asset; of a zone or an owner its own answer, else the site's."""
    own = declared.by_mitigation.get(mitigation, {}).get(scope)
    return own if own is not None else declared.on(mitigation, asset)


def _declared(answer: ControlAnswer, scope: str, index: int) -> Control:
    return Control(
        mitigation=answer.mitigation,
        status=answer.status,
        standing=Standing.DECLARED,
        said_by=answer.said_by,
        scope=scope,
        place=f"controls[{index}].status",
    )


def _observed(item: Evidence, scope: str, shares: str) -> Control:
    verified = item.verdict is Verdict.EFFECTIVE
    return Control(
        mitigation=item.mitigation,
        status=Status.YES if verified else Status.NO,
        standing=_STANDING[item.verdict],
        said_by=f"{item.method}, {_when(item)}",
        scope=scope,
        place=f"evidence of {_when(item)}{_traced(item)}",
        shares=shares,
    )


def _when(item: Evidence) -> str:
    return f"{item.lab.at:%Y-%m-%d %H:%M:%S} UTC" if item.lab else item.on.isoformat()


def _traced(item: Evidence) -> str:
    """Where what a machine saw can be traced to: packets that it sent, hash of the capture."""
    if item.lab is None:
        return ""
    packets = (
        ""
        if item.lab.packets is None
        else f", {item.lab.packets:,} packets on the wire in the whole run"
    )
    capture = f", capture {item.lab.capture}" if item.lab.capture else ""
    return f"{packets}{capture}"
