"""Which bytes of a file are asked for: RFC 9110 section 14, one range of bytes."""

import re

from owona_bot.domain.export_errors import NoSuchBytes

RANGE = re.compile(r"bytes=([0-9]{1,18})?-([0-9]{1,18})?", re.ASCII | re.IGNORECASE)


def span_of(asked: str | None, size: int) -> range | None:
    """None for all of it: nothing was asked, or what may be passed over, such as several ranges at once.

    Raises NoSuchBytes where there are none behind its beginning.
    """
    found = RANGE.fullmatch((asked or "").replace(" ", ""))
    if found is None or found[0].endswith("=-"):
        return None
    first, last = found.groups()
    if first is None:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if first is not None and last is not None and int(last) < int(first):
        return None
    if start >= end:
        raise NoSuchBytes(size=size)
    return range(start, end)
