from __future__ import annotations

from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sip_text import texts
from ng911risk.lab.captures.watch import Span, Watch
from tests.lab.captures.said import PLACE
from tests.lab.packets import request


def test_who_wants_nothing_needs_to_do_nothing() -> None:
    watch = Watch()
    [text] = texts(request("OPTIONS"), whole=True)
    http = HttpText(method="GET", path=b"/", status=0, headers={}, body=b"")

    watch.sip(text, PLACE)
    watch.session([], PLACE)
    watch.http(http, PLACE)
    watch.hello(Hello(True, False, 0x0303, (1,), ()), PLACE)
    watch.neighbour("CDP", 1)
    watch.end(Media(), Span(0, 0, 0, 0))

    assert vars(watch) == {}


def test_what_is_wrong_with_a_file_is_told_in_words() -> None:
    assert Span(2, 0, 0, 0).remark == ""
    assert Span(0, 0, 0, 0).remark == "The file holds no frame."
    assert "is damaged, after 1 frame." in Span(2, 0, 0, 0, 1).remark
    assert Span(2, 0, 0, 0, 2, beyond=True).remark.startswith("Not read as a whole, only 2 frames:")
