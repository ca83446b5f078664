"""
Numbers as people read them: two significant digits, odds as 1 in N, days above 48 hours.

Every output of the report rounds here and nowhere else, so that the page, the
table and the command line never disagree about the same number.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Iterable

from ng911risk.model.catalog import CostBand
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.report import Odds
from ng911risk.model.scales import Band

RARE = 1e-4
"""Below this chance in a year nobody can tell the difference: 1 in 10,000."""

NO_WAY = "no way found"
"""What is printed when not even the worst case has a chance."""

_OFTEN = ((0.95, "nearly every year"), (0.85, "9 in 10"), (0.72, "3 in 4"), (0.6, "2 in 3"))
_DAY_FROM_H = 48.0
_HOURS_IN_A_DAY = 24.0


def two_digits(number: float) -> str:
    """`number`, zero or more, with two significant digits and commas, for instance ``1,300``."""
    if number <= 0.0:
        return "0"
    decimals = max(0, 1 - math.floor(math.log10(number)))
    rounded = round(number, 1 - math.floor(math.log10(number)))
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def chance(probability: float) -> str:
    """A chance in a year, 0 to 1, as ``1 in 30``; common things as ``2 in 3``."""
    if probability < RARE:
        return "less than 1 in 10,000"
    for least, word in _OFTEN:
        if probability >= least:
            return word
    once_in = 1.0 / probability
    return f"1 in {round(once_in)}" if once_in < 10.0 else f"1 in {two_digits(once_in)}"  # noqa: PLR2004 -- one digit is enough below ten


def odds(odds: Odds) -> str:
    """Odds in a year with their band: ``1 in 30 (1 in 100 to 1 in 10)``."""
    if odds.chance.high <= 0.0:
        return NO_WAY
    return _with_band(odds.chance, chance)


def odds_parts(odds: Odds) -> tuple[str, str]:
    """The same in two parts for a table: ``1 in 30`` and ``1 in 100 to 1 in 10``."""
    return (NO_WAY, "") if odds.chance.high <= 0.0 else _parts(odds.chance, chance)


def found(odds: Odds) -> str:
    """
    How the likely value was found, and how far the luck of the draw may have moved it.

    For instance ``counted in drawn worlds: 1 in 28 to 1 in 33 with 99 % confidence``.
    """
    known = odds.sampling
    if known is None or known.chance_high <= 0.0:
        return odds.found.words
    low, high = chance(known.chance_low), chance(known.chance_high)
    between = low if low == high else f"{low} to {high}"
    return f"{odds.found.words}: {between} with 99 % confidence"


def tenths(part: float) -> str:
    """A share as how often of ten; never 0 or 10 for what is not never or always."""
    if part <= 0.0 or part >= 1.0:
        return "0" if part <= 0.0 else "10"
    return str(min(9, max(1, round(10.0 * part))))


def odds_of(band: Band) -> str:
    """A band of chances that stand alone, for instance of one coin of a step."""
    return _with_band(band, share)


def share(part: float) -> str:
    """A share, 0 to 1, in percent without decimals."""
    if part <= 0.0:
        return "0 %"
    if part < 0.01:  # noqa: PLR2004 -- one percent
        return "under 1 %"
    return "over 99 %" if 0.99 < part < 1.0 else f"{round(part * 100)} %"  # noqa: PLR2004


def hours(duration: float) -> str:
    """A duration: minutes below one hour, hours, days above 48 hours."""
    number, unit = _time(duration)
    return f"{number} {unit}"


def hours_band(band: Band) -> str:
    """``2 to 9 days``; both ends, the unit once when they share it."""
    return _span(band.low, band.high)


def hours_likely(band: Band) -> str:
    """``2 hours (30 minutes to 6 hours)``."""
    likely, span = hours_parts(band)
    return f"{likely} ({span})" if span else likely


def hours_parts(band: Band) -> tuple[str, str]:
    """The same in two parts for a table."""
    likely, span = hours(band.likely), _span(band.low, band.high)
    return likely, "" if span == likely else span


def count(number: float) -> str:
    """How many, for counts that are expected values: ``about`` is said by the caller."""
    if number <= 0.0:
        return "none"
    if number < 0.95:  # noqa: PLR2004 -- reads as 1 from here
        return "fewer than 1"
    return two_digits(round(number))


def count_parts(band: Band) -> tuple[str, str]:
    """The same in two parts for a table."""
    return _parts(band, count)


def plain_band(band: Band) -> str:
    """Any number with its band, two significant digits each, nothing finer than a tenth."""
    return _with_band(band, _tenths)


def money(cost: CostBand) -> str:
    """First-year cost: ``$0 to $2,000`` or ``no cost``."""
    if cost.dollars_high <= 0:
        return "no cost"
    low, high = two_digits(cost.dollars_low), two_digits(cost.dollars_high)
    return f"${high}" if low == high else f"${low} to ${high}"


def work(cost: CostBand) -> str:
    """Person-days: ``2 to 5 days of work``."""
    low, high = two_digits(cost.days_low), two_digits(cost.days_high)
    if low == high:
        return f"{high} {'day' if high == '1' else 'days'} of work"
    return f"{low} to {high} days of work"


def number_of(number: int, one: str, many: str = "") -> str:
    """``1 answer``, ``9 answers``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listing(items: Iterable[str], *, last: str = "and") -> str:
    """``a, b and c``."""
    words = tuple(items)
    if len(words) < 2:  # noqa: PLR2004 -- one item needs no comma
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def service(kind: ServiceKind) -> str:
    """A service as a noun, for the middle of a sentence."""
    return "incoming 9-1-1 calls" if kind is ServiceKind.RECEIVE else kind.words


def capital(text: str) -> str:
    """`text` with its first letter large; the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """`text` with its first letter small unless the word is an abbreviation, for mid-sentence."""
    head = text[:2]
    return text if len(head) > 1 and head[1].isupper() else text[:1].lower() + text[1:]


def shorten(text: str, width: int) -> str:
    """One line of at most `width` characters, cut between words and marked when cut."""
    line = re.sub(r"\s+", " ", text).strip()
    if len(line) <= width:
        return line
    cut = textwrap.shorten(line, width, placeholder=" ...")
    return cut if cut.strip(" .") else line[: width - 3] + "..."


def folded(text: str, width: int, most: int) -> tuple[str, ...]:
    """`text` in at most `most` lines of `width` characters, cut and marked where it is longer."""
    lines = textwrap.wrap(
        re.sub(r"\s+", " ", text).strip(), width, max_lines=most, placeholder=" ..."
    )
    return tuple(lines)


def _tenths(number: float) -> str:
    return "under 0.1" if 0.0 < number < 0.095 else two_digits(round(number, 1))  # noqa: PLR2004


def _time(duration: float) -> tuple[str, str]:
    if duration <= 0.0:
        return "0", "hours"
    if duration < 1.0 / 60.0:
        return "less than 1", "minute"
    if duration < 0.95:  # noqa: PLR2004 -- reads as one hour from here
        return _unit(two_digits(round(duration * 60.0)), "minute")
    if duration <= _DAY_FROM_H:
        return _unit(two_digits(max(duration, 1.0)), "hour")
    return _unit(two_digits(duration / _HOURS_IN_A_DAY), "day")


def _unit(number: str, unit: str) -> tuple[str, str]:
    return number, unit if number == "1" else unit + "s"


def _span(low: float, high: float) -> str:
    (first, unit), (last, last_unit) = _time(low), _time(high)
    if last_unit.startswith("day") and low >= _HOURS_IN_A_DAY:
        first, unit = _unit(two_digits(low / _HOURS_IN_A_DAY), "day")
    if (first, unit) == (last, last_unit):
        return f"{last} {last_unit}"
    same = unit.rstrip("s") == last_unit.rstrip("s") or first == "0"
    return f"{first} to {last} {last_unit}" if same else f"{first} {unit} to {last} {last_unit}"


def _with_band(band: Band, say: Callable[[float], str]) -> str:
    likely, span = _parts(band, say)
    return f"{likely} ({span})" if span else likely


def _parts(band: Band, say: Callable[[float], str]) -> tuple[str, str]:
    low, likely, high = say(band.low), say(band.likely), say(band.high)
    if low == high:
        return likely, "" if likely == low else low
    return likely, f"{low} to {high}"
