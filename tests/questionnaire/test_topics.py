from __future__ import annotations

import pytest

from ng911risk.content import load_catalog
from ng911risk.questionnaire.topics import Topic, topic_of_mitigation, topic_of_weakness

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("tested-offline-backups", Topic.RECOVERY),
        ("practised-manual-dispatch", Topic.RECOVERY),
        ("call-flood-playbook", Topic.FLOODS),
        ("supplier-security-terms", Topic.VENDORS),
        ("brokered-vendor-access", Topic.VENDORS),
        ("personnel-screening-leavers", Topic.PEOPLE),
        ("exercises", Topic.PEOPLE),
        ("location-data-governance", Topic.CALLS),
        ("encrypted-storage", Topic.DATA),
        ("multi-factor-sign-in", Topic.OUTSIDE),
        ("physical-protection", Topic.NETWORK),
    ],
)
def test_a_mitigation_is_asked_about_where_a_person_would_look(name: str, topic: Topic) -> None:
    assert topic_of_mitigation(CATALOG, name) is topic


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("default-credentials", Topic.OUTSIDE),
        ("cleartext-transport", Topic.DATA),
        ("accepts-unsigned", Topic.CALLS),
        ("unauthenticated-activation", Topic.NETWORK),
    ],
)
def test_a_weakness_is_asked_about_where_its_vectors_belong(name: str, topic: Topic) -> None:
    assert topic_of_weakness(CATALOG, name) is topic


def test_no_topic_is_empty_and_none_is_more_than_a_third() -> None:
    topics = [topic_of_mitigation(CATALOG, name) for name in CATALOG.mitigations]
    topics += [topic_of_weakness(CATALOG, name) for name in CATALOG.weaknesses]

    assert set(topics) == set(Topic)
    assert max(map(topics.count, Topic)) <= len(topics) / 3


def test_topics_are_in_plain_words() -> None:
    assert all(one.words and one.about.endswith(".") for one in Topic)
