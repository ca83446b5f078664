"""Answers that can hardly be meant so: asked about again, never refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ng911risk.importers.start_answers import Answer

_HOLD_S: Final = 150.0
"""Seconds of a 9-1-1 call, as assumed for a site that has not said (`SiteProfile.hold_s`)."""

_BUSY: Final = 0.7
"""Judgement: whoever talks for more of an hour than this has callers who wait."""

_CALLS_A_YEAR: Final = 0.7
"""Calls to 9-1-1 for each person served in a year: about 240 million calls in the United States."""

_FAR_BEYOND: Final = 10.0
"""Judgement: so many times the usual number is likelier a slip than a busy hour."""

_FEW: Final = 6
"""Calls an hour that a small place may have by a road or a lake; not asked about."""

_HOURS: Final = 8_766.0
"""In a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One answer to look at again."""

    question: str
    """Id of the question."""
    text: str
    """Why, as a question."""


def doubts(answers: Mapping[str, Answer]) -> tuple[Doubt, ...]:
    """
    Return what to look at again.

    Args:
        answers: By id of the question, as `answer_to` gives them; what is open is not doubted.
    """
    return tuple(_doubts(answers))


def _doubts(answers: Mapping[str, Answer]) -> Iterator[Doubt]:
    for name, people in (("calls_day", "on_duty_day"), ("calls_night", "on_duty_night")):
        calls, on_duty = answers.get(name), answers.get(people)
        if not isinstance(calls, int):
            continue
        if isinstance(on_duty, int) and calls * _HOLD_S / 3_600 > on_duty * _BUSY:
            yield Doubt(question=name, text=_too_few(calls, on_duty))
            continue
        served = answers.get("population")
        if isinstance(served, int) and _is_far_beyond(calls, served):
            usual = max(1, round(served * _CALLS_A_YEAR / _HOURS))
            yield Doubt(
                question=name,
                text=f"{calls:,} calls an hour for {served:,} people served: is that right? "
                f"About {usual:,} an hour is usual. Perhaps this is the number of a day.",
            )


def _too_few(calls: int, on_duty: int) -> str:
    people = "1 person" if on_duty == 1 else f"{on_duty:,} people"
    if on_duty == 0:
        return f"{calls:,} calls an hour and nobody on duty: is that right?"
    minutes = round(calls * _HOLD_S / 60 / on_duty)
    return (
        f"{calls:,} calls an hour for {people}: is that right? Each would be talking for "
        f"about {minutes:,} of every 60 minutes."
    )


def _is_far_beyond(calls: int, served: int) -> bool:
    return calls > max(_FEW, _FAR_BEYOND * served * _CALLS_A_YEAR / _HOURS)
