"""Whether our own mail server vouches for the author: its DMARC verdict in Authentication-Results (RFC 8601)."""

import re

HEADERS = 64 * 1024
"""Bytes: our own server writes on top."""

FIELD = re.compile(rb"^authentication-results:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)

ASIDE = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|\((?:[^()\\]|\\.)*\)', re.DOTALL)
"""Quoted text, which is the sender's own (an address, say), and comments; within either `;` separates nothing.

A quote that is left open reaches to the end: to look for it again at each mark took seconds.
"""

NESTED = 5

LONGEST = 8 * 1024
"""Characters of a field: its patterns would take long over more."""


def authenticated(raw: bytes | bytearray, server: str | None, author: str | None) -> bool:
    """`server` is our server's authserv-id; any other's verdict may be the sender's own words.

    Our server removes fields that claim its name (section 5), so the topmost of that name is its own. Its verdict is
    on the domain that it read in From: `author` is the address that we read there.
    """
    if server is None or author is None:
        return False
    top = re.split(rb"\r?\n\r?\n", bytes(raw[:HEADERS]), maxsplit=1)[0]
    for found in FIELD.findall(top):
        name, _, results = found.decode("ascii", "replace").partition(";")
        if name.split()[:1] == [server]:
            return passed(results, author.rpartition("@")[2])
    return False


def passed(results: str, domain: str) -> bool:
    """`dmarc=pass (p=reject) header.from=example.com` among the methods, and nothing else of DMARC."""
    if len(results) > LONGEST:
        return False
    bare = results.lower()
    for _ in range(NESTED):
        bare = ASIDE.sub(" ", bare)
    verdicts = [words for method in bare.split(";") if (words := method.split()) and words[0].startswith("dmarc=")]
    return bool(verdicts) and all(
        words[0] == "dmarc=pass" and f"header.from={domain.lower()}" in words for words in verdicts
    )
