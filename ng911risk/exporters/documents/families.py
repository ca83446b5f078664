"""
What to say about each kind of trouble: how it shows, what to do first, how an exercise goes.

Judgement of this project, written for the shift supervisor. Names of the site come in
where a text says ``{where}``, ``{first}``, ``{service}``, ``{backup}`` or ``{how}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """One thing the facilitator tells during an exercise."""

    at: str
    """When, in the time of the scenario."""

    told: str
    """What the players hear."""

    good: tuple[str, ...]
    """What good looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of trouble."""

    name: str
    vectors: frozenset[str]
    """Vectors of the catalogue that end in it."""

    shows: tuple[str, ...]
    """How you notice it."""

    at_once: tuple[str, ...]
    """The first five minutes."""

    hour: tuple[str, ...]
    """The first hour."""

    until: tuple[str, ...]
    """Until it works again."""

    never: tuple[str, ...]
    """What makes it worse."""

    injects: tuple[Inject, ...]
    """The exercise, in order."""


_ENCRYPTED: Final = Family(
    name="Systems locked by criminals",
    vectors=frozenset({"ransomware"}),
    shows=(
        "Screens freeze, files have strange endings, a note asks for money.",
        "Sign-ins fail for many people at once; backups or alarms were switched off before.",
        "It often begins at night or on a weekend, in another office than yours.",
    ),
    at_once=(
        "Go on answering. Take paper cards and the wall map; say out loud who runs what.",
        "Pull the network cable of machines that show signs. Leave them switched on.",
        "Call county IT or the vendor: \u201cCut {where} off from the office network now.\u201d",
        "Write down the time, what you saw and who saw it. Photograph the screen.",
    ),
    hour=(
        "Ask one person to keep the log and one to speak to the outside; nobody else does.",
        "Check that phones and radio are still clean and apart from what is hit.",
        "Call the police, the state 9-1-1 office and CISA (cisa.gov/report).",
        "If cards do not carry the load, divert: {backup}.",
        "Do not sign in anywhere as administrator from a machine that may be hit.",
    ),
    until=(
        "Relieve people: cards cost twice the effort. Call in a second shift early.",
        "Restore to clean machines, from a backup that was offline. Dispatch first, records last.",
        "Change passwords of administrators and vendors before anything is connected again.",
        "Enter the paper cards afterwards, with the times on them.",
    ),
    never=(
        "Never switch off or wipe a machine before somebody has secured the traces.",
        "Never talk to the attackers or pay without the director, counsel and the police.",
        "Never connect a restored machine to the old network to \u201chave a quick look\u201d.",
    ),
    injects=(
        Inject(
            at="Saturday 02:40",
            told="Two positions lose {where}. A call-taker says: \u201cThere is a note on my "
            "screen "
            "with a clock running.\u201d Three calls are waiting.",
            good=(
                "Somebody takes the lead within a minute and says so.",
                "Calls go on: cards are on the desk, not in a cupboard.",
                "Affected machines are unplugged from the network and left on.",
            ),
        ),
        Inject(
            at="02:55",
            told="County IT cannot sign in either. The first sign was on {first} yesterday "
            "afternoon; nobody told you. Phones still ring.",
            good=(
                "You know who may cut a network off at night, and they do it.",
                "Police, state 9-1-1 office and CISA are called; the numbers are at hand.",
                "One log, one voice to the outside.",
            ),
        ),
        Inject(
            at="04:30",
            told="A house fire with people inside, a cardiac arrest and a pile-up arrive in ten "
            "minutes. You run on {how}.",
            good=(
                "Units are tracked on one board that everybody can see.",
                "The supervisor decides about diversion ({backup}) before the queue decides.",
                "Addresses are confirmed by voice, twice.",
            ),
        ),
        Inject(
            at="Sunday 10:00",
            told="The newest backup that opens is nine days old. The vendor says three days at "
            "least. A reporter asks whether 9-1-1 is down.",
            good=(
                "You have a roster for three days and know what you stop doing.",
                "The order of restoring is written down: dispatch, then radio logs, then records.",
                "The public hears one true sentence, and that 9-1-1 answers.",
            ),
        ),
    ),
)

_FLOOD: Final = Family(
    name="A flood of calls",
    vectors=frozenset(
        {
            "tdos-mobile",
            "tdos-pbx-voip",
            "tdos-ten-digit-lines",
            "tdos-unidentified-handsets",
            "mass-calling-surge",
            "sip-signalling-flood",
            "text-and-media-flood",
        }
    ),
    shows=(
        "Every position rings; many callers say nothing, play a recording, or all say the same.",
        "Ten-digit lines are full; officers cannot reach you.",
        "Sometimes a demand for money came by phone or mail before.",
    ),
    at_once=(
        "Answer 9-1-1 first; let ten-digit lines ring.",
        "Keep each attack call short: \u201cIs this an emergency?\u201d Then end it.",
        (
            "Call the carrier's fraud desk and the 9-1-1 provider with three calling numbers and "
            "times."
        ),
    ),
    hour=(
        "Call people in: it is people on duty that carry a flood, not lines.",
        "Ask the provider to send a part of the calls to {backup}.",
        "Take down numbers, times and what is said; keep the recordings.",
        "Tell police and fire another way to reach you: ____________",
        "If real callers cause it, tell the public when to call and when not to.",
    ),
    until=(
        "Stay ready: floods come in waves over days.",
        "Agree with the carrier how it ends, and who decides that the filters go.",
        "Count the real callers who gave up, and call them back.",
    ),
    never=(
        "Never block all calls of one kind without the provider: real callers use them too.",
        "Never promise money or talk about it on a recorded line.",
    ),
    injects=(
        Inject(
            at="Friday 17:05",
            told="All positions ring. Half of the callers are silent. {where} shows 40 calls in "
            "the queue.",
            good=(
                "9-1-1 goes before ten-digit lines, by a rule everybody knows.",
                "Silent calls are ended by one agreed question.",
                "Somebody notes numbers and times from the first minute.",
            ),
        ),
        Inject(
            at="17:20",
            told="An officer on the radio: \u201cI cannot get through on the desk line.\u201d A "
            "caller with chest pain waited four minutes.",
            good=(
                "Officers and fire stations have another way and know it.",
                "The carrier's fraud desk is called, with examples in hand.",
                "Callers who gave up are called back.",
            ),
        ),
        Inject(
            at="18:00",
            told="A man calls the front desk: pay, or it goes on all weekend.",
            good=(
                "Nobody promises anything; the call is recorded and the police is called.",
                "The provider is asked to share the load: {backup}.",
                "Off-duty staff is called in by a list that is up to date.",
            ),
        ),
        Inject(
            at="21:30",
            told="The carrier offers to block all mobile calls without a subscription. About one "
            "in ten of them is real.",
            good=(
                "You know who may decide that, and for how long.",
                "The end of the filter is agreed before it begins.",
                "The decision and its reason are in the log.",
            ),
        ),
    ),
)

_OUTAGE: Final = Family(
    name="Lines, power or building gone",
    vectors=frozenset({"carrier-or-power-outage", "ddos-internet-services"}),
    shows=(
        "It goes quiet. No calls for ten minutes on a busy day is an alarm.",
        "Neighbours or officers say that callers get a busy tone.",
        "Lights flicker, the generator starts or does not.",
    ),
    at_once=(
        "Prove it: call 9-1-1 from a mobile and from a desk phone.",
        "Call the 9-1-1 provider's trouble desk: \u201cOur calls do not arrive. Divert them.\u201d",
        "Call the supervisor at {backup}: expect our calls.",
    ),
    hour=(
        "Tell the public another number, by alert, radio and social media.",
        "Send people to where callers may walk in: fire stations, police posts.",
        "Ask the carrier for a repair time and for priority (your TSP code: ____________).",
        "Check power: fuel for how many hours? Who brings more?",
    ),
    until=(
        "Call test calls every fifteen minutes until they arrive again, on every route.",
        "Ask {backup} for the calls they took, and what is still open.",
        "Take diversion back only after two good test calls on each route.",
    ),
    never=(
        "Never wait for the carrier to call you first.",
        "Never assume that ten-digit and alarm lines follow a diversion.",
    ),
    injects=(
        Inject(
            at="Tuesday 14:10",
            told="It has been quiet for twelve minutes. A deputy asks on the radio why nobody "
            "answers 9-1-1.",
            good=(
                "Somebody tests with a mobile and a desk phone at once.",
                "The trouble desk is called within five minutes, from a number on the wall.",
                "Silence counts as an alarm.",
            ),
        ),
        Inject(
            at="14:25",
            told="The carrier: \u201cWe see a fault near {where}. No time of repair.\u201d",
            good=(
                "Diversion is ordered by somebody who may: {backup}.",
                "The public gets another number within fifteen minutes of the first sign.",
                "You know your circuit numbers and TSP codes.",
            ),
        ),
        Inject(
            at="15:40",
            told="{backup} answers your calls, but does not know your streets. Two calls were "
            "sent to the wrong town.",
            good=(
                "One of your people sits there or is on an open line.",
                "Maps and unit lists are there on paper.",
                "You go on dispatching your own units: {how}.",
            ),
        ),
        Inject(
            at="20:00",
            told="Repaired, says the carrier. One of three test calls fails.",
            good=(
                "You stay diverted until every route is proven.",
                "Somebody asks for the calls that were never answered.",
                "The outage is reported to the state; the log has every time.",
            ),
        ),
    ),
)

_FAULT: Final = Family(
    name="One fault or change stops everything of its kind",
    vectors=frozenset(
        {
            "common-software-fault",
            "change-error",
            "certificate-failure",
            "naming-and-time-attack",
            "malformed-messages",
            "encryption-downgrade",
            "legacy-gateway-exploitation",
        }
    ),
    shows=(
        "The same program stops on every position within minutes, the spare included.",
        "Somebody changed, updated or renewed something in the last hours.",
    ),
    at_once=(
        "Go on another way: {how}.",
        "Ask: what was changed today, by whom? Call that person now.",
        "Do not restart all positions at once: try one, then the others.",
    ),
    hour=(
        (
            "Call the vendor's 24-hour desk; say \u201c9-1-1 is affected\u201d and ask for an "
            "engineer."
        ),
        "Ask for the way back: undo the change rather than search for the reason.",
        "If it does not come back in fifteen minutes, use the fallback for all: {backup}.",
        "Tell neighbours with the same product; they may be next, or know the cure.",
    ),
    until=(
        "Let nobody change anything else.",
        "After the cure: a test call on every position, and one full dispatch on paper beside it.",
        "Ask the vendor in writing what it was and what keeps it from coming back.",
    ),
    never=(
        "Never let two people repair at the same time without telling each other.",
        "Never trust the spare before you have looked: it runs the same program.",
    ),
    injects=(
        Inject(
            at="Wednesday 09:15",
            told="{where} freezes on every position. The spare shows the same.",
            good=(
                "People go to the fallback without being told twice: {how}.",
                "Somebody asks what was changed, within five minutes.",
                "One position is restarted first, as a trial.",
            ),
        ),
        Inject(
            at="09:30",
            told="The vendor's desk has you in a queue. A technician worked remotely last night; "
            "nobody here knew.",
            good=(
                "You have the number that goes round the queue.",
                "Changes are announced to the supervisor, before and after.",
                "You ask for the way back, not for the reason.",
            ),
        ),
        Inject(
            at="10:20",
            told="The neighbour county calls: the same picture there. Calls wait two minutes.",
            good=(
                "The state 9-1-1 office learns of it from you.",
                "Diversion is weighed: is {backup} hit too?",
                "The public hears how to reach you.",
            ),
        ),
        Inject(
            at="13:00",
            told="It works again. The vendor asks to install a second fix at once.",
            good=(
                "Not before a test, a way back and a quiet hour.",
                "A test call is made on every position.",
                "Cards of the morning are entered with their times.",
            ),
        ),
    ),
)

_STOLEN: Final = Family(
    name="Confidential data taken or misused",
    vectors=frozenset({"bulk-data-theft", "insider-misuse", "eavesdropping"}),
    shows=(
        "Somebody outside knows what only you know; a reporter or a victim calls.",
        "Look-ups without a case, large exports, sign-ins at odd hours.",
        "A supplier writes that it \u201chad an incident\u201d.",
    ),
    at_once=(
        "9-1-1 goes on. Nothing is switched off.",
        "Write down what was seen, by whom, when. Keep logs from being overwritten.",
        "Call the director and whoever may lock an account; lock it.",
    ),
    hour=(
        "Call county IT, the state agency for criminal-justice data, and counsel.",
        (
            "Ask: which data, of whom, since when? Is somebody in danger today, for instance a "
            "victim whose address is out?"
        ),
        "Whoever is in danger is told first.",
    ),
    until=(
        "Change passwords and keys that were in the data.",
        "Law sets times for telling people and agencies: ask counsel on the first day.",
        "Look at who looked up what, every month from now on.",
    ),
    never=(
        "Never confront a colleague alone.",
        "Never promise the press that nothing was taken.",
    ),
    injects=(
        Inject(
            at="Monday 11:00",
            told="A reporter reads you the address of a protected witness, and says it came from "
            "{where}.",
            good=(
                "The director, counsel and the police are called before anybody answers.",
                "The person in danger is thought of first.",
                "Logs are saved.",
            ),
        ),
        Inject(
            at="12:30",
            told="Logs show 4,000 look-ups last night under one name. That colleague was at home.",
            good=(
                "The account is locked; the colleague is asked kindly, not accused.",
                "Other accounts that share the password are found.",
                "Somebody checks which other systems it opens.",
            ),
        ),
        Inject(
            at="16:00",
            told="The state agency asks for a first report within the hour.",
            good=(
                "You know what the law wants, and by when.",
                "One person writes; facts and guesses stand apart.",
                "The public statement says what people can do.",
            ),
        ),
        Inject(
            at="Next day",
            told="The same data is offered for sale. The vendor says it will "
            "\u201cinvestigate\u201d.",
            good=(
                "The contract says what the vendor owes you, and you hold them to it.",
                "Those concerned are told in plain words.",
                "A date is set for the next look at the logs.",
            ),
        ),
    ),
)

_FALSE: Final = Family(
    name="False calls, places or alerts",
    vectors=frozenset(
        {
            "location-record-tampering",
            "map-data-poisoning",
            "caller-location-spoofing",
            "swatting-caller-id-spoofing",
            "route-policy-manipulation",
            "forged-state-notifications",
            "call-hijack-teardown",
            "public-alerting-misuse",
            "radio-paging-siren-attack",
            "log-and-recording-tampering",
            "malicious-call-media",
        }
    ),
    shows=(
        "Units find nothing where the screen sent them, or callers name another place.",
        "Sirens, pages or alerts that nobody here sent.",
        "Calls of another county arrive, or yours arrive there.",
    ),
    at_once=(
        "Trust the caller, not the screen: ask for place and number, twice.",
        "Say it on the radio: \u201cLocations may be wrong; confirm.\u201d",
        (
            "Call the provider or vendor of {where}: \u201cfreeze changes, show us the last "
            "ones\u201d."
        ),
    ),
    hour=(
        "Compare ten addresses with a paper map: all wrong, or some?",
        "Go back to the last good data rather than mend single entries.",
        "Tell neighbours and the state: they share the data.",
        "False alert out? Correct it on the same channel within minutes, in plain words.",
    ),
    until=(
        "A second person confirms every change of map, routing and alert templates.",
        "Look for calls that went wrong while it lasted, and call back.",
    ),
    never=(
        "Never send heavily armed units on the word of one unproven call.",
        "Never correct the data on the suspect system while others still read from it.",
    ),
    injects=(
        Inject(
            at="Thursday 19:20",
            told="Two ambulances stand at empty lots. The caller on the line says: \u201cI am in "
            "the other town.\u201d",
            good=(
                "Call-takers ask for the place twice, by rule, from now on.",
                "The radio says that places may be wrong.",
                "Units are sent again at once; the log shows it.",
            ),
        ),
        Inject(
            at="19:45",
            told="{where} was updated this afternoon from outside. Nobody here approved it.",
            good=(
                "The source is frozen and set back to the last good state.",
                "Neighbours who use the same data are warned.",
                "Somebody checks whether the log of changes can be trusted.",
            ),
        ),
        Inject(
            at="20:10",
            told="A caller with a calm voice reports hostages at a councillor's house. The number "
            "shown is the councillor's own.",
            good=(
                "The call is checked in two other ways before units go in.",
                "Officers are told what is known and what is not.",
                "Somebody asks whether both events belong together.",
            ),
        ),
        Inject(
            at="22:00",
            told="The data is good again. A resident asks whether her call this evening was lost.",
            good=(
                "You can list the calls of the evening, and call back.",
                "Changes need two people from now on.",
                "What happened is told to the state in writing.",
            ),
        ),
    ),
)

_LEAVE: Final = Family(
    name="You must leave the room",
    vectors=frozenset({"physical-intrusion-evacuation", "removable-media-rogue-device"}),
    shows=(
        "Fire alarm, smoke, a threat, water, an armed person in the building.",
        "A door that stands open, a stranger in the equipment room.",
    ),
    at_once=(
        "People first. Say: \u201cWe leave\u201d, and who takes the bag.",
        "Press or call for diversion before you go: {backup}.",
        "Take radios, mobile phones, cards, this sheet.",
    ),
    hour=(
        "Count heads at the meeting place: ____________",
        "Prove the diversion with a test call.",
        "Go on dispatching by radio from the second place: ____________",
        "Ask for somebody to guard the room; nobody goes back alone.",
    ),
    until=(
        "Before you go back: police has walked the room, power and network are looked at.",
        "Look for things that were not there before: sticks, boxes, cables.",
        "Two good test calls on each route, then take the calls back.",
    ),
    never=(
        "Never send one person back in for a file.",
        "Never hold the door for somebody without a badge, however friendly.",
    ),
    injects=(
        Inject(
            at="Sunday 06:15",
            told="Smoke comes from the equipment room at {where}. Four calls are active.",
            good=(
                "Callers are told what happens and are kept or handed on.",
                "Diversion is ordered before the last one leaves.",
                "The bag with radios and cards goes along.",
            ),
        ),
        Inject(
            at="06:30",
            told="All are outside. One colleague is missing from the count. Mobile calls to "
            "9-1-1 ring without an answer.",
            good=(
                "Counting has an owner; the fire officer is told.",
                "{backup} is on the phone; the test call is repeated.",
                "The state 9-1-1 office is told.",
            ),
        ),
        Inject(
            at="08:00",
            told="The room stays closed until tomorrow. The next shift arrives at the locked door.",
            good=(
                "There is a second place, and people know the way.",
                "The next shift is called before it leaves home.",
                "Dispatch goes on: {how}.",
            ),
        ),
        Inject(
            at="Monday 09:00",
            told="You may go back. A small black box hangs on a network cable; nobody knows it.",
            good=(
                "It is not touched; police and county IT come first.",
                "Systems are taken back one by one, with test calls.",
                "Visitors of the last days are listed.",
            ),
        ),
    ),
)

FAMILIES: Final = (_ENCRYPTED, _FLOOD, _OUTAGE, _FAULT, _STOLEN, _FALSE, _LEAVE)
"""In no order of weight."""

ANY: Final = _FAULT
"""For what is of no family: go on another way, ask what changed, undo."""


def family_of(vector: str) -> Family:
    """The family of a vector of the catalogue."""
    return next((one for one in FAMILIES if vector in one.vectors), ANY)
