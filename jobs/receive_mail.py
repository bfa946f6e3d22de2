"""Receive mail: the desk's mailbox listens, and answers 250 when the mail is committed."""

import asyncio

from owona_bot.desk import Desk
from owona_bot.mail.receiver import Arrived, Reception, receiving
from owona_bot.services.receive_mail import take_mail


async def keep_receiving(desk: Desk, listen: str, address: str) -> None:
    """For ever; `address` is the mailbox, in lower case."""

    async def accept(mail: Arrived) -> None:
        await take_mail(desk.db, mail.sender, mail.recipients, mail.content)

    async with receiving(listen, Reception(address, accept)):
        await asyncio.Event().wait()
