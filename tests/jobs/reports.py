"""A desk that sends reports: Slack in a process of its own, a real counter for letters, a worker played by hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import aiohttp

from jobs.deliver import React, Worker
from jobs.plan import Lanes, plan_general
from jobs.reactions.operations import TellOperations
from jobs.reactions.report import TellReport
from jobs.reactions.report_file import ReportFile
from jobs.reactions.report_mail import ReportMail
from jobs.reactions.sending import Outbox
from jobs.report import MakeReport
from owona_bot.database.engine import Database
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.domain.people import Agent
from owona_bot.domain.report import Chart, Figure, Form, Line, Report, ReportKind, Series, Shape, Value
from owona_bot.domain.report_schedule import Order, Typed
from owona_bot.domain.schedule import Run
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.wire import Json
from owona_bot.services.report_made import keep_report
from owona_bot.services.report_schedule import Asker, schedule_report
from owona_bot.slack.client import Slack, web_client
from owona_bot.slack.uploads import Uploads
from tests.jobs.letters import HEAD
from tests.jobs.on_calls import people
from tests.jobs.queue import LEASE

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)

DAYS = ("2026-11-16", "2026-11-17", "2026-11-18")

WEEK = Report(
    ReportKind.WEEKLY,
    datetime(2026, 11, 15, 23, tzinfo=UTC),
    datetime(2026, 11, 22, 23, tzinfo=UTC),
    NOW,
    "Europe/Berlin",
    lines=(Line("report.line.unassigned", {"count": Value(Form.COUNT, 3), "age": Value(Form.SPAN, 90)}),),
    figures=(Figure("report.figure.created", Form.COUNT, 41, 38),),
    charts=(
        Chart(
            "report.chart.volume", Shape.BARS, Form.DAY, DAYS, (Series("report.series.created", (12.0, 14.0, 15.0)),)
        ),
    ),
)

NOTHING = replace(WEEK, lines=(Line("report.line.nothing"),), figures=(), charts=())

PAUSE = timedelta(seconds=31)
"""That passes between two rounds."""

FATES = "select target, state, last_error from owona_bot.deliveries where reaction = 'report' order by position"

runs = count(1_000)


async def nothing(_: Delivery) -> Outcome:
    """Whatever else a plan asks for."""
    return Outcome("done")


@dataclass
class Office:
    """`team` is Anna, an admin, Ben and Mia."""

    desk: Desk
    slack: Playground
    web: Slack
    uploads: Uploads
    outbox: Outbox | None
    box: Mailbox
    team: Sequence[Agent]

    @property
    def db(self) -> Database:
        return self.desk.db

    @property
    def worker(self) -> Worker:
        files, mail = ReportFile(self.desk, self.web, self.uploads), ReportMail(self.desk, self.outbox)
        told: dict[Reaction, React] = {
            Reaction.REPORT: TellReport(self.desk, self.web, files, mail),
            Reaction.OPERATIONS: TellOperations(self.desk, self.web),
        }
        return Worker(self.desk, {**dict.fromkeys(Reaction, nothing), **told}, LEASE, lambda: 0.5)

    @property
    def errand(self) -> MakeReport:
        return MakeReport(self.desk)

    async def planned(self, **order: object) -> str:
        """A weekly one of Anna's; its name."""
        wanted = replace(Order(ReportKind.WEEKLY, self.team[0].id, locale="en"), **order)  # type: ignore[arg-type] # by name
        typed = Typed("weekly", rhythm="weekday-0", at="08:00")
        shown = await schedule_report(self.db, wanted, typed, "Europe/Berlin", Asker(self.team[0], NOW, None))
        return shown.entry.name

    async def made(self, report: Report = WEEK, name: str | None = None, **order: object) -> None:
        """As a run's errand keeps it."""
        wanted = replace(Order(ReportKind.WEEKLY, self.team[0].id, locale="en"), **order)  # type: ignore[arg-type] # by name
        run = Run(next(runs), name or "report:1:weekly", "report", {}, NOW, None, 1)
        assert await keep_report(self.db, run, wanted, report)

    async def settle(self, rounds: int = 1) -> None:
        """All that can be told is; in further rounds what was put off is tried at once."""
        for _ in range(rounds):
            while await plan_general(self.desk, Lanes(Pace(0, 1))) or await self.worker.deliver_next():
                pass
            async with self.db.read_raw() as raw:
                await raw.execute("update owona_bot.deliveries set not_before = '-infinity' where state = 'waiting'")
                await raw.execute("update owona_bot.lanes set paused_until = '-infinity'")
                await raw.execute("update owona_bot.report_files set begun_at = begun_at - $1::interval", PAUSE)

    async def posts(self, channel: str = "reports") -> list[Json]:
        """By the bot, each with a mark."""
        return [one for one in await self.slack.messages(channel) if one.get("metadata")]

    async def beneath(self, channel: str, post: Json) -> list[str]:
        """What stands in its thread: names of files."""
        thread = (await self.slack.thread(channel, post["ts"]))[1:]
        return [file["name"] for one in thread for file in one.get("files") or []]

    async def directs(self, agent: Agent) -> list[Json]:
        """None before there is such a channel."""
        channel = f"D{agent.slack_user[1:]}"
        posted = {call["args"].get("channel") for call in await self.slack.calls("chat.postMessage")}
        return await self.slack.messages(channel) if channel in posted else []

    async def told(self, agent: Agent) -> list[str]:
        return [text_of(one) for one in await self.directs(agent)]

    async def fates(self) -> list[tuple[str, str, str | None]]:
        """Target, state and reason of each."""
        async with self.db.read_raw() as raw:
            return [tuple(row) for row in await raw.fetch(FATES)]


@asynccontextmanager
async def an_office(
    desk: Desk, playground: Playground, web_of: type[Slack] = Slack, uploads_of: type[Uploads] = Uploads
) -> AsyncIterator[Office]:
    """With a mail server of its own; Slack begins anew."""
    await playground.reset()
    box = Mailbox()
    server = server_of(f"smtp://{await box.start()}")
    async with aiohttp.ClientSession() as session, postman_for(server, "owona.de") as postman:
        web = web_client("xoxb-playground", playground.api_url, session)
        team = await people(desk.db)
        yield Office(desk, playground, web_of(web), uploads_of(web, session), Outbox(HEAD, postman), box, team)
    await box.stop()
    await playground.clear_faults()
