"""The questions of `ng911risk start`, as data: whoever asks them needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ng911risk.model.scales import Status


class QuestionKind(Enum):
    """What an answer looks like."""

    TEXT = "text"
    NUMBER = "a whole number"
    CHOICE = "one of the choices"
    YES_NO = "yes, no or unknown"
    STATUS = "yes, partly, no or unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to choose."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One plain question, and what its answer changes in the template."""

    id: str
    text: str
    why: str
    """Why it is asked, for somebody who would rather skip it."""

    kind: QuestionKind
    choices: tuple[Choice, ...] = ()
    default: str | int | None = None
    """What is assumed without an answer; None when nothing is, or the template decides."""

    low: int = 0
    high: int = 100_000
    """Bounds of a number."""

    site: str = ""
    """Field of the site profile that the answer fills."""

    control: str = ""
    """Measure, by file name in mitigations/, whose status the answer is."""

    without: tuple[str, ...] = ()
    """Assets of the template that are not there when the answer is no."""

    cuts: tuple[tuple[str, str], ...] = ()
    """Source and target of flows and trusts that are not there when the answer is no."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """Words that may answer it; empty when anything may."""
        if self.kind is QuestionKind.YES_NO:
            return (Status.YES.value, Status.NO.value, Status.UNKNOWN.value)
        if self.kind is QuestionKind.STATUS:
            return tuple(status.value for status in Status)
        return tuple(choice.value for choice in self.choices)


def _number(
    id: str,
    text: str,
    why: str,
    *,
    default: int | None = None,
    low: int = 0,
    high: int = 10_000,
    site: str = "",
) -> Question:
    return Question(
        id=id,
        text=text,
        why=why,
        kind=QuestionKind.NUMBER,
        default=default,
        low=low,
        high=high,
        site=site,
    )


def _status(id: str, text: str, why: str, control: str, *, site: str = "") -> Question:
    return Question(id=id, text=text, why=why, kind=QuestionKind.STATUS, control=control, site=site)


def _yes_no(
    id: str,
    text: str,
    why: str,
    *,
    without: tuple[str, ...] = (),
    cuts: tuple[tuple[str, str], ...] = (),
) -> Question:
    return Question(id=id, text=text, why=why, kind=QuestionKind.YES_NO, without=without, cuts=cuts)


QUESTIONS = (
    Question(
        id="arrival",
        text="How do 9-1-1 calls reach you?",
        why="It decides what your centre is made of, and who can stop it from outside.",
        kind=QuestionKind.CHOICE,
        choices=(
            Choice(value="phone-lines", text="Telephone trunks from a selective router"),
            Choice(value="gateway", text="An ESInet, through a gateway to older equipment"),
            Choice(value="state-network", text="An ESInet, into call handling that a vendor hosts"),
            Choice(value="own-network", text="An i3 network that we run ourselves"),
        ),
        default="gateway",
    ),
    Question(
        id="name",
        text="What is your centre called?",
        why="It stands on the report.",
        kind=QuestionKind.TEXT,
        default="Our centre",
        site="name",
    ),
    Question(
        id="state",
        text="Which state or territory, in two letters?",
        why="It stands on the report, and standards differ by state.",
        kind=QuestionKind.TEXT,
        site="state",
    ),
    _number(
        "population",
        "How many people do you serve?",
        "It says how many an outage touches.",
        high=400_000_000,
        site="population",
    ),
    _number(
        "positions",
        "How many call-taking positions do you have, staffed or not?",
        "It bounds how many calls you can take at once.",
        default=4,
        low=1,
        site="positions",
    ),
    _number(
        "on_duty_day",
        "How many people can answer 9-1-1 in the daytime?",
        "A flood of calls is beaten by people, not by consoles.",
        default=2,
    ),
    _number(
        "on_duty_night",
        "And at night, from 11 pm to 7 am?",
        "Most centres are thinnest then.",
        default=1,
    ),
    _number(
        "calls_day",
        "How many 9-1-1 calls come in an ordinary daytime hour?",
        "It says how busy you are before anything goes wrong.",
        default=3,
    ),
    _number("calls_night", "And in an hour of the night?", "The same, at night.", default=1),
    _number(
        "admin_calls",
        "How many other calls do the same people answer in a daytime hour?",
        "These keep them from 9-1-1, and can be flooded too.",
        default=5,
    ),
    _number(
        "trunks_911",
        "How many 9-1-1 calls can be up at once?",
        "Your trunks or SIP sessions: the next caller hears busy.",
        default=4,
        low=1,
        site="trunks_911",
    ),
    _number(
        "trunks_ten_digit",
        "How many ten-digit calls can be up at once?",
        "Ten-digit lines are the ones that are flooded most.",
        default=4,
        site="trunks_ten_digit",
    ),
    Question(
        id="backup_name",
        text="Which centre takes your calls when you cannot?",
        why="It stands in the plan. Leave it out if there is none.",
        kind=QuestionKind.TEXT,
        site="backup_site.name",
    ),
    _status(
        "diversion",
        "Can 9-1-1 calls be sent there?",
        "yes: you can switch it yourself; partly: by a phone call to the provider.",
        "alternate-routing",
        site="backup_site.diversion",
    ),
    _status(
        "separate_lines",
        "Do ten-digit lines ring somewhere else than at the 9-1-1 positions when you want it?",
        "Then a flood on the office number does not take the people who answer 9-1-1.",
        "separate-admin-lines",
    ),
    _yes_no(
        "shared_sign_in",
        "Do dispatch computers use the same accounts as the county or city office?",
        "Then one stolen office password can open dispatch.",
        cuts=(("directory", "cad"), ("directory", "positions")),
    ),
    _yes_no(
        "office_reaches_dispatch",
        "Can an office computer connect to the dispatch servers?",
        "The commonest way from an e-mail to a stopped centre.",
        cuts=(("office", "cad"),),
    ),
    _yes_no(
        "vendor_remote",
        "Can a vendor connect to your dispatch servers from outside?",
        "A vendor's remote login is a door, whoever holds the key.",
        without=("remote-tool",),
    ),
    _status(
        "vendor_asks",
        "Must vendors ask before each connection, and does somebody switch it on and off?",
        "A door that is closed most of the time is tried less.",
        "brokered-vendor-access",
    ),
    _status(
        "second_factor",
        "Do e-mail and every remote login ask for more than a password?",
        "Passwords are stolen daily.",
        "multi-factor-sign-in",
    ),
    _status(
        "offline_backups",
        "Is there a backup that nobody can reach over the network, and was it restored as a test?",
        "It decides between a day and weeks without CAD.",
        "tested-offline-backups",
    ),
    _status(
        "manual_dispatch",
        "Do you practise dispatching on paper?",
        "When CAD stops, this is what is left.",
        "practised-manual-dispatch",
    ),
    _status(
        "updates",
        "Are security updates installed within a month, and old systems replaced?",
        "Known holes are used first.",
        "patching-and-replacement",
    ),
    _yes_no(
        "second_line",
        "Do calls and data reach you over two lines that share no cable or duct?",
        "One digger can cut one cable.",
        without=("line-b",),
    ),
    _yes_no(
        "generator",
        "Do you have batteries and a generator that carry the 9-1-1 room?",
        "Power fails more often than anything else.",
        without=("generator",),
    ),
    _yes_no(
        "text",
        "Can people text to 9-1-1?",
        "Text is one more way in.",
        without=("texts-911", "text-gateway"),
    ),
    _yes_no(
        "public_alerts",
        "Do you alert the public, by telephone, text or sirens?",
        "A false alert makes everybody call.",
        without=("alerts", "sirens"),
    ),
)
"""In the order in which they are asked."""


def question(question_id: str) -> Question:
    """Question with that id, or KeyError."""
    for one in QUESTIONS:
        if one.id == question_id:
            return one
    raise KeyError(question_id)
