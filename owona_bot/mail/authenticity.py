"""Whether our own mail server vouches for the author: its DMARC verdict in Authentication-Results (RFC 8601)."""

import re

HEADERS = 64 * 1024
"""Bytes: our own server writes on top."""

FIELD = re.compile(rb"^authentication-results:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


def authenticated(raw: bytes | bytearray, server: str | None) -> bool:
    """`server` is our server's authserv-id; any other's verdict may be the sender's own words.

    Our server removes fields that claim its name (section 5), so the topmost of that name is its own.
    """
    if server is None:
        return False
    top = re.split(rb"\r?\n\r?\n", bytes(raw[:HEADERS]), maxsplit=1)[0]
    for found in FIELD.findall(top):
        name, _, results = found.decode("ascii", "replace").partition(";")
        if name.split()[:1] == [server]:
            return passed(results)
    return False


def passed(results: str) -> bool:
    """`dmarc=pass (p=reject) header.from=…` among the methods."""
    methods = (method.split() for method in results.lower().split(";"))
    return any(words[:1] == ["dmarc=pass"] for words in methods)
