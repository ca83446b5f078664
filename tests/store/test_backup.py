"""Everything goes into one file and comes back the same, on either database, or not at all."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, text

from ng911risk.access import Permission, Role
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NG911RiskError, StoreError
from ng911risk.model.evidence import Evidence
from ng911risk.store import LOCAL, AssessmentHead, Site, Store, verify
from ng911risk.store.archive import Manifest, opened
from ng911risk.store.backup import before_upgrade, restore
from ng911risk.store.engines import one_moment
from tests.store.conftest import OTHER, post_one
from tests.store.sample import EVIDENCE, NOW

PAGE = replace(LOCAL, via="page")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where to restore to."""
    if request.param == "sqlite":
        yield str(tmp_path / "restored.sqlite")
        return
    address = os.environ["NG911RISK_DATABASE_URL"]
    schema = f"test_{uuid4().hex}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield f"{address}?options=-csearch_path%3D{schema}"
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def filled(store: Store, site: Site, head: AssessmentHead) -> Store:
    """A store with something in most tables, of two organisations."""
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)
        rooms.users.add(
            login="a@example.org", name="Ann Ö", role=Role.VIEWER, password_hash="", at=NOW
        )
        rooms.evidence.add(site.id, EVIDENCE[0], at=NOW)
        rooms.assessments.get(head.id)
    with store.write(OTHER) as rooms:
        rooms.sites.add("Their site", at=NOW)
    return store


def _copy(store: Store, path: Path, **more: bool) -> Manifest:
    options = {"whole": True, "with_key": True} | more
    return store.back_up(LOCAL, path, at=NOW, tool_version="0.1.0", **options)


def _key(tmp_path: Path) -> Path:
    return tmp_path / "restored.key"


def test_everything_comes_back_and_both_logs_hold(
    filled: Store, head: AssessmentHead, empty: str, tmp_path: Path
) -> None:
    made = _copy(filled, tmp_path / "copy.zip")

    restore(tmp_path / "copy.zip", empty, at=NOW, key_file=_key(tmp_path))

    again = Store.open(empty, key_file=_key(tmp_path))
    with again.read(LOCAL) as rooms:
        assert verify(rooms.assessments.get(head.id)) == ()
        assert rooms.evidence.of_site(head.site)[0].evidence == EVIDENCE[0]
        assert rooms.audit.check().holds
        assert rooms.audit.actions()[:2] == ("assessment.sealed", "backup.made")
        assert "backup.restored" in rooms.audit.actions()
    with again.read(OTHER) as rooms:
        assert [site.name for site in rooms.sites.all()] == ["Their site"]
        assert rooms.audit.check().holds
    again.close()
    assert made.heads.keys() == {"local", "other"}


def test_a_restored_copy_makes_the_same_copy(filled: Store, empty: str, tmp_path: Path) -> None:
    first = _copy(filled, tmp_path / "copy.zip")
    restore(tmp_path / "copy.zip", empty, at=NOW, key_file=_key(tmp_path))

    again = Store.open(empty, key_file=_key(tmp_path))
    second = _copy(again, tmp_path / "again.zip")
    again.close()

    def others(manifest: Manifest) -> dict[str, str]:
        return {part.table: part.sha256 for part in manifest.parts if part.table != "audit"}

    assert others(first) == others(second)


def test_the_name_is_given_only_to_a_whole_file(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    _copy(filled, folder / "copy.zip")

    assert [path.name for path in folder.iterdir()] == ["copy.zip"]
    assert (folder / "copy.zip").stat().st_mode & 0o777 == 0o600
    with pytest.raises(NG911RiskError):
        _copy(filled, tmp_path / "nowhere" / "copy.zip")


def test_an_organisation_gets_only_what_is_its_own(
    filled: Store, empty: str, tmp_path: Path
) -> None:
    _copy(filled, tmp_path / "copy.zip", whole=False)

    with zipfile.ZipFile(tmp_path / "copy.zip") as zipped:
        assert not any(b"Their site" in zipped.read(name) for name in zipped.namelist())
        assert not any(b'"other"' in zipped.read(name) for name in zipped.namelist())
    restore(tmp_path / "copy.zip", empty, at=NOW, key_file=_key(tmp_path))
    again = Store.open(empty, key_file=_key(tmp_path))
    assert not again.is_shared()
    again.close()


@pytest.mark.parametrize(("whole", "with_key"), [(True, False), (False, True)])
def test_a_page_gives_out_nothing_of_others(
    filled: Store, tmp_path: Path, whole: bool, with_key: bool
) -> None:
    with pytest.raises(ForbiddenError):
        filled.back_up(
            PAGE, tmp_path / "c", whole=whole, with_key=with_key, at=NOW, tool_version=""
        )

    assert not (tmp_path / "c").exists()


def test_only_who_may_takes_a_copy(filled: Store, tmp_path: Path) -> None:
    viewer = replace(LOCAL, permissions=frozenset({Permission.READ_SITE}))

    with pytest.raises(ForbiddenError):
        filled.back_up(viewer, tmp_path / "c", whole=False, with_key=False, at=NOW, tool_version="")


def test_without_a_key_the_log_is_continued_only_with_its_own(
    filled: Store, tmp_path: Path
) -> None:
    _copy(filled, tmp_path / "copy.zip", with_key=False)
    key, to = _key(tmp_path), tmp_path / "new.sqlite"

    with pytest.raises(StoreError, match="without-log"):
        restore(tmp_path / "copy.zip", to, at=NOW, key_file=key)
    key.write_text("ab" * 32)
    with pytest.raises(StoreError, match="does not fit"):
        restore(tmp_path / "copy.zip", to, at=NOW, key_file=key)
    assert not to.exists()

    key.write_text(filled._audit_key.hex())
    restore(tmp_path / "copy.zip", to, at=NOW, key_file=key)
    assert to.exists()


def test_a_new_log_is_begun_only_when_asked_for(filled: Store, tmp_path: Path) -> None:
    _copy(filled, tmp_path / "copy.zip", with_key=False)

    restore(tmp_path / "copy.zip", tmp_path / "new.sqlite", at=NOW, without_log=True)

    again = Store.open(tmp_path / "new.sqlite")
    with again.read(LOCAL) as rooms:
        assert rooms.audit.actions() == ("backup.restored",)
        assert rooms.audit.check().holds
    again.close()


def test_a_target_that_is_not_empty_stays_as_it_is(
    filled: Store, target: str, tmp_path: Path
) -> None:
    _copy(filled, tmp_path / "copy.zip")

    with pytest.raises(ConflictError):
        restore(tmp_path / "copy.zip", target, at=NOW, key_file=_key(tmp_path))

    with filled.read(LOCAL) as rooms:
        assert len(rooms.sites.all()) == 1


def test_another_key_beside_the_target_is_never_replaced(filled: Store, tmp_path: Path) -> None:
    _copy(filled, tmp_path / "copy.zip")
    _key(tmp_path).write_text("cd" * 32)

    with pytest.raises(ConflictError, match="another key"):
        restore(tmp_path / "copy.zip", tmp_path / "n.sqlite", at=NOW, key_file=_key(tmp_path))


def _new(empty: str, tmp_path: Path) -> Store:
    """An installation as its first start leaves it."""
    new = Store.open(empty, key_file=_key(tmp_path))
    with new.write(LOCAL) as rooms:
        rooms.invites.first("f" * 64, at=NOW)
    return new


def test_a_copy_takes_the_place_of_an_installation_that_nobody_used(
    filled: Store, head: AssessmentHead, empty: str, tmp_path: Path
) -> None:
    _copy(filled, tmp_path / "copy.zip")
    new = _new(empty, tmp_path)
    assert new.is_untouched()

    with opened(tmp_path / "copy.zip") as archive:
        new.restore(PAGE, archive, at=NOW)

    assert not new.is_untouched()
    with new.write(LOCAL) as rooms:
        rooms.sites.add("Added later", at=NOW)
    new.close()
    again = Store.open(empty, key_file=_key(tmp_path))  # the key is the one of the copy now
    with again.read(LOCAL) as rooms:
        assert verify(rooms.assessments.get(head.id)) == ()
        assert rooms.audit.check().holds
        told = [one.entry for one in rooms.audit.links() if one.entry.action == "backup.restored"]
        assert [entry.via for entry in told] == ["page"]
    again.close()
    assert _key(tmp_path).read_text().strip() == filled._audit_key.hex()
    assert not list(tmp_path.glob("*.restored"))


def test_what_is_in_use_is_never_replaced(filled: Store, empty: str, tmp_path: Path) -> None:
    _copy(filled, tmp_path / "copy.zip")
    new = _new(empty, tmp_path)
    with new.write(LOCAL) as rooms:
        rooms.sites.add("Mine", at=NOW)

    with opened(tmp_path / "copy.zip") as archive, pytest.raises(ConflictError, match="in use"):
        new.restore(LOCAL, archive, at=NOW)

    assert not new.is_untouched()
    with new.read(LOCAL) as rooms:
        assert [site.name for site in rooms.sites.all()] == ["Mine"]
    new.close()


@pytest.mark.parametrize("damage", ["a row less, told", "a foreign tenant, told", "no key"])
def test_a_damaged_copy_leaves_a_new_installation_as_it_was(
    filled: Store, empty: str, tmp_path: Path, damage: str
) -> None:
    with filled.write(LOCAL) as rooms:
        rooms.sites.add("Ash", at=NOW)
    _copy(filled, tmp_path / "copy.zip")
    name, change, told = DAMAGE[damage]
    _changed(tmp_path / "copy.zip", name, change, told=told)
    new = _new(empty, tmp_path)
    key = _key(tmp_path).read_text()

    with (
        opened(tmp_path / "copy.zip") as archive,
        pytest.raises((InputError, StoreError)),
    ):
        new.restore(LOCAL, archive, at=NOW)

    assert new.is_untouched()
    new.close()
    again = Store.open(empty, key_file=_key(tmp_path))
    with again.door() as door:
        assert door.invite("f" * 64) is not None
    with again.read(LOCAL) as rooms:
        assert rooms.audit.check().holds
    again.close()
    assert _key(tmp_path).read_text() == key
    assert not list(tmp_path.glob("*.restored"))


def test_a_copy_without_a_key_comes_with_a_new_log_only_when_asked_for(
    filled: Store, empty: str, tmp_path: Path
) -> None:
    _copy(filled, tmp_path / "copy.zip", with_key=False)
    new = _new(empty, tmp_path)

    with opened(tmp_path / "copy.zip") as archive:
        with pytest.raises(StoreError, match="does not fit"):
            new.restore(LOCAL, archive, at=NOW)
        assert new.is_untouched()
        new.restore(LOCAL, archive, at=NOW, without_log=True)

    with new.read(LOCAL) as rooms:
        assert rooms.audit.actions() == ("backup.restored",)
        assert rooms.audit.check().holds
    new.close()


def test_a_restore_cut_off_before_its_key_was_in_place_is_finished_at_the_next_start(
    filled: Store, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_: object) -> None:
        raise StoreError("the power went")

    _copy(filled, tmp_path / "copy.zip")
    new = _new(empty, tmp_path)
    with monkeypatch.context() as patch, opened(tmp_path / "copy.zip") as archive:
        patch.setattr("ng911risk.store.session.put_waiting", cut)
        new.restore(LOCAL, archive, at=NOW)
    new.close()
    assert _key(tmp_path).read_text().strip() != filled._audit_key.hex()

    again = Store.open(empty, key_file=_key(tmp_path))

    with again.read(LOCAL) as rooms:
        assert rooms.audit.check().holds
    again.close()
    assert _key(tmp_path).read_text().strip() == filled._audit_key.hex()


def _changed(path: Path, name: str, change: Callable[[bytes], bytes], *, told: bool) -> None:
    """Change one part; `told` changes the manifest along, as who made it on purpose would."""
    import hashlib  # noqa: PLC0415 - only here

    with zipfile.ZipFile(path) as zipped:
        parts = {one: zipped.read(one) for one in zipped.namelist()}
    parts[name] = change(parts[name])
    if told:
        manifest = json.loads(parts["manifest.json"])
        for part in manifest["parts"]:
            data = parts[f"tables/{part['table']}.jsonl"]
            part["sha256"] = hashlib.sha256(data).hexdigest()
            part["bytes"], part["rows"] = len(data), data.count(b"\n")
        parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for one, data in parts.items():
            zipped.writestr(one, data)


def _without_cedar(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if b"Cedar" not in line)


SITES = "tables/sites.jsonl"
DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes], bool]] = {
    "a letter": (SITES, lambda data: data.replace(b"Cedar", b"Maple"), False),
    "a row less": (SITES, lambda data: b"".join(data.splitlines(True)[1:]), False),
    "a row less, told": (SITES, _without_cedar, True),
    "a row twice, told": (SITES, lambda data: data + data, True),
    "no JSON, told": (SITES, lambda data: b"{\n" + data, True),
    "a column more, told": (SITES, lambda data: data.replace(b'{"', b'{"x":1,"'), True),
    "a number, told": (SITES, lambda data: data.replace(b'"Cedar County"', b"7"), True),
    "a NUL, told": (SITES, lambda data: data.replace(b"Cedar", b"\\u0000"), True),
    "a surrogate, told": (SITES, lambda data: data.replace(b"Cedar", b"\\ud800"), True),
    "a foreign tenant, told": (SITES, lambda data: data.replace(b'"local"', b'"gone"'), True),
    "another order, told": (SITES, lambda data: b"".join(data.splitlines(True)[::-1]), True),
    "no key": ("audit-key", lambda _: b"0000", False),
    "no manifest": ("manifest.json", lambda _: b"[]", False),
    "a manifest of 1": ("manifest.json", lambda _: b"1", False),
    "a newer format": (
        "manifest.json",
        lambda data: data.replace(b"ng911risk-copy/1", b"ng911risk-copy/2"),
        False,
    ),
    "a table less": (
        "manifest.json",
        lambda data: json.dumps(
            (read := json.loads(data)) | {"parts": read["parts"][:-1]}
        ).encode(),
        False,
    ),
    "a path": (
        "manifest.json",
        lambda data: data.replace(b'"table": "sites"', b'"table": "../sites"'),
        False,
    ),
}


@pytest.mark.parametrize(("name", "change", "told"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_copy_changes_nothing(
    filled: Store,
    empty: str,
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    told: bool,
) -> None:
    with filled.write(LOCAL) as rooms:
        rooms.sites.add("Ash", at=NOW)
    _copy(filled, tmp_path / "copy.zip")
    _changed(tmp_path / "copy.zip", name, change, told=told)
    before = set(tmp_path.iterdir())

    with pytest.raises((InputError, StoreError)):
        restore(tmp_path / "copy.zip", empty, at=NOW, key_file=_key(tmp_path))

    assert set(tmp_path.iterdir()) == before
    if empty.startswith("postgresql"):
        Store.open(empty, key_file=_key(tmp_path)).close()  # it is as empty as it was


def test_a_copy_of_a_newer_version_is_refused(filled: Store, tmp_path: Path) -> None:
    _copy(filled, tmp_path / "copy.zip")
    _changed(
        tmp_path / "copy.zip", "manifest.json",
        lambda data: data.replace(b'"revision": "', b'"revision": "9'), told=False,
    )  # fmt: skip

    with pytest.raises(StoreError, match="newer version"):
        restore(tmp_path / "copy.zip", tmp_path / "n.sqlite", at=NOW)


def test_any_cut_or_flipped_byte_is_noticed(filled: Store, tmp_path: Path) -> None:
    _copy(filled, tmp_path / "copy.zip")
    whole = (tmp_path / "copy.zip").read_bytes()
    bad = tmp_path / "bad.zip"
    with opened(tmp_path / "copy.zip") as archive:
        manifest = archive.manifest

    for at in range(0, len(whole), 97):
        bad.write_bytes(whole[:at])
        with pytest.raises(InputError), opened(bad):
            pass
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        try:
            with opened(bad) as archive:
                # a date or a mode of an entry may differ, never what it holds
                assert archive.manifest.parts == manifest.parts
        except InputError:
            continue


def test_a_copy_of_the_first_version_is_brought_to_this_one(tmp_path: Path) -> None:
    """Made with the tables of then, as the copy from before an upgrade is."""
    from ng911risk.store.migrate import upgrade  # noqa: PLC0415 - only here
    from ng911risk.store.sqlite import make_private, writing_engine  # noqa: PLC0415 - only here

    make_private(tmp_path / "old.sqlite")
    engine = writing_engine(tmp_path / "old.sqlite")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        connection.execute(
            text("INSERT INTO sites VALUES ('local', :id, 'Old', :at)"),
            {"id": "0" * 32, "at": "2025-01-01T00:00:00.000000Z"},
        )
    with one_moment(engine) as connection:
        before_upgrade_of(connection, tmp_path / "copy.zip")
    engine.dispose()

    restore(tmp_path / "copy.zip", tmp_path / "new.sqlite", at=NOW, without_log=True)

    again = Store.open(tmp_path / "new.sqlite")
    with again.read(LOCAL) as rooms:
        assert [site.name for site in rooms.sites.all()] == ["Old"]
    again.close()


def before_upgrade_of(connection: Connection, path: Path) -> None:
    """SQLite tells the moment as text, and is copied as a file instead; so by hand."""
    from ng911risk.store.backup import back_up  # noqa: PLC0415 - only here

    back_up(
        connection,
        path,
        tenant="",
        named="",
        key=None,
        at=NOW,
        tool_version="",
    )


@pytest.mark.postgres
def test_a_server_is_dumped_before_its_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ng911risk.store.engines import postgresql_engine  # noqa: PLC0415 - only here
    from ng911risk.store.migrate import upgrade  # noqa: PLC0415 - only here

    monkeypatch.chdir(tmp_path)
    address = os.environ["NG911RISK_DATABASE_URL"]
    schema = f"test_{uuid4().hex}"
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    target = f"{address}?options=-csearch_path%3D{schema}"
    engine = postgresql_engine(target)
    with engine.begin() as connection:
        upgrade(connection, "0001")
    engine.dispose()

    Store.open(target).close()

    with opened(tmp_path / "ng911risk.before-upgrade-from-0001.1.zip") as archive:
        assert archive.manifest.revision == "0001"
        assert archive.manifest.parts[0].table == "tenants"
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


def test_a_copy_that_cannot_be_made_stops_the_upgrade(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NG911RiskError("full")

    class Clock:
        """A connection that knows nothing but the time."""

        def execute(self, _: object) -> Clock:
            return self

        def scalar_one(self) -> object:
            return NOW

    monkeypatch.setattr("ng911risk.store.backup.back_up", fail)
    with pytest.raises(StoreError, match="before the upgrade"):
        before_upgrade(Clock(), tmp_path / "c.zip")  # type: ignore[arg-type] # enough of one


def test_evidence_of_any_letters_survives(store: Store, site: Site, tmp_path: Path) -> None:
    odd = Evidence(
        mitigation="zone-segmentation", verdict=EVIDENCE[0].verdict, observed="“Ö” 🚒 \t\n\\u0041",
        method="interview", on=EVIDENCE[0].on,
    )  # fmt: skip
    with store.write(LOCAL) as rooms:
        rooms.evidence.add(site.id, odd, at=NOW)
    _copy(store, tmp_path / "copy.zip")

    restore(tmp_path / "copy.zip", tmp_path / "n.sqlite", at=NOW)

    again = Store.open(tmp_path / "n.sqlite")
    with again.read(LOCAL) as rooms:
        assert rooms.evidence.of_site(site.id)[0].evidence == odd
        assert rooms.audit.check().faults == ()
    again.close()
