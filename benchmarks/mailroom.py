"""The desk's mailroom in a process of its own: receiver, plan, readers and filing as the bot has them.

What follows a filed mail (card, thread, files, letter) is planned, leased and finished as well, but not carried out.
"""

import asyncio

from benchmarks.queue import nothing
from handlers.http.metrics import Metrics
from jobs.deliver import React
from jobs.reactions.read_mail import ReadMail
from jobs.receive_mail import keep_receiving
from owona_bot.app import database, jobs_for
from owona_bot.database.time import desk_clock
from owona_bot.domain.delivery import Reaction
from owona_bot.fittings import desk_for, mailroom
from owona_bot.mail.reading import reading_room
from owona_bot.settings import Settings
from owona_bot.supervise import until_stopped


async def main() -> None:
    """Until it is terminated."""
    settings = Settings()  # type: ignore[call-arg]  # pydantic reads the environment
    url, address = settings.database_url, settings.mail.address
    assert url is not None
    assert address is not None
    async with database(url.get_secret_value(), settings.database_connections) as db, reading_room() as readers:
        desk = desk_for(settings, db, await desk_clock(db, settings.clock_ahead))
        read = ReadMail(desk, mailroom(settings), readers)
        reactions: dict[Reaction, React] = {**dict.fromkeys(Reaction, nothing), Reaction.READ_MAIL: read}
        jobs = jobs_for(settings, desk, reactions, Metrics())
        jobs["mail"] = lambda: keep_receiving(desk, settings.mail.listen, address)
        print("ready", flush=True)
        await until_stopped(jobs)


if __name__ == "__main__":
    asyncio.run(main())
