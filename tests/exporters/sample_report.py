"""A small hand-made report that looks like a real one: two paths, six findings, five actions."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from ng911risk.model.capacity import (
    AttackCalls,
    Front,
    FrontCapacity,
    Limit,
    ShiftCapacity,
    StandardMet,
    Treated,
    Treatment,
)
from ng911risk.model.catalog import ActsOn, CostBand
from ng911risk.model.choke import ChokePoint
from ng911risk.model.evidence import Standing
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.near_miss import NearMiss, NearMissKind
from ng911risk.model.report import (
    Action,
    AttackPath,
    AttackStep,
    Basis,
    Fact,
    Factor,
    Finding,
    Firmness,
    FloodRisk,
    Found,
    Influence,
    IntelligenceUse,
    Odds,
    PathStop,
    ProgrammeLine,
    ProgrammeView,
    RiskReport,
    Sampling,
    ServiceRisk,
    SiteSummary,
    SourceUse,
    Unknown,
    Working,
    ZoneLabel,
)
from ng911risk.model.scales import Band, Grade, Level, Stage, Status


def band(low: float, likely: float, high: float) -> Band:
    return Band(low=low, likely=likely, high=high)


def odds(low: float, likely: float, high: float, word: Level) -> Odds:
    return Odds(
        rate=band(low, likely, high),
        chance=band(*(-math.expm1(-rate) for rate in (low, likely, high))),
        word=word,
        found=Found.SAMPLED,
        sampling=Sampling(
            rate_low=likely * 0.9,
            rate_high=likely * 1.1,
            chance_low=-math.expm1(-likely * 0.9),
            chance_high=-math.expm1(-likely * 1.1),
            worlds=8192,
        ),
    )


ZONES = (
    ZoneLabel(id="county", label="County office network"),
    ZoneLabel(id="dispatch", label="Dispatch room"),
    ZoneLabel(id="provider", label="Provider's network"),
)
_LABELS = {
    "county-pcs": "County office PCs (x120)",
    "directory": "County directory",
    "cad": "CAD server",
    "rms": "Records server",
    "trunks-911": "9-1-1 circuits",
    "admin-lines": "Ten-digit lines",
}
_ZONE_OF = {"county-pcs": "county", "directory": "county", "trunks-911": "provider"}


def step(vector: str, name: str, asset: str, title: str, chance: Band) -> AttackStep:
    facts = (
        Fact(
            what="Chance without any control",
            value="0.5 to 0.95, likely 0.75",
            place=f"threat_catalog/{vector}.yaml steps[{name}].success",
            grade=Grade.JUDGEMENT,
        ),
        Fact(
            what="Separate sign-in for dispatch systems",
            value="unknown",
            place="site.yaml controls[zone-segmentation]",
            said_by="county IT manager",
        ),
    )
    return AttackStep(
        id=f"{vector}.{name}@{asset}",
        finding=f"{vector}@{asset}",
        title=title,
        asset=asset,
        zone=_ZONE_OF.get(asset, "dispatch"),
        chance=chance,
        factors=(Factor(what="The step itself works", chance=chance, facts=facts),),
    )


PHISH = step("phishing", "open", "county-pcs", "A clerk opens a mail", band(0.05, 0.2, 0.5))
SPREAD = step(
    "lateral-movement-from-county",
    "spread",
    "directory",
    "The intruder becomes administrator of the directory",
    band(0.1, 0.3, 0.6),
)
ENCRYPT = step("ransomware", "encrypt", "cad", "CAD server is encrypted", band(0.5, 0.75, 0.95))
ENCRYPT_RMS = step("ransomware", "encrypt", "rms", "Records are encrypted", band(0.5, 0.75, 0.95))
CUT = step(
    "carrier-or-power-outage",
    "cut",
    "trunks-911",
    "A cable cut takes down the 9-1-1 circuits",
    band(0.1, 0.3, 0.8),
)
FLOOD = step(
    "tdos-ten-digit-lines",
    "flood",
    "admin-lines",
    "Ten-digit lines are flooded with calls",
    band(0.2, 0.5, 0.8),
)


def _stop(one: AttackStep) -> PathStop:
    zones = {zone.id: zone.label for zone in ZONES}
    return PathStop(
        asset=one.asset,
        label=_LABELS[one.asset],
        zone=one.zone,
        zone_label=zones[one.zone],
        title=one.title,
        steps=(one.id,),
    )


RANSOM_PATH = AttackPath(
    id="criminal:phishing.open@county-pcs:ransomware.encrypt@cad",
    actor="criminal",
    actor_title="Criminals after money",
    service=ServiceKind.DISPATCH,
    outcome="CAD server is encrypted and dispatch goes on without it",
    stops=(_stop(PHISH), _stop(SPREAD), _stop(ENCRYPT)),
    steps=(PHISH, SPREAD, ENCRYPT),
    odds=odds(0.01, 0.034, 0.11, Level.LOW),
    this_way=odds(0.008, 0.02, 0.08, Level.LOW),
    hours=band(48.0, 96.0, 216.0),
    harm=3.2,
)
CUT_PATH = AttackPath(
    id="nature:carrier-or-power-outage.cut@trunks-911:carrier-or-power-outage.cut@trunks-911",
    actor="nature",
    actor_title="Weather, accidents and the public in distress",
    service=ServiceKind.RECEIVE,
    outcome="9-1-1 calls do not reach the centre",
    stops=(_stop(CUT),),
    steps=(CUT,),
    odds=odds(0.1, 0.3, 0.8, Level.HIGH),
    this_way=odds(0.1, 0.3, 0.8, Level.HIGH),
    hours=band(2.0, 6.0, 14.0),
    harm=1.9,
)


def _service(kind: ServiceKind, scale: float, risk: Level, cause: str = "") -> ServiceRisk:
    return ServiceRisk(
        service=kind,
        lost=odds(0.002 * scale, 0.01 * scale, 0.05 * scale, Level.LOW),
        degraded=odds(0.01 * scale, 0.04 * scale, 0.12 * scale, Level.LOW),
        misled=odds(0.0, 0.0005 * scale, 0.002 * scale, Level.VERY_LOW),
        hours_lost=band(0.1 * scale, 0.5 * scale, 2.0 * scale),
        hours_degraded=band(0.5 * scale, 4.0 * scale, 19.0 * scale),
        hours_each=band(2.0, 20.0, 200.0),
        calls=band(0.2 * scale, 0.7 * scale, 2.1 * scale),
        impact=Level.HIGH,
        risk=risk,
        main_cause=cause,
    )


def _finding(
    one: AttackStep, owner: OwnerClass, risk: Level, harms: tuple[ServiceKind, ...]
) -> Finding:
    vector, asset = one.finding.split("@")
    return Finding(
        id=one.finding,
        vector=vector,
        asset=asset,
        title=one.title,
        asset_label=_LABELS[asset],
        owner=f"owner-{owner.value}",
        owner_class=owner,
        inherent=odds(0.1, 0.4, 0.9, Level.HIGH),
        residual=odds(0.01, 0.05, 0.2, Level.LOW),
        impact=Level.HIGH if harms else Level.LOW,
        likelihood=Level.LOW,
        risk=risk,
        harms=harms,
        steps=(one,),
        criteria="Only those who run dispatch systems reach them (NIST CSF 2.0 PR.IR-01).",
        condition=f"{_LABELS[asset]} shares sign-in with the county; who may reach it is unknown.",
        cause="One directory serves the whole county.",
        effect="Dispatch goes on with paper cards until the system is rebuilt.",
        recommendation="Give dispatch systems a sign-in of their own.",
        mitigations=("zone-segmentation", "tested-offline-backups"),
    )


FINDINGS = (
    _finding(
        ENCRYPT, OwnerClass.VENDOR, Level.MODERATE, (ServiceKind.DISPATCH, ServiceKind.RECORDS)
    ),
    _finding(CUT, OwnerClass.CARRIER, Level.MODERATE, (ServiceKind.RECEIVE,)),
    _finding(ENCRYPT_RMS, OwnerClass.COUNTY_IT, Level.LOW, (ServiceKind.RECORDS,)),
    _finding(SPREAD, OwnerClass.COUNTY_IT, Level.LOW, (ServiceKind.DISPATCH,)),
    _finding(PHISH, OwnerClass.COUNTY_IT, Level.LOW, (ServiceKind.DISPATCH,)),
    _finding(FLOOD, OwnerClass.PSAP, Level.VERY_LOW, ()),
)


def _action(
    mitigation: str,
    title: str,
    owner: OwnerClass,
    status: Status,
    after: float,
    acts_on: ActsOn,
    vectors: tuple[str, ...],
) -> Action:
    return Action(
        mitigation=mitigation,
        title=title,
        owner_class=owner,
        status=status,
        available=mitigation != "alternate-routing",
        harm_removed=band(0.4, 1.8, 3.9),
        share_removed=0.31,
        headline_before=0.0334,
        headline_after=after,
        hours_before=41.0,
        hours_after=41.0 if after < 0.03 else 18.0,
        cost=CostBand(dollars_low=0, dollars_high=2000, days_low=2, days_high=5),
        how="Ask county IT for a sign-in of its own for CAD. Test that a county password fails.",
        among_first=0.95,
        acts_on=(acts_on,),
        vectors=vectors,
    )


ACTIONS = (
    _action(
        "zone-segmentation",
        "Separate sign-in and network for CAD",
        OwnerClass.COUNTY_IT,
        Status.NO,
        0.0125,
        ActsOn.LIKELIHOOD,
        ("lateral-movement-from-county", "ransomware"),
    ),
    _action(
        "tested-offline-backups",
        "Keep offline backups and time a restore",
        OwnerClass.PSAP,
        Status.UNKNOWN,
        0.0334,
        ActsOn.RECOVERY,
        ("ransomware",),
    ),
    _action(
        "alternate-routing",
        "Send calls another way when a circuit is cut",
        OwnerClass.NGCS_PROVIDER,
        Status.UNKNOWN,
        0.0334,
        ActsOn.FALLBACK,
        ("carrier-or-power-outage",),
    ),
    _action(
        "separate-admin-lines",
        "Keep administrative lines apart from 9-1-1",
        OwnerClass.CARRIER,
        Status.PARTLY,
        0.0334,
        ActsOn.LOAD,
        ("tdos-ten-digit-lines",),
    ),
    _action(
        "mail-and-web-filtering",
        "Filter mail and web on county PCs",
        OwnerClass.COUNTY_IT,
        Status.NO,
        0.02,
        ActsOn.LIKELIHOOD,
        ("phishing",),
    ),
)

STANDARDS = (
    StandardMet(seconds=15.0, asked=0.9, met=0.955),
    StandardMet(seconds=20.0, asked=0.95, met=0.96),
)


def calls(likely: float) -> AttackCalls:
    """Attack calls around `likely`."""
    return AttackCalls(low=likely / 10.0, likely=likely, high=3.0 * likely)


def fronts(tenth: float) -> tuple[FrontCapacity, ...]:
    """9-1-1 trunks that lose a tenth of callers at so many attack calls, and ten-digit lines."""
    never = AttackCalls(low=None, likely=None, high=None)
    admitted = Treated(
        treatment=Treatment.ADMIT,
        status=Status.NO,
        tenth_lost=calls(1.5 * tenth),
        half_lost=calls(4.5 * tenth),
        rejected=0.02,
    )
    trunks = FrontCapacity(
        front=Front.TRUNKS,
        lines=6,
        tenth_lost=calls(tenth),
        half_lost=calls(3.0 * tenth),
        tenth_blocked=calls(4.0 * tenth),
        half_blocked=calls(9.0 * tenth),
        first=Limit.PEOPLE,
        treated=(
            Treated(
                treatment=Treatment.ISOLATE,
                status=Status.PARTLY,
                tenth_lost=calls(1.2 * tenth),
                half_lost=calls(3.5 * tenth),
            ),
            admitted,
            Treated(
                treatment=Treatment.OVERFLOW,
                status=Status.UNKNOWN,
                tenth_lost=None,
                half_lost=None,
            ),
            Treated(
                treatment=Treatment.HOLD,
                status=Status.UNKNOWN,
                tenth_lost=calls(1.1 * tenth),
                half_lost=calls(3.0 * tenth),
            ),
        ),
    )
    isolated = replace(trunks.treated[0], tenth_lost=never, half_lost=never)
    office = replace(
        trunks,
        front=Front.TEN_DIGIT,
        lines=4,
        half_lost=AttackCalls(low=7.0 * tenth, likely=None, high=None),
        first=Limit.LINES,
        treated=(isolated, replace(admitted, rejected=0.0), *trunks.treated[2:]),
    )
    return trunks, office


SAMPLE = RiskReport(
    format="ng911risk-report/1",
    made_at=dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC),
    tool_version="0.1.0",
    catalog_version="0.1.0",
    catalog_digest="c" * 64,
    inventory_digest="5a3f9d0c" * 8,
    seed=911,
    worlds=4000,
    site=SiteSummary(
        name="Pine County 9-1-1",
        state="KS",
        stage=Stage.TRANSITIONAL,
        population=28_400,
        positions=4,
        on_duty_most=2,
        on_duty_least=1,
        assets=31,
        machines=164,
    ),
    zones=ZONES,
    services=(
        _service(ServiceKind.RECEIVE, 4.0, Level.HIGH, CUT_PATH.id),
        _service(ServiceKind.ANSWER, 0.5, Level.LOW),
        _service(ServiceKind.LOCATE, 0.3, Level.LOW),
        _service(ServiceKind.DISPATCH, 2.0, Level.MODERATE, RANSOM_PATH.id),
        _service(ServiceKind.RADIO, 0.1, Level.VERY_LOW),
        _service(ServiceKind.RECORDS, 2.0, Level.LOW, RANSOM_PATH.id),
        _service(ServiceKind.PUBLIC_ALERT, 0.1, Level.VERY_LOW),
    ),
    exposure=odds(0.005, 0.02, 0.08, Level.LOW),
    shifts=(
        ShiftCapacity(
            from_hour=0,
            to_hour=7,
            on_duty=1,
            baseline_lost=0.004,
            baseline_in_standard=0.93,
            flood_half_lost_short=170.0,
            flood_half_lost_long=21.0,
            standards=STANDARDS,
            fronts=fronts(60.0),
        ),
        ShiftCapacity(
            from_hour=7,
            to_hour=24,
            on_duty=2,
            baseline_lost=0.011,
            baseline_in_standard=0.955,
            flood_half_lost_short=431.0,
            flood_half_lost_long=34.7,
            standards=STANDARDS,
            fronts=fronts(120.0),
        ),
    ),
    floods=(
        FloodRisk(
            step=FLOOD.id,
            channel="admin-lines",
            label="Ten-digit lines",
            hostile=True,
            odds=odds(0.02, 0.09, 0.3, Level.LOW),
            calls_per_hour=band(20.0, 120.0, 900.0),
            hold_s=band(10.0, 45.0, 180.0),
            hours=band(0.5, 3.0, 30.0),
            callers_lost=band(0.0, 0.08, 0.6),
            calls=band(0.0, 0.4, 6.0),
        ),
    ),
    paths=(RANSOM_PATH, CUT_PATH),
    findings=FINDINGS,
    actions=ACTIONS,
    firmness=Firmness(draws=40, same=0.925),
    tied=(),
    near_misses=(
        NearMiss(
            kind=NearMissKind.FOOTHOLD,
            subject="dispatch",
            change="Somebody from outside gets into Dispatch <room>.",
            place="site.yaml:12",
            service=ServiceKind.DISPATCH,
            chance_before=0.1,
            chance_after=0.25,
            harm_added=Band(low=1.0, likely=4.0, high=30.0),
        ),
    ),
    choke_points=(
        ChokePoint(
            service=ServiceKind.DISPATCH,
            subject="cad",
            label="CAD & records",
            what="to act as an administrator of CAD & records",
        ),
    ),
    influences=(
        Influence(
            what="Hours until it works again: rebuild",
            place="threat_catalog/recovery/rebuild.yaml hours",
            grade=Grade.SECONDARY,
            low=48.0,
            likely=216.0,
            high=720.0,
            harm_at_low=1.1,
            harm_at_high=6.4,
        ),
        Influence(
            what="Is it there: Check backups by restoring them (the whole site)",
            place="controls: mitigation tested-offline-backups",
            grade=None,
            low=0.0,
            likely=0.3,
            high=1.0,
            harm_at_low=2.6,
            harm_at_high=1.9,
        ),
    ),
    unknowns=(
        Unknown(
            subject="brokered-vendor-access",
            question="Can a vendor sign in to CAD without you letting them in each time?",
            ask=OwnerClass.VENDOR,
            swing=0.34,
            place="controls[brokered-vendor-access]",
        ),
        Unknown(
            subject="tested-offline-backups",
            question="Was a full restore of CAD timed in the last twelve months?",
            ask=OwnerClass.PSAP,
            swing=0.12,
            place="controls[tested-offline-backups]",
        ),
    ),
    working=(
        Working(
            mitigation="practised-manual-dispatch",
            title="Practise dispatch on paper",
            status=Status.YES,
            standing=Standing.VERIFIED,
            said_by="shift supervisor",
            scope=(),
        ),
        Working(
            mitigation="multi-factor-sign-in",
            title="Second proof at sign-in",
            status=Status.PARTLY,
            standing=Standing.DECLARED,
            said_by="county IT manager",
            scope=("county",),
        ),
    ),
    programmes=(
        ProgrammeView(
            id="necp-2019",
            title="National Emergency Communications Plan 2019",
            note="What is in place, what is missing and what is unknown. Never a score.",
            lines=(
                ProgrammeLine(
                    id="G6",
                    title="Cybersecurity",
                    quoted=True,
                    in_place=(),
                    partly=("multi-factor-sign-in",),
                    missing=("zone-segmentation",),
                    unknown=("tested-offline-backups",),
                    note="",
                ),
                ProgrammeLine(
                    id="O3.1",
                    title="Practise continuity",
                    quoted=False,
                    in_place=("practised-manual-dispatch",),
                    partly=(),
                    missing=(),
                    unknown=(),
                    note="Two of three circuits have a TSP code.",
                ),
            ),
        ),
    ),
    harm=band(1.1, 5.8, 19.0),
    basis=Basis(declared=31, by_others=6, verified=3, assumed=12, unknown=9, judgement_share=0.93),
    sources=(
        SourceUse(
            title="CISA, StopRansomware, public safety emergency communications resources",
            locator="cisa.gov/stopransomware",
            grade=Grade.VERIFIED,
            used_by=("ransomware", "tested-offline-backups"),
        ),
        SourceUse(
            title="Baltimore 2018, CAD down about 17 hours",
            locator="AP",
            grade=Grade.SECONDARY,
            used_by=("ransomware",),
        ),
    ),
    warnings=("Nobody says who runs the paging system; it is not in the inventory.",),
    backup="Elm County, by a phone call to the provider",
    last_test=None,
    intelligence=(
        IntelligenceUse(
            feed="State ISAC",
            feed_digest="f" * 64,
            object="attack-pattern--0b1a5a2e-6f0f-4a52-9ddd-5f4d3f7c6f10",
            about="ransomware",
            raised=True,
            what="Data Encrypted for Impact (T1486) is used: campaign Night Shift uses it.",
        ),
        IntelligenceUse(
            feed="State ISAC",
            feed_digest="f" * 64,
            object="indicator--0b1a5a2e-6f0f-4a52-9ddd-5f4d3f7c6f11",
            about="cad",
            raised=False,
            what="The indicator scanner names 203.0.113.9; this is reached at 203.0.113.0/24.",
        ),
    ),
)
