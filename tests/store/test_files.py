from __future__ import annotations

from datetime import timedelta

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ForbiddenError, InputError, NotFoundError
from ng911risk.store import LOCAL, Site, Store, files
from ng911risk.store.files import FileHead
from tests.store.conftest import OTHER
from tests.store.sample import NOW

PDF = b"%PDF-1.7 a restore that worked"
SUBJECT = "tested-offline-backups"


@pytest.fixture
def head(store: Store, site: Site) -> FileHead:
    with store.write(LOCAL) as rooms:
        return rooms.files.add(site.id, SUBJECT, "../log.pdf", "text/html", PDF, NOW)


def test_a_file_comes_back_as_it_was_with_a_name_and_a_media_type_of_ours(
    store: Store, site: Site, head: FileHead
) -> None:
    with store.read(LOCAL) as rooms:
        stored = rooms.files.get(head.id)
        listed = rooms.files.of_subject(site.id, SUBJECT)

    assert stored.content == PDF
    assert stored.head == head
    assert (head.name, head.media) == ("log.pdf", "application/pdf")
    assert listed == (head,)


def test_files_of_other_subjects_are_not_listed_with_it(
    store: Store, site: Site, head: FileHead
) -> None:
    with store.write(LOCAL) as rooms:
        later = NOW + timedelta(seconds=1)
        other = rooms.files.add(site.id, "exercises", "plan.txt", "", b"the plan", later)

    with store.read(LOCAL) as rooms:
        assert rooms.files.of_subject(site.id, SUBJECT) == (head,)
        assert rooms.files.of_site(site.id) == (head, other)


def test_a_removed_file_is_off_the_list_but_kept(store: Store, site: Site, head: FileHead) -> None:
    with store.write(LOCAL) as rooms:
        rooms.files.remove(head.id, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.files.of_site(site.id) == ()
        stored = rooms.files.get(head.id)
    assert stored.head.removed
    assert stored.content == PDF


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "empty"), (b"MZ\x90", "program"), (b"12345", "larger")]
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_reason(
    store: Store, site: Site, content: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FILE_MAX", 4)

    with pytest.raises(InputError, match=why), store.write(LOCAL) as rooms:
        rooms.files.add(site.id, SUBJECT, "x", "", content, NOW)


def test_all_files_of_a_site_have_a_limit_together(
    store: Store, site: Site, head: FileHead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SITE_MAX", head.size + 2)

    with pytest.raises(InputError, match="together"), store.write(LOCAL) as rooms:
        rooms.files.add(site.id, SUBJECT, "x", "", b"abc", NOW)


def test_nobody_else_sees_it(store: Store, site: Site, head: FileHead) -> None:
    with store.write(OTHER) as rooms:
        for look in (
            lambda: rooms.files.get(head.id),
            lambda: rooms.files.of_site(site.id),
            lambda: rooms.files.remove(head.id, at=NOW),
            lambda: rooms.files.add(site.id, SUBJECT, "x", "", PDF, NOW),
        ):
            with pytest.raises(NotFoundError):
                look()


def test_a_token_of_another_site_does_not_see_it(store: Store, head: FileHead) -> None:
    narrow = Scope(
        tenant=LOCAL.tenant, user="", name="t", via="token", role=None,
        permissions=frozenset(Permission), site="0" * 32,
    )  # fmt: skip

    with pytest.raises(NotFoundError), store.read(narrow) as rooms:
        rooms.files.get(head.id)


def test_a_viewer_reads_no_file_and_attaches_none(store: Store, site: Site, head: FileHead) -> None:
    viewer = Scope(
        tenant=LOCAL.tenant, user="", name="v", via="page", role=None,
        permissions=frozenset({Permission.READ_SITE}),
    )  # fmt: skip

    with store.write(viewer) as rooms:
        for do in (
            lambda: rooms.files.get(head.id),
            lambda: rooms.files.of_site(site.id),
            lambda: rooms.files.remove(head.id, at=NOW),
            lambda: rooms.files.add(site.id, SUBJECT, "x", "", PDF, NOW),
        ):
            with pytest.raises(ForbiddenError):
                do()
