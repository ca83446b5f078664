"""
A small LoST and HELD server behind a front: ``python location.py PORT strict|lax``.

Lax expands what a document type defines and breaks on bad XML; strict refuses both. It knows one
place and one centre, so it is no routing function, only something that answers.
"""

from __future__ import annotations

import http.server
import sys
import xml.etree.ElementTree as ET
from typing import Final

_LOST: Final = "urn:ietf:params:xml:ns:lost1"
_HELD: Final = "urn:ietf:params:xml:ns:geopriv:held"
_FOUND: Final = f"""<?xml version="1.0"?>
<findServiceResponse xmlns="{_LOST}"><mapping expires="2030-01-01T00:00:00Z"
 lastUpdated="2025-01-01T00:00:00Z" source="lab" sourceId="1"><displayName xml:lang="en">Lab
 PSAP</displayName><service>SERVICE</service><uri>sip:psap@10.91.0.40</uri></mapping>
</findServiceResponse>"""
_LOCATED: Final = f"""<?xml version="1.0"?>
<locationResponse xmlns="{_HELD}"><locationUriSet expires="2030-01-01T00:00:00Z">
<locationURI>https://ecrf.esinet.lab/l/1</locationURI></locationUriSet></locationResponse>"""


def answer(body: bytes, *, strict: bool) -> tuple[int, str, str]:
    """The status, the media type and the body for what was asked."""
    if strict and b"<!DOCTYPE" in body.upper():
        return 400, "text/plain", "no document types"
    try:
        # the weak server is meant to expand what it is given
        asked = ET.fromstring(body)  # noqa: S314  # one of its weaknesses
    except ET.ParseError:
        return (400 if strict else 500), "text/plain", "not well-formed"
    if asked.tag == f"{{{_LOST}}}findService":
        service = asked.findtext(f"{{{_LOST}}}service", "")
        return 200, "application/lost+xml", _FOUND.replace("SERVICE", service)
    if asked.tag == f"{{{_HELD}}}locationRequest":
        return 200, "application/held+xml", _LOCATED
    return (400 if strict else 500), "text/plain", "not understood"


class _Handler(http.server.BaseHTTPRequestHandler):
    server_version = "labLoST/0.1"
    strict = True

    def do_POST(self) -> None:
        """Answer one request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, kind, text = answer(body, strict=self.strict)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    _Handler.strict = sys.argv[2] == "strict"
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler).serve_forever()
