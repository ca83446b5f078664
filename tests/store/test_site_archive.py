"""A site goes out, comes in, and goes out again the same."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.model.intelligence import Feed, FeedKind, Intelligence
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, ObservedKind, Promotion, Transport
from ng911risk.questionnaire.asking import AskedQuestion
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.store import LOCAL, AssessmentHead, Site, Store, verify
from ng911risk.store.archive import opened
from ng911risk.store.exchange_tables import ObservationRow, PromotionRow
from ng911risk.store.moments import moment_text
from ng911risk.store.work_tables import (
    AcceptanceRow,
    AnswerRow,
    AskRow,
    EvidenceRow,
    FileRow,
    ReplyRow,
    TrackedRow,
)
from tests.store.conftest import OTHER, post_one
from tests.store.sample import EVIDENCE, INVENTORY, NOW, PLACES, report_bytes, report_on
from tests.store.test_published import give, stix

FILE = "f" * 32
ASK = "a" * 32
QUESTION = AskedQuestion(subject="q:1", question="Is it locked?")
SEEN = Observation(
    id="2d086da7-4bdc-5f91-900e-d77486753710", kind=ObservedKind.SIP_SCAN, what="Asks.",
    source="198.51.100.7", target="203.0.113.4", transport=Transport.UDP, protocol="sip",
    first_seen=NOW, last_seen=NOW, messages=1, environment=Environment.LAB, capture="c" * 64,
)  # fmt: skip
PROMOTED = Promotion(
    observation=SEEN.id, vector="ransomware", by="Analyst", reason="It scans.", on=NOW,
    valid_until=NOW,
)  # fmt: skip
SIGNED = {"by": "u", "by_name": "Pat", "at": moment_text(NOW)}
CONTENT = b"\x00\xff " + FILE.encode()


@pytest.fixture
def full(store: Store, site: Site, head: AssessmentHead) -> Store:
    """A store whose site has a row in every table."""
    own: dict[str, Any] = {"tenant": "local", "site": site.id}
    rows: list[tuple[Any, dict[str, Any]]] = [
        (AnswerRow, {**own, "subject": "q:1", "number": 1, "value": "yes", "note": "",
                     "said_by": "", **SIGNED}),
        (FileRow, {**own, "id": FILE, "subject": "q:1", "name": "ö.pdf", "media": "application/pdf",
                   "size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest(),
                   "content": CONTENT, **SIGNED}),
        (EvidenceRow, {**own, "id": "e" * 32, "evidence_json": to_json(EVIDENCE[0]),
                       "files_json": json.dumps([FILE]).encode(), "withdrawn_why": "", **SIGNED}),
        (AskRow, {**own, "id": ASK, "to_name": "Vendor", "owner_class": "vendor",
                  "subjects_json": json_bytes([to_tree(QUESTION)]), "note": "", "hash": "h" * 64,
                  "expires_at": moment_text(NOW), "revoked": False, "who_name": "", "who_role": "",
                  **SIGNED}),
        (ReplyRow, {"tenant": "local", "ask": ASK, "subject": "q:1", "number": 1, "value": "no",
                    "note": "", "said_by": "V", "at": moment_text(NOW), "decision": "waiting"}),
        (AcceptanceRow, {**own, "id": "c" * 32, "finding": "x", "title": "t", "risk": "high",
                         "owner_role": "director", "owner_name": "Pat", "reason": "r",
                         "until": "2027-01-01", **SIGNED}),
        (TrackedRow, {**own, "mitigation": "m", "number": 1, "owner": "", "due": "",
                      "status": "open", "note": "", **SIGNED}),
        (ObservationRow, {**own, "id": SEEN.id, "observation_json": to_json(SEEN), **SIGNED}),
        (PromotionRow, {**own, "observation": SEEN.id, "number": 1,
                        "promotion_json": to_json(PROMOTED), **SIGNED}),
    ]  # fmt: skip
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)
        for table, values in rows:
            rooms.audit._session.execute(insert(table).values(**values))
        rooms.sites.add("Another site", at=NOW)
    return store


@pytest.fixture
def copy(full: Store, site: Site, tmp_path: Path) -> Path:
    full.export_site(LOCAL, site.id, tmp_path / "site.zip", at=NOW, tool_version="0.1.0")
    return tmp_path / "site.zip"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    opened_store = Store.open(tmp_path / "elsewhere.sqlite")
    yield opened_store
    opened_store.close()


def _bring(store: Store, copy: Path, scope: Scope = LOCAL, name: str = "") -> str:
    with opened(copy) as archive:
        return store.import_site(scope, archive, at=NOW, name=name)


def test_a_site_comes_out_of_another_database_as_the_same_bytes(
    copy: Path, elsewhere: Store, site: Site, head: AssessmentHead, tmp_path: Path
) -> None:
    assert _bring(elsewhere, copy) == site.id

    elsewhere.export_site(LOCAL, site.id, tmp_path / "again.zip", at=NOW, tool_version="0.1.0")
    assert (tmp_path / "again.zip").read_bytes() == copy.read_bytes()
    with elsewhere.read(LOCAL) as rooms:
        assert rooms.files.get(FILE).content == CONTENT
        assert verify(rooms.assessments.get(head.id)) == ()
        assert "site.imported" in rooms.audit.actions()


def test_every_table_of_a_site_had_a_row(copy: Path) -> None:
    with opened(copy) as archive:
        assert {part.table for part in archive.manifest.parts if not part.rows} == set()


def test_nothing_of_other_sites_goes_along(copy: Path) -> None:
    with zipfile.ZipFile(copy) as zipped:
        assert not any(b"Another site" in zipped.read(name) for name in zipped.namelist())


def test_a_site_that_is_here_is_refused_and_stays(full: Store, copy: Path) -> None:
    with pytest.raises(ConflictError, match="--as"):
        _bring(full, copy)
    with pytest.raises(ConflictError, match="--as"):
        _bring(full, copy, name="Another site")

    with full.read(LOCAL) as rooms:
        assert len(rooms.sites.all()) == 2


def test_a_copy_with_a_name_of_its_own_has_new_ids_and_the_same_report(
    full: Store, copy: Path, site: Site, head: AssessmentHead
) -> None:
    new = _bring(full, copy, name="Cedar copy")

    with full.read(LOCAL) as rooms:
        assert new != site.id
        (made,) = rooms.assessments.of_site(new)
        assert made.id != head.id
        assert (
            rooms.assessments.get(made.id).report_json == rooms.assessments.get(head.id).report_json
        )
        assert verify(rooms.assessments.get(made.id)) == ()
        (evidence,) = rooms.evidence.of_site(new)
        (file,) = evidence.files
        assert file != FILE
        assert rooms.files.get(file).content == CONTENT
        assert verify(rooms.assessments.get(head.id)) == ()
    with full.door() as door:
        ask = door.ask("h" * 64)
    assert ask is not None
    assert ask.id == ASK


def test_another_organisation_may_bring_it_in_under_its_own_roof(full: Store, copy: Path) -> None:
    """The link of what was asked is taken, so it comes as a copy."""
    with pytest.raises(ConflictError, match="asks"):
        _bring(full, copy, OTHER)

    new = _bring(full, copy, OTHER, name="Cedar")

    with full.read(OTHER) as rooms:
        assert rooms.sites.get(new).name == "Cedar"
    with full.read(LOCAL) as rooms, pytest.raises(NotFoundError):
        rooms.sites.get(new)


def test_only_who_may_and_only_ones_own(
    full: Store, copy: Path, site: Site, tmp_path: Path
) -> None:
    viewer = replace(LOCAL, permissions=frozenset({Permission.READ_SITE}))

    with pytest.raises(ForbiddenError):
        full.export_site(viewer, site.id, tmp_path / "c", at=NOW, tool_version="")
    with pytest.raises(ForbiddenError):
        _bring(full, copy, viewer)
    with pytest.raises(NotFoundError):
        full.export_site(OTHER, site.id, tmp_path / "c", at=NOW, tool_version="")


@pytest.mark.parametrize("name", [" x", "a\nb", "x" * 201])
def test_a_name_that_is_none_is_refused(elsewhere: Store, copy: Path, name: str) -> None:
    with pytest.raises(InputError):
        _bring(elsewhere, copy, name=name)


CHANGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a report": ("assessments", lambda data: data.replace(b"2026-11-24T08", b"2026-11-23T08")),
    "an inventory": ("inventories", lambda data: data.replace(b"floor", b"cellar")),
    "a file": ("files", lambda data: data.replace(b'"base64":"AP8', b'"base64":"AP9')),
    "a moment": ("answers", lambda data: data.replace(b"2026-11-24T08", b"yesterday")),
    "evidence": ("evidence", lambda data: data.replace(b"effective", b"splendid")),
    "a list": ("asks", lambda data: data.replace(b'\\"question\\"', b'\\"query\\"')),
    "an answer": ("answers", lambda data: data.replace(b'"value":"yes"', b'"value":"EVIL"')),
    "a reply": ("replies", lambda data: data.replace(b'"value":"no"', b'"value":"EVIL"')),
    "a decision": ("replies", lambda data: data.replace(b"waiting", b"EVIL")),
    "who is asked": ("asks", lambda data: data.replace(b'"vendor"', b'"EVIL"')),
    "a level": ("acceptances", lambda data: data.replace(b'"risk":"high"', b'"risk":"EVIL"')),
    "an owner": ("acceptances", lambda data: data.replace(b'"director"', b'"EVIL"')),
    "a last day": ("acceptances", lambda data: data.replace(b"2027-01-01", b"2027-02-30")),
    "a status": ("tracked", lambda data: data.replace(b'"status":"open"', b'"status":"EVIL"')),
    "a due day": ("tracked", lambda data: data.replace(b'"due":""', b'"due":"EVIL"')),
    "a name that climbs": ("files", lambda data: data.replace(b".pdf", b".pdf\r\nX: 1")),
    "a kind of file": ("files", lambda data: data.replace(b"application/pdf", b"text/html")),
    "a size": ("files", lambda data: data.replace(b'"size":', b'"size":-')),
    "a file of evidence": ("evidence", lambda data: data.replace(b"ffff", b"0fff", 1)),
    "another site": ("answers", lambda data: data.replace(b'"site":"', b'"site":"0')),
    "a name": ("sites", lambda data: data.replace(b"Cedar County", b"\\u0000")),
}


@pytest.mark.parametrize(("table", "change"), CHANGES.values(), ids=CHANGES)
def test_what_was_changed_in_the_file_does_not_come_in(
    elsewhere: Store, copy: Path, table: str, change: Callable[[bytes], bytes]
) -> None:
    with zipfile.ZipFile(copy) as zipped:
        parts = {one: zipped.read(one) for one in zipped.namelist()}
    name = f"tables/{table}.jsonl"
    changed = change(parts[name])
    assert changed != parts[name]
    parts[name] = changed
    manifest = json.loads(parts["manifest.json"])
    for part in manifest["parts"]:
        data = parts[f"tables/{part['table']}.jsonl"]
        part["sha256"], part["bytes"] = hashlib.sha256(data).hexdigest(), len(data)
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(copy, "w") as zipped:
        for one, data in parts.items():
            zipped.writestr(one, data)

    with pytest.raises((InputError, ConflictError)):
        _bring(elsewhere, copy)

    with elsewhere.read(LOCAL) as rooms:
        assert rooms.sites.all() == ()
        assert rooms.audit.actions() == ()


def test_a_backup_is_no_site(full: Store, elsewhere: Store, tmp_path: Path) -> None:
    full.back_up(LOCAL, tmp_path / "b.zip", whole=True, with_key=True, at=NOW, tool_version="")

    with pytest.raises(InputError, match="backup"):
        _bring(elsewhere, tmp_path / "b.zip")


def test_what_was_published_stays_behind(
    full: Store, site: Site, head: AssessmentHead, elsewhere: Store, tmp_path: Path
) -> None:
    with full.write(LOCAL) as rooms:
        give(rooms, head, stix(1))
        rooms.published.name_installation(at=NOW)
    full.export_site(LOCAL, site.id, tmp_path / "given.zip", at=NOW, tool_version="0.1.0")

    _bring(elsewhere, tmp_path / "given.zip")

    with elsewhere.read(LOCAL) as rooms:
        assert rooms.published.of_site(site.id) == ()
        assert rooms.collected.collections() == ()
        assert rooms.observations.of_site(site.id).observations == (SEEN,)


@pytest.mark.parametrize("name", ["", "A copy"])
def test_the_seal_of_an_assessment_with_intelligence_holds_elsewhere(
    store: Store, site: Site, elsewhere: Store, tmp_path: Path, name: str
) -> None:
    feed = Feed(name="flaws", kind=FeedKind.FEED, format="x", digest="d" * 64, imported_at=NOW)
    report = report_on()
    with store.write(LOCAL) as rooms:
        rooms.assessments.add(
            site.id, report, report_json=report_bytes(report), inventory=INVENTORY, places=PLACES,
            intelligence=Intelligence(feeds=(feed,)), at=NOW,
        )  # fmt: skip
    store.export_site(LOCAL, site.id, tmp_path / "heard.zip", at=NOW, tool_version="0.1.0")

    brought = _bring(elsewhere, tmp_path / "heard.zip", name=name)

    with elsewhere.read(LOCAL) as rooms:
        (there,) = rooms.assessments.of_site(brought)
        assert verify(rooms.assessments.get(there.id)) == ()
        assert rooms.assessments.get(there.id).intelligence.feeds == (feed,)
