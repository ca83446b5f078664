"""Which controls stand where, and how much chance they leave to an attacker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ng911risk.engine.ranges import towards
from ng911risk.model.catalog import Catalog
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

    @property
    def uniform(self) -> str:
        """Name of the uniform number shared by everything under this answer."""
        return f"control:{self.mitigation}|{self.scope}"


@dataclass(frozen=True, slots=True)
class Controls:
    """Every answer of one site, newest evidence applied, ready to be asked per asset."""

    by_mitigation: dict[str, dict[str, Control]]
    unavailable: frozenset[str]

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
    found: dict[str, dict[str, Control]] = {}
    for index, answer in enumerate(inventory.controls):
        for scope in answer.scope or (_SITE,):
            found.setdefault(answer.mitigation, {})[scope] = _declared(answer, scope, index)
    for item in sorted(evidence, key=lambda one: one.moment):
        if item.verdict in _STANDING:
            for scope in item.scope or (_SITE,):
                found.setdefault(item.mitigation, {})[scope] = _observed(item, scope)
    stage = inventory.site.stage
    return Controls(
        by_mitigation=found,
        unavailable=frozenset(
            name for name, one in catalog.mitigations.items() if stage not in one.stages
        ),
    )


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
    """One word for the whole site: the site answer, or partly when only some scopes say yes."""
    answers = controls.by_mitigation.get(name, {})
    if _SITE in answers or not answers:
        return controls.on(name, None).status
    said = {one.status for one in answers.values()}
    return said.pop() if said in ({Status.NO}, {Status.UNKNOWN}) else Status.PARTLY


def _declared(answer: ControlAnswer, scope: str, index: int) -> Control:
    return Control(
        mitigation=answer.mitigation,
        status=answer.status,
        standing=Standing.DECLARED,
        said_by=answer.said_by,
        scope=scope,
        place=f"controls[{index}].status",
    )


def _observed(item: Evidence, scope: str) -> Control:
    verified = item.verdict is Verdict.EFFECTIVE
    return Control(
        mitigation=item.mitigation,
        status=Status.YES if verified else Status.NO,
        standing=_STANDING[item.verdict],
        said_by=f"{item.method}, {_when(item)}",
        scope=scope,
        place=f"evidence of {_when(item)}{_traced(item)}",
    )


def _when(item: Evidence) -> str:
    return f"{item.lab.at:%Y-%m-%d %H:%M:%S} UTC" if item.lab else item.on.isoformat()


def _traced(item: Evidence) -> str:
    """Where what a machine saw can be traced to: packets that it sent, hash of the capture."""
    if item.lab is None:
        return ""
    packets = "" if item.lab.packets is None else f", {item.lab.packets:,} packets on the wire"
    capture = f", capture {item.lab.capture}" if item.lab.capture else ""
    return f"{packets}{capture}"
