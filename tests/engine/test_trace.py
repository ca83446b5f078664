from __future__ import annotations

import math
from dataclasses import replace

import pytest

from ng911risk.engine.trace import Tracer
from ng911risk.model.catalog import YesMeans
from ng911risk.model.inventory import KnownWeakness
from ng911risk.model.report import AttackStep, Factor
from ng911risk.model.scales import Grade, Status
from tests.engine.runs import run_of
from tests.engine.small import STORY_ASSETS, said, story, story_catalog

CONTROLS = (said("train", Status.NO, said_by="Chief"), said("backups", Status.PARTLY))


def _steps(status: Status = Status.UNKNOWN) -> dict[str, AttackStep]:
    known = (KnownWeakness(name="flat", status=status, said_by="IT"),)
    cad = (
        STORY_ASSETS[1] if status is Status.UNKNOWN else replace(STORY_ASSETS[1], weaknesses=known)
    )
    run = run_of(story(STORY_ASSETS[0], cad, STORY_ASSETS[2], controls=CONTROLS), story_catalog())
    tracer = Tracer(run.inventory, run.catalog, run.built, "site.yaml {}".format)
    return {name: tracer.step(one) for name, one in run.built.tries.items()}


STEPS = _steps()


def _factor(step: str, what: str, steps: dict[str, AttackStep] = STEPS) -> Factor:
    return next(one for one in steps[step].factors if one.what.startswith(what))


def test_a_step_names_its_asset_in_plain_words() -> None:
    step = STEPS["bad-mail.open@pc"]

    assert (step.title, step.asset, step.zone) == ("open at pc (x4)", "pc", "office")
    assert step.finding == "bad-mail@pc"


@pytest.mark.parametrize("name", [name for name in STEPS if name != "wear-out.die@cad"])
@pytest.mark.parametrize("end", ["low", "likely", "high"])
def test_its_chance_is_the_product_of_the_coins_that_decide_it(name: str, end: str) -> None:
    deciding = [one for one in STEPS[name].factors if not one.what.startswith("Outage")]

    assert getattr(STEPS[name].chance, end) == pytest.approx(
        math.prod(getattr(one.chance, end) for one in deciding)
    )


def test_a_rate_is_told_apart_from_the_chance() -> None:
    step = STEPS["wear-out.die@cad"]
    [factor] = step.factors

    assert factor.what == "Happens so many times a year"
    assert factor.chance.likely == pytest.approx(0.5)
    assert step.chance.likely == 1.0


def test_what_shortens_the_outage_is_told_but_does_not_make_it_rarer() -> None:
    long = _factor("ransom.lock@cad", "Outage not shortened by: Title")

    assert long.facts[0].value == "partly"
    assert long.facts[0].place == "site.yaml controls[1].status"


def test_luck_leads_to_the_file_of_the_vector() -> None:
    [fact] = _factor("bad-mail.open@pc", "The try succeeds").facts

    assert fact.place == "threat_catalog/bad-mail.yaml steps[open].success"
    assert fact.value == "0.25 to 0.75, likely 0.5"
    assert fact.grade is Grade.JUDGEMENT


def test_a_control_leads_to_the_answer_and_to_its_file() -> None:
    answer, effect = _factor("bad-mail.open@pc", "Not stopped by").facts

    assert (answer.value, answer.said_by) == ("no", "Chief")
    assert answer.place == "site.yaml controls[0].status"
    assert effect.place == "mitigations/train.yaml answers[0].effect"


def test_what_nobody_said_says_so_and_names_where_to_say_it() -> None:
    weak, share = _factor("ransom.move@cad", "Weakness: flat").facts
    control = _factor("ransom.move@cad", "Not stopped by").facts[0]

    assert weak.place == "nobody said; assets[cad].weaknesses"
    assert share.place == "threat_catalog/weaknesses/flat.yaml if_unknown"
    assert (control.value, control.place) == ("unknown", "nobody said; controls")


@pytest.mark.parametrize(("means", "answer"), [(YesMeans.WEAK, "yes"), (YesMeans.SAFE, "no")])
def test_a_weakness_is_told_as_the_question_and_the_answer_that_was_given(
    means: YesMeans, answer: str
) -> None:
    content = story_catalog()
    flat = replace(content.weaknesses["flat"], ask="Was it changed?", yes_means=means)
    content = replace(content, weaknesses=content.weaknesses | {"flat": flat})
    known = (KnownWeakness(name="flat", status=Status.YES, said_by="IT"),)
    cad = replace(STORY_ASSETS[1], weaknesses=known)
    run = run_of(story(STORY_ASSETS[0], cad, STORY_ASSETS[2]), content)
    tracer = Tracer(run.inventory, run.catalog, run.built, "site.yaml {}".format)
    steps = {name: tracer.step(one) for name, one in run.built.tries.items()}

    [fact] = _factor("ransom.move@cad", "Weakness: flat", steps).facts

    assert (fact.what, fact.value, fact.said_by) == ("Was it changed?", answer, "IT")


def test_a_weakness_that_is_known_needs_no_guess() -> None:
    steps = _steps(Status.YES)
    factor = _factor("ransom.move@cad", "Weakness: flat", steps)
    [fact] = factor.facts

    assert factor.chance.likely == 1.0
    assert (fact.value, fact.said_by) == ("yes", "IT")
    assert fact.place == "site.yaml assets[1].weaknesses[0].status"


def test_a_coin_that_steps_share_is_told_once() -> None:
    """One answer about training speaks of both machines, each with a weakness of its own."""
    base = story()
    pcs = (STORY_ASSETS[0], replace(STORY_ASSETS[0], id="pc2", zone="yard"))
    one = story(
        *pcs,
        *STORY_ASSETS[1:],
        flows=(*base.flows, replace(base.flows[0], target="pc2")),
        controls=CONTROLS,
    )
    run = run_of(one, story_catalog())
    tracer = Tracer(run.inventory, run.catalog, run.built, "site.yaml {}".format)
    steps = {pc.id: tracer.step(run.built.tries[f"bad-mail.open@{pc.id}"]) for pc in pcs}
    control, weak = (
        [_factor(f"{pc.id}", what, steps) for pc in pcs] for what in ("Not stopped", "Weakness")
    )

    assert control[0] is control[1]
    assert weak[0] is not weak[1]
    assert tracer.step(run.built.tries["bad-mail.open@pc"]) == steps["pc"]
