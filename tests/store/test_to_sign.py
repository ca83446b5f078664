from __future__ import annotations

from ng911risk.signing import signed_report
from ng911risk.signing.keys import new_key
from ng911risk.store import LOCAL, AssessmentHead, Store
from ng911risk.store.to_sign import parts_of

_NUMBER = "11111111-1111-4111-8111-111111111111"


def test_every_part_keeps_the_bytes_that_the_seal_covers(
    store: Store, head: AssessmentHead
) -> None:
    with store.read(LOCAL) as rooms:
        held = rooms.assessments.get(head.id)
    key = new_key()

    data = signed_report.sign(parts_of(held, _NUMBER), key)
    whole = signed_report.verify(data, key.public, file="r.json")

    assert whole.report.encode() == held.report_json
    assert whole.inventory.encode() == held.inventory_json
    assert whole.evidence.encode() == held.evidence_json
    assert whole.places.encode() == held.places_json
    assert whole.intelligence.encode() == (held.intelligence_json or b"")
    assert (whole.site, whole.seal, whole.installation) == (head.site, head.content_hash, _NUMBER)
    assert whole.inputs.report == held.report
