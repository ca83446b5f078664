"""Rules that every content file of this repository keeps, one test for each file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from ng911risk.content import builtin_content, load_catalog
from ng911risk.content.shelves import SHELVES, ContentFile, files_of
from ng911risk.model.catalog import Lifecycle, Mitigation, ThreatVector, Wording
from ng911risk.records import read_record, to_yaml

FILES: Final = {file.path: file for file in files_of(builtin_content())[0]}
CATALOG: Final = load_catalog()
ENTRIES: Final[dict[str, ThreatVector | Mitigation]] = {
    **CATALOG.vectors,
    **CATALOG.mitigations,
}
MITIGATION_COUNTS: Final = {"GV": 6, "ID": 8, "PR": 32, "DE": 6, "RS": 6, "RC": 5}


def _stix_ids(path: Path, source: str) -> frozenset[str]:
    """Ids of one catalogue (``mitre-attack``, ``capec``...) in a STIX bundle, none revoked."""
    bundle: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return frozenset(
        reference["external_id"]
        for item in bundle["objects"]
        if not item.get("revoked") and not item.get("x_mitre_deprecated")
        for reference in item.get("external_references", ())
        if reference.get("source_name") == source and "external_id" in reference
    )


def _oscal_ids(node: object) -> set[str]:
    """Ids of all controls in an OSCAL catalogue, in capitals."""
    if isinstance(node, list):
        return set().union(*map(_oscal_ids, node))
    if not isinstance(node, dict):
        return set()
    own = {str(one["id"]).upper() for one in node.get("controls", ())}
    return own.union(*map(_oscal_ids, node.values()))


def _oscal_titles(node: object) -> dict[str, str]:
    """Id -> title of all groups and controls of an OSCAL catalogue."""
    if isinstance(node, list):
        return {id: title for one in node for id, title in _oscal_titles(one).items()}
    if not isinstance(node, dict):
        return {}
    inner = {id: title for one in node.values() for id, title in _oscal_titles(one).items()}
    own = {str(node["id"]): str(node["title"])} if {"id", "title"} <= node.keys() else {}
    return own | inner


def _used(field: str) -> dict[str, str]:
    """Framework id -> an entry that names it."""
    return {
        word: name
        for name, record in ENTRIES.items()
        for word in getattr(record.frameworks, field, ())
    }


@pytest.mark.parametrize("file", FILES.values(), ids=list(FILES))
def test_it_is_read_and_survives_being_written(file: ContentFile) -> None:
    record = read_record(SHELVES[file.folder], file.data, file=file.path).value

    again = read_record(SHELVES[file.folder], to_yaml(record), file=file.path).value

    assert again == record


def test_the_forty_vectors_have_their_codes() -> None:
    codes = [vector.code for vector in CATALOG.vectors.values()]

    assert sorted(codes) == [f"V{number:02}" for number in range(1, 41)]


def test_the_sixty_three_mitigations_have_their_codes() -> None:
    codes = [mitigation.code for mitigation in CATALOG.mitigations.values()]

    assert sorted(codes) == sorted(
        f"M-{function}-{number:02}"
        for function, count in MITIGATION_COUNTS.items()
        for number in range(1, count + 1)
    )


@pytest.mark.parametrize("name", sorted(CATALOG.vectors))
def test_a_vector_hurts_a_service_and_names_where_it_comes_from(name: str) -> None:
    vector = CATALOG.vectors[name]

    assert vector.harms
    assert vector.sources
    assert any(step.actors for step in vector.steps) or all(step.needs for step in vector.steps)


@pytest.mark.parametrize("name", sorted(CATALOG.mitigations))
def test_a_mitigation_says_how_at_each_size_and_what_proves_it(name: str) -> None:
    mitigation = CATALOG.mitigations[name]
    how = mitigation.how

    assert all((how.small, how.medium, how.large))
    assert mitigation.evidence
    assert mitigation.who
    assert mitigation.stages
    assert mitigation.ask.endswith("?")
    assert mitigation.cost.small.dollars_high <= mitigation.cost.large.dollars_high


@pytest.mark.parametrize("name", sorted(CATALOG.programmes))
def test_words_are_a_programme_s_own_only_with_a_source_that_was_read(name: str) -> None:
    programme = CATALOG.programmes[name]
    quoted = [item for item in programme.items if item.wording is Wording.VERIFIED]

    assert not quoted or any(source.grade in ("V", "R") for source in programme.sources)


def test_nothing_is_called_reviewed_that_nobody_signed() -> None:
    unsigned = [
        name
        for name, one in ENTRIES.items()
        if one.status is Lifecycle.REVIEWED and not one.reviewed
    ]

    assert unsigned == []


def test_places_in_the_primer_are_empty_until_somebody_read_them() -> None:
    for entry in CATALOG.crosswalk.entries:
        assert (entry.page is None) == (entry.quoted_heading == "")


class TestAgainstSharedMaterial:
    """The lists this catalogue was written from lie beside the checkout, where there is one."""

    def test_every_pair_of_the_list_is_answered(self, shared_data: Path) -> None:
        listed: dict[str, Any] = json.loads(
            (shared_data / "domain" / "catalogue.json").read_text("utf-8")
        )
        vectors = {vector.code: name for name, vector in CATALOG.vectors.items()}
        answered = {
            (mitigation.code, answer.vector)
            for mitigation in CATALOG.mitigations.values()
            for answer in mitigation.answers
        }
        wanted = {
            (one["id"], vectors[code])
            for one in listed["mitigations"]
            if one["vectors"] != "all"
            for code in re.findall(r"V\d\d", one["vectors"])
        }

        assert len(wanted) > 100
        assert sorted(wanted - answered) == []

    def test_measures_for_everything_claim_no_effect(self, shared_data: Path) -> None:
        listed: dict[str, Any] = json.loads(
            (shared_data / "domain" / "catalogue.json").read_text("utf-8")
        )
        wide = {one["id"] for one in listed["mitigations"] if one["vectors"] == "all"}

        assert wide == {
            mitigation.code
            for mitigation in CATALOG.mitigations.values()
            if mitigation.programme_wide
        }

    @pytest.mark.parametrize(
        ("field", "file", "source"),
        [
            ("attack_enterprise", "attack/enterprise-attack-18.1-ap-coa.json", "mitre-attack"),
            ("attack_ics", "attack/ics-attack-18.1.json", "mitre-attack"),
            ("capec", "capec/stix-capec-3.9.json", "capec"),
        ],
    )
    def test_ids_of_attacks_exist(
        self, shared_data: Path, field: str, file: str, source: str
    ) -> None:
        known = _stix_ids(shared_data / "data" / file, source)

        assert {word: name for word, name in _used(field).items() if word not in known} == {}

    def test_ids_of_attack_mitigations_exist(self, shared_data: Path) -> None:
        folder = shared_data / "data" / "attack"
        known = _stix_ids(
            folder / "enterprise-attack-18.1-ap-coa.json", "mitre-attack"
        ) | _stix_ids(folder / "ics-attack-18.1.json", "mitre-attack")
        used = _used("attack_mitigations")

        assert {word: name for word, name in used.items() if word not in known} == {}

    def test_subcategories_of_csf_exist(self, shared_data: Path) -> None:
        file = shared_data / "data" / "oscal" / "NIST_CSF_v2.0_catalog.json"
        known = _oscal_ids(json.loads(file.read_text("utf-8")))

        assert {word: name for word, name in _used("csf2").items() if word not in known} == {}

    def test_subcategories_have_the_title_of_their_category(self, shared_data: Path) -> None:
        file = shared_data / "data" / "oscal" / "NIST_CSF_v2.0_catalog.json"
        titles = _oscal_titles(json.loads(file.read_text("utf-8")))
        framework = CATALOG.frameworks["csf-2"]

        assert framework.controls == {
            word: titles[word.partition("-")[0]] for word in framework.controls
        }
        assert {*framework.controls} <= {*titles}

    def test_controls_of_800_53_have_their_titles(self, shared_data: Path) -> None:
        name = "NIST_SP-800-53_rev5_HIGH-resolved_catalog.json"
        file = shared_data / "data" / "oscal" / name
        titles = _oscal_titles(json.loads(file.read_text("utf-8")))
        framework = CATALOG.frameworks["sp800-53r5"]
        [remembered] = [one.locator for one in framework.sources if one.grade == "M"]

        outside = [one for one in framework.controls if framework.machine_id(one) not in titles]

        assert outside == remembered.split(", ")
        assert {
            one: title
            for one, title in framework.controls.items()
            if one not in outside
            and title != titles[framework.machine_id(one)].replace("\u2014", "-")
        } == {}


@pytest.mark.parametrize("name", ["csf-2", "cpg-2"])
def test_a_view_of_a_framework_says_the_same_as_its_file(name: str) -> None:
    framework = CATALOG.frameworks[name]

    for item in CATALOG.programmes[name].items:
        below = [
            one for one in framework.controls if re.match(rf"{re.escape(item.id)}([-.]|$)", one)
        ]
        wanted = {mitigation for one in below for mitigation in framework.mitigations_of(one)}
        assert (item.id, set(item.mitigations)) == (item.id, wanted)


@pytest.mark.parametrize("name", sorted(CATALOG.frameworks))
def test_that_a_measure_fits_a_control_is_called_judgement(name: str) -> None:
    framework = CATALOG.frameworks[name]

    assert [one for one in framework.sources if one.grade == "D" and one.title.startswith("Which")]
    assert "judgement" in framework.note


@pytest.mark.parametrize("file", FILES.values(), ids=list(FILES))
def test_an_editor_is_told_which_schema_helps(file: ContentFile) -> None:
    first = file.data.split(b"\n", 1)[0]

    assert first == b"# yaml-language-server: $schema=schema.json"
