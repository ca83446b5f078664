"""A small centre as somebody would write it down."""

from __future__ import annotations

SITE_YAML = """\
site:
  name: Elm County 9-1-1
  state: KS
  stage: transitional
  positions: 4
  shifts:
    - {from_hour: 0, to_hour: 24, on_duty: 2, calls_per_hour: 3, admin_calls_per_hour: 5}
  trunks_911: 6
  trunks_ten_digit: 4
owners:
  - {id: us, name: Elm County 9-1-1, owner_class: psap}
  - {id: it, name: Elm County IT, owner_class: county-it}
zones:
  - {id: office, name: County office network}
  - {id: dispatch-lan, name: Dispatch network, live_call_path: true}
assets:
  - {id: mail-pc, name: Office PCs, kind: workstation, zone: office, owner: it, count: 20}
  - {id: cad, name: CAD server, kind: cad, zone: dispatch-lan, owner: us}
  - {id: phones, name: Call handling, kind: chfe, zone: dispatch-lan, owner: us}
  - {id: ad, name: County directory, kind: directory, zone: office, owner: it}
flows:
  - {source: internet, target: mail-pc, protocol: smtp}
  - {source: mail-pc, target: ad, protocol: ldap}
  - {source: mail-pc, target: cad, protocol: https}
trusts:
  - {source: ad, relation: authenticates, targets: [cad, phones]}
services:
  - kind: answer
    needs:
      - any_of: [phones]
  - kind: dispatch
    needs:
      - any_of: [cad]
    fallback: {kind: manual}
controls:
  - {mitigation: exercises, status: partly, said_by: director}
"""
