"""Two folders of content, as small as they can be, for tests that break them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ng911risk.content import Content
from ng911risk.model.grammar import Recovery

RANGE: Final = "{low: 0.1, likely: 0.2, high: 0.3, basis: Judgement.}"

VECTOR: Final = f"""\
code: V01
title: Break-in by the back door
category: intrusion
summary: Somebody walks in.
notice: Nothing.
entry: A door.
knowledge: None.
steps:
  - id: walk-in
    title: Somebody reaches {{target}}
    target: {{kinds: [cad]}}
    actors: [burglar]
    needs:
      - position: {{outside: on-site}}
      - weakness: {{name: open-door}}
    gives:
      - control: {{level: user}}
    success: {RANGE}
  - id: stop
    title: "{{target}} stops"
    target: {{kinds: [cad]}}
    needs:
      - control: {{level: user}}
    gives:
      - effect: {{kind: stopped, recovery: rebuild}}
    success: {RANGE}
  - id: dies
    title: "{{target}} dies"
    target: {{kinds: [cad]}}
    actors: [wear]
    gives:
      - effect: {{kind: stopped, recovery: failover}}
    rate: {RANGE}
harms:
  - service: dispatch
    how: Paper.
sources:
  - title: Judgement
    grade: D
"""

MITIGATION: Final = f"""\
code: M-PR-01
title: Lock the door
summary: A lock.
ask: Is it locked?
how: {{small: Lock., medium: Lock., large: Lock.}}
cost:
  small: {{dollars_low: 0, dollars_high: 1, days_low: 0, days_high: 1}}
  medium: {{dollars_low: 0, dollars_high: 1, days_low: 0, days_high: 1}}
  large: {{dollars_low: 0, dollars_high: 1, days_low: 0, days_high: 1}}
cost_basis: Judgement.
who: [psap]
evidence: [A key]
answers:
  - vector: break-in
    acts_on: likelihood
    steps: [walk-in]
    effect: {RANGE}
sources:
  - title: Judgement
    grade: D
"""

FILES: Final = {
    "threat_catalog/break-in.yaml": VECTOR,
    "threat_catalog/actors/burglar.yaml": f"""\
title: Burglars
summary: They walk in.
attempts_per_year: {RANGE}
positions: [on-site]
""",
    "threat_catalog/actors/wear.yaml": "title: Wear\nsummary: Things die.\nblameless: true\n",
    "threat_catalog/weaknesses/open-door.yaml": f"""\
title: Open door
ask: Is it open?
if_unknown: {RANGE}
yes_means: weak
""",
    "threat_catalog/crosswalk/primer_crosswalk.yaml": """\
note: Nothing was read.
entries:
  - primer_edition: "2016"
    page: null
    quoted_heading: ""
    catalogue_id: lock
    grade: M
""",
    "threat_catalog/incidents/mill-2001.yaml": """\
code: INC-01
title: The mill
year: 2001
summary: Somebody walked into the mill.
actor: burglar
chain:
  - vector: break-in
    steps: [walk-in, stop]
    what: By the back door.
hit:
  - {service: dispatch, outcome: stopped, how: By voice.}
came_down: cad
went_on: [radio]
measures: [lock]
sources:
  - title: A neighbour
    grade: S
""",
    "mitigations/lock.yaml": MITIGATION,
    "mitigations/programmes/goals.yaml": """\
title: Goals
authority: Nobody
note: None.
items:
  - id: G1
    title: Be safe
    wording: paraphrase
    mitigations: [lock]
sources:
  - title: Judgement
    grade: D
""",
    "mitigations/frameworks/rules.yaml": """\
title: Rules
authority: Nobody
version: "1"
note: None.
catalog: {href: "https://rules.example/1", prefix: r-, lower: true}
controls:
  A-1: Doors
  A-2(1): Windows
maps: {lock: [A-1]}
sources:
  - title: Judgement
    grade: D
""",
    **{
        f"threat_catalog/recovery/{one.value}.yaml": f"title: Repair\nhours: {RANGE}\n"
        for one in Recovery
    },
}


def small_content(folder: Path, changes: dict[str, tuple[str, str]] | None = None) -> Content:
    """
    Write the small content below `folder`.

    Args:
        folder: An empty folder.
        changes: Path -> (text to be replaced, text instead); the old text must be there.
    """
    changes = changes or {}
    for name, text in FILES.items():
        old, new = changes.get(name, ("", ""))
        assert old in text
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else text, "utf-8")
    return Content(threat_catalog=folder / "threat_catalog", mitigations=folder / "mitigations")
