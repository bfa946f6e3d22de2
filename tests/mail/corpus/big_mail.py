"""Reads a mail of 25 MB apart and tells what that cost this process: run as a program by `test_reading`."""

import asyncio
import base64
import json
import os
import time

from owona_bot.domain.mail import InboundMail
from owona_bot.mail.reading import reading_room

HEAD = b"From: a@example.com\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"


async def lag(longest: list[float]) -> None:
    """The longest the loop kept a sleeper of a millisecond waiting, by this process's own time."""
    while True:
        start = time.process_time()
        await asyncio.sleep(0.001)
        longest[0] = max(longest[0], time.process_time() - start)


async def main() -> None:
    """Peak in bytes above what the process held with the mail at hand."""
    raw = HEAD + base64.encodebytes(os.urandom(18 * 1024 * 1024))
    async with reading_room(workers=1) as room:
        await room.read_apart(HEAD)
        longest = [0.0]
        watch = asyncio.create_task(lag(longest))
        with open("/proc/self/clear_refs", "w") as peak:  # noqa: ASYNC230, PTH123  # forgets the peak so far
            peak.write("5")
        before = _memory("VmRSS")
        mail = await room.read_apart(raw)
        watch.cancel()
    size = mail.attachments[0].size if isinstance(mail, InboundMail) else -1
    print(json.dumps({"peak": _memory("VmHWM") - before, "lag": longest[0], "attachment": size, "mail": len(raw)}))  # noqa: T201  # its only answer


def _memory(name: str) -> int:
    with open("/proc/self/status") as status:  # noqa: PTH123
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name))


if __name__ == "__main__":
    asyncio.run(main())
