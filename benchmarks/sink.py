"""A mail server that takes everything, in a process of its own, at the port that MAIL_PORT names."""

import asyncio
import os

from owona_bot.playground.mailbox import Mailbox


async def main() -> None:
    """Until it is terminated."""
    box = Mailbox()
    await box.start(int(os.environ["MAIL_PORT"]))
    print("ready", flush=True)
    while True:
        await asyncio.sleep(1)
        box.forget()


if __name__ == "__main__":
    asyncio.run(main())
