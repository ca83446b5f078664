"""What may happen to each service in a year, to data, and to the phones."""

from __future__ import annotations

from ng911risk.engine.build import Flood
from ng911risk.engine.floods import FloodSize, mean_calls
from ng911risk.engine.harm import WEIGHTS, SiteHarm, counted_from
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.ranges import ordered
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import odds, risk_level
from ng911risk.engine.states import EXPOSED, service_name
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.report import AttackPath, FloodRisk, Found, Odds, ServiceRisk
from ng911risk.model.scales import Band

_NEVER = Band(low=0.0, likely=0.0, high=0.0)
_CALLS_LOST = (ServiceKind.RECEIVE, ServiceKind.ANSWER)


def service_risks(run: Run, paths: tuple[AttackPath, ...]) -> tuple[ServiceRisk, ...]:
    """Every service that the inventory describes, in the order a call goes through."""
    harms = {end: run.harm(end) for end in ENDS}
    return tuple(
        _service(run, kind, harms, paths)
        for kind in ServiceKind
        if kind in harms["likely"].services
    )


def _service(
    run: Run, kind: ServiceKind, harms: dict[End, SiteHarm], paths: tuple[AttackPath, ...]
) -> ServiceRisk:
    at = {end: harms[end].services[kind] for end in ENDS}
    lost, degraded, misled = (
        _odds(run, service_name(outcome, kind, counted_from(outcome)))
        for outcome in ("lost", "degraded", "misled")
    )
    hours_lost, hours_degraded = (
        ordered(*(at[end].hours[outcome] for end in ENDS)) for outcome in ("lost", "degraded")
    )
    an_hour = mean_calls(run.inventory.site) if kind in _CALLS_LOST else 0.0
    weight = WEIGHTS[kind]
    word, impact = max(
        ((lost.word, weight.impact_lost), (degraded.word, weight.impact_degraded)),
        key=lambda pair: risk_level(*pair).rank,
    )
    return ServiceRisk(
        service=kind,
        lost=lost,
        degraded=degraded,
        misled=misled,
        hours_lost=hours_lost,
        hours_degraded=hours_degraded,
        hours_each=ordered(
            *(
                at[end].hours["degraded"] / at[end].rate["degraded"]
                if at[end].rate["degraded"]
                else 0.0
                for end in ENDS
            )
        ),
        calls=Band(
            low=hours_lost.low * an_hour,
            likely=hours_lost.likely * an_hour,
            high=hours_lost.high * an_hour,
        ),
        impact=impact,
        risk=risk_level(word, impact),
        main_cause=next((path.id for path in paths if path.service is kind), ""),
    )


def exposure(run: Run) -> Odds:
    """How often confidential data is read by somebody who should not."""
    return _odds(run, EXPOSED)


def _odds(run: Run, name: str) -> Odds:
    """Odds of the node of that name; what can never be true is known exactly."""
    node = run.built.graph.get(name)
    return odds(_NEVER, Found.EXACT) if node is None else run.odds(node)


def flood_risks(
    run: Run, floods: tuple[tuple[Flood, dict[End, FloodSize]], ...]
) -> tuple[FloodRisk, ...]:
    """Every flood of every channel, by the calls it costs in a year."""
    rates = [run.odds(run.built.graph.index[flood.attempt.node]) for flood, _ in floods]
    made = [
        FloodRisk(
            step=flood.attempt.id,
            channel=flood.channel.id,
            label=flood.channel.label,
            hostile=flood.gift.callers.value == "hostile",
            odds=often,
            calls_per_hour=ordered(*(sizes[end].calls_per_hour for end in ENDS)),
            hold_s=ordered(*(sizes[end].hold_s for end in ENDS)),
            hours=ordered(*(sizes[end].hours for end in ENDS)),
            callers_lost=ordered(*(sizes[end].callers_lost for end in ENDS)),
            calls=ordered(
                *(
                    getattr(often.rate, end)
                    * sizes[end].hours
                    * sizes[end].genuine_per_hour
                    * sizes[end].callers_lost
                    for end in ENDS
                )
            ),
        )
        for (flood, sizes), often in zip(floods, rates, strict=True)
    ]
    return tuple(sorted(made, key=lambda one: (-one.calls.likely, one.step, one.channel)))
