"""
A real lab in network namespaces: one switch, an assessor with two ports, weak and hardened targets.

    asr   e0 10.91.0.10 .11       the assessor; e1 10.91.0.66 is its second port on the switch
    osp   .20                     the originating side; `neighbour` says something every 2 s
    bcf   .30 kamailio, weak      5060 UDP and TCP, 5061 old TLS; anchors voice, learns from anyone
          .31 kamailio, hard      5060 says 403, 5061 mutual TLS; anchors voice, learns from nobody
          .32 kamailio, shared    one limit for everybody together
          .33 fragile answerer    dies of a negative length, answers four times
          .34 .35 kamailio        as it came, and cleaned: sends calls on to .11, the assessor
    psap  .40 call taker, weak    lets test calls ring, echoes voice to whoever sends some
          .41 call taker, hard    answers test calls by itself
    loc   .50 nginx, weak         80 plain, 443 old TLS; 8441 expired, 8442 misnamed, 8443 foreign
          .51 nginx, hard         443 mutual TLS, 429 above 5 requests a second
    dns   .60 dnsmasq, chrony     resolves for anyone, says its version; takes orders on 323
          .61 unbound, chrony     refuses who is not listed; takes no orders
          .62 dnsmasq             hands out its zone
          .63 unbound             answers for its signed zone only
    seg   .70 no filter           listens on 22 23 80 443 3389 5060 5432
    segh  .71 behind nftables     the same ports; 443 passes, 23 is reset, the rest is dropped
    turn  .80 coturn, open        .81 coturn with credentials
    sw    the switch              bare, or hardened for a while: `with lab.hard_switch()`;
                                  `announcer` is lldpd, which talks CDP and LLDP to the assessor

No host has a default route. Everything runs as root of its own network only. `services.py`
names the services, which can be stopped and started one by one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab_network import laboratory
from tests.lab_network.laboratory import Lab
from tests.lab_network.runs import Runs


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The lab network with every service up; taken away with the last test."""
    reason = laboratory.missing()
    if reason is not None:
        pytest.skip(reason)
    made = Lab(folder=tmp_path_factory.mktemp("lab"))
    try:
        made.build()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def runs(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Somebody who may authorise, and runs on the assessor; the beacon answers."""
    made = Runs(lab=lab, folder=tmp_path_factory.mktemp("runs"))
    made.prepare()
    return made
