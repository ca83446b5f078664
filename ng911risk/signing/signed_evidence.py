"""
Signed evidence: what a lab check or a capture showed on another machine, and who says so.

Evidence and the record it follows from go into one file with one signature. Whoever takes it
in has the public key already, by another way than the file, and so knows whose word it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

from pydantic import ValidationError

from ng911risk.errors import InputError, Problem, SignatureError
from ng911risk.model.evidence import Evidence, EvidenceFile, LabProof, Verdict
from ng911risk.model.lab import LabRun
from ng911risk.records import json_bytes, to_json
from ng911risk.records.read import adapter_of
from ng911risk.signing import envelope
from ng911risk.signing.keys import PrivateKey, PublicKey

PAYLOAD_TYPE: Final = "application/vnd.ng911risk.signed-evidence+json"
"""What the envelope says that it holds; also the media type of such a file."""

FORMAT: Final = "ng911risk-signed-evidence/1"

SIZE_MAX: Final = 16 * 1024 * 1024
"""Longest file that is read, in bytes."""

_MARK: Final = b'"payloadType"'
_HEAD: Final = 4_096

T = TypeVar("T")


class Account(StrEnum):
    """What the evidence follows from."""

    RUN = "lab-run"
    """The record of a run, `LabRun`."""

    CAPTURE = "capture"
    """What was counted and found in a capture; JSON that only its maker reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEvidence:
    """What is signed. The parts are texts, so that each keeps its bytes whatever reads them."""

    format: str = FORMAT
    """Version of this layout."""

    site: str
    """Name of the centre it speaks of."""

    kind: str
    """A word of `Account`."""

    account: str
    """JSON of the record or the account."""

    evidence: str
    """Canonical JSON of an `EvidenceFile`."""

    @property
    def digest(self) -> str:
        """SHA-256 of the account: what every record of the evidence names."""
        return sha256(self.account.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Evidence whose signature has been checked."""

    key_id: str
    """Key that signed it."""

    site: str
    """Name of the centre it speaks of."""

    evidence: bytes
    """JSON of an `EvidenceFile`, to be held against a site and a catalogue."""


def of_run(evidence: tuple[Evidence, ...], run: LabRun, *, site: str) -> SignedEvidence:
    """
    Gather what a run showed; see `of_account` for what is refused.

    Raises:
        InputError: The evidence does not follow from that run.
    """
    return of_account(evidence, to_json(run), site=site, kind=Account.RUN)


def of_account(
    evidence: tuple[Evidence, ...], account: bytes, *, site: str, kind: Account
) -> SignedEvidence:
    """
    Gather evidence and the account it follows from.

    Args:
        evidence: Each record names the SHA-256 of `account` in ``lab.record``.
        account: JSON.
        site: Name of the centre.
        kind: What the account is.

    Raises:
        InputError: A record names another account, or none.
    """
    made = SignedEvidence(
        site=site,
        kind=kind.value,
        account=account.decode(),
        evidence=to_json(EvidenceFile(evidence=evidence)).decode(),
    )
    _require_agreement(made, "the evidence")
    return made


def sign(evidence: SignedEvidence, key: PrivateKey) -> bytes:
    """File with evidence and signature; the same input gives the same bytes."""
    return envelope.sign(PAYLOAD_TYPE, json_bytes(asdict(evidence)), key)


def read(data: bytes, keys: Iterable[PublicKey], *, file: str) -> Read:
    """
    Evidence in a signed file, once its signature has been checked.

    Args:
        data: The bytes of the file.
        keys: Of everybody who is believed.
        file: Name of the file, for the complaint.

    Raises:
        InputError: This is no signed evidence, or its parts contradict each other.
        SignatureError: Nobody who is believed signed it, or something in it was changed.
    """
    if len(data) > SIZE_MAX:
        raise _refused(f"the file is larger than {SIZE_MAX // 1024**2} MiB", file)
    key = _key_of(data, keys, file)
    found = _parts(envelope.opened(data, key, payload_type=PAYLOAD_TYPE, file=file), file)
    _require_agreement(found, file)
    return Read(key_id=key.id, site=found.site, evidence=found.evidence.encode())


def looked_at(data: bytes, *, file: str) -> SignedEvidence:
    """
    Read what a file claims; the signature is not checked, and nothing of it is to be believed.

    Raises:
        InputError: This is no signed evidence.
        SignatureError: It was one, and was changed or is damaged.
    """
    return _parts(envelope.looked_at(data, file=file).payload, file)


def looks_like_one(data: bytes) -> bool:
    """Whether a file claims to be signed; a plain file of evidence begins otherwise."""
    head = data[:_HEAD].lstrip(b" \t\r\n\xef\xbb\xbf")
    return head[:1] == b"{" and _MARK in head


def _key_of(data: bytes, keys: Iterable[PublicKey], file: str) -> PublicKey:
    known = {one.id: one for one in keys}
    claimed = envelope.looked_at(data, file=file).key_id
    if claimed not in known:
        names = " or ".join(sorted(known)) or "none"
        raise SignatureError(
            f"{file} says that it was signed with the key {claimed}, which is not trusted here. "
            f"Trusted: {names}."
        )
    return known[claimed]


def _parts(payload: bytes, file: str) -> SignedEvidence:
    try:
        tree = envelope.strict_json(payload)
    except ValueError:
        raise _refused("what was signed is no JSON", file) from None
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise _refused("what was signed is no evidence, or of a newer version", file)
    names = {one.name for one in fields(SignedEvidence)}
    if set(tree) != names or any(type(value) is not str for value in tree.values()):
        raise _refused("the parts of the signed evidence are not those of its format", file)
    try:
        "".join(tree.values()).encode()
    except UnicodeEncodeError:
        raise _refused("it holds what is no text", file) from None
    return SignedEvidence(**tree)


def _require_agreement(signed: SignedEvidence, file: str) -> None:
    """
    Make sure that evidence and account speak of the same.

    Raises:
        InputError: They do not; carries every contradiction.
    """
    if signed.kind not in set(Account):
        raise _refused("it does not say what its account is", file)
    records = _value(EvidenceFile, signed.evidence, "its evidence", file).evidence
    run = None
    if signed.kind == Account.RUN:
        run = _value(LabRun, signed.account, "the record of its run", file)
    wrong = [
        f"record {number} {why}"
        for number, one in enumerate(records, start=1)
        if (why := _disagreement(one, signed.digest, run))
    ]
    if wrong:
        raise InputError([Problem(file=file, message=one) for one in wrong])


def _disagreement(evidence: Evidence, digest: str, run: LabRun | None) -> str:
    lab = evidence.lab
    if lab is None:
        return "is of no lab check or capture; record it by hand"
    if lab.signed_by:
        return "says who signed it, which only the signature can"
    if lab.record != digest:
        return "names another account than the one in the file"
    if run is None:
        return ""
    told = {"run": run.id, "capture": run.capture, "packets": run.packets_on_wire}
    wrong = [name for name, value in told.items() if getattr(lab, name) != value]
    if wrong:
        return f"contradicts the record of the run about {', '.join(wrong)}"
    return _unfounded(evidence, lab, run)


def _unfounded(evidence: Evidence, lab: LabProof, run: LabRun) -> str:
    """Why evidence does not follow from any result of the run; empty: it does."""
    assets = {one.id: one.asset for one in run.targets}
    results = [
        one
        for one in run.results
        if one.check == lab.check and (assets.get(one.target),) == evidence.scope
    ]
    if not results:
        return "is of a check and an asset that the run does not hold"
    if evidence.verdict is Verdict.INCONCLUSIVE:
        return ""
    if run.doubt:
        return "decides something, and the run itself is in doubt"
    if all(one.verdict is not evidence.verdict for one in results):
        return "says something else than the run"
    return ""


def _value(cls: type[T], text: str, what: str, file: str) -> T:
    kind: Any = cls
    try:
        return cast("T", adapter_of(kind).validate_json(text, strict=True))
    except ValidationError:
        raise _refused(f"{what} cannot be read by this version of ng911risk", file) from None


def _refused(message: str, file: str) -> InputError:
    return InputError([Problem(file=file, message=message)])
