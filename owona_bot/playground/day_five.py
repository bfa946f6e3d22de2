"""The fifth day: tickets leave as files and come back, and what the desk did is told in figures."""

import asyncio
import csv
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from owona_bot.playground.client import Value, text_of
from owona_bot.playground.demo import set_clock
from owona_bot.playground.stage import until, without_owona
from owona_bot.playground.teller import CHANNEL, Teller
from owona_bot.playground.wire import Json

IMPROVEMENTS = Path(__file__).parents[2] / "docs" / "improvements.yml"

FORMULA = "=SUMME(A1:A9)"
"""A customer's title that a spreadsheet would reckon."""

ANNAS = "U0ANNA"

TICKETS = "select count(*) from public.support_tickets"

HAND_OVER = "Schichtübergabe"

SHIFTS, SHIFT = "0 6,14,22 * * *", timedelta(hours=8)
"""A change of shift, and until the one after it."""


class DayFive(Teller):
    """Reads tickets of all the days before."""

    async def tell(self) -> None:
        """One chapter after the other."""
        await self.tickets_leave_as_a_file()
        await self.a_terminal_gets_the_same()
        await self.the_desk_s_own_work_comes_in()
        await self.somebody_asks_for_figures()
        await self.a_week_is_told()
        await self.an_older_slack_is_told_the_same()
        await self.a_report_comes_by_itself()

    async def tickets_leave_as_a_file(self) -> None:
        """With a title that is a formula."""
        self.chapter("Rolf's title is a formula; Anna types: /ticket export csv since:1y")
        rolf = await self.stage.site.sign_up("rolf@example.com", "Rolf Kunde")
        ticket = await self.stage.site.create_ticket(rolf, FORMULA, "Größe: 3 €; sonst nichts", acknowledge=False)
        await self.card(await self.number_of(ticket))
        answer = await self.slack.command("anna", CHANNEL, "/ticket export csv since:1y")
        self.told("only Anna sees", answer.text)
        done = await self.said_in(ANNAS, "SHA-256")
        self.show("the bot writes to Anna", done)
        self.csv = await self.file(".csv")
        rows = list(csv.reader(self.csv.decode().splitlines()))
        self.expect(len(rows) - 1 == await self.count(), f"{len(rows) - 1} tickets stand in it, which is all of them")
        self.expect(sha256(self.csv).hexdigest() in text_of(done), "its checksum is that of the message")
        cells = [cell for row in rows for cell in row]
        self.expect(f"'{FORMULA}" in cells and FORMULA not in cells, "no spreadsheet reckons what Rolf wrote")

    async def a_terminal_gets_the_same(self) -> None:
        """Byte by byte; and what is imported again is known."""
        self.chapter("The same from a terminal: owona-bot export tickets, and import of what was exported")
        same, whole = self.stage.log.with_name("same.csv"), self.stage.log.with_name("whole.json")
        await self.bot("export", "tickets", "--format", "csv", "--filter", "since:1y", "--output", str(same))
        self.expect(same.read_bytes() == self.csv, "a terminal gets the same bytes")
        await self.bot("export", "tickets", "--format", "json", "--messages", "--notes", "--output", str(whole))
        before = await self.count()
        self.told("the terminal says", await self.bot("import", "tickets", str(whole)))
        self.expect(await self.count() == before, "what comes back is known, and none comes twice")

    async def the_desk_s_own_work_comes_in(self) -> None:
        """Twice, which changes nothing."""
        self.chapter("owona-bot import tickets docs/improvements.yml, twice")
        before = await self.count()
        for _ in range(2):
            self.told("the terminal says", await self.bot("import", "tickets", str(IMPROVEMENTS)))
        self.expect(await self.count() == before + 8, "eight tickets came, each once")

    async def somebody_asks_for_figures(self) -> None:
        """The portal's beside the honest ones."""
        self.chapter("Anna types: /ticket stats")
        answer = await self.slack.command("anna", CHANNEL, "/ticket stats")
        self.told("only Anna sees", text_of({"text": answer.text, "blocks": answer.blocks}))

    async def a_week_is_told(self) -> None:
        """This one, which is not over."""
        self.chapter("Anna types: /report, and wants this week in #general, and as a PDF")
        report = await self.reported("Wochenbericht", {"Datei": ["auch als PDF"]})
        self.show("#general", report)
        kinds = {block["type"] for block in report["blocks"]}
        self.expect({"data_table", "data_visualization"} <= kinds, "there are tables that sort, and charts")
        self.expect((await self.file(".pdf")).startswith(b"%PDF-"), "the PDF stands beneath it")

    async def an_older_slack_is_told_the_same(self) -> None:
        """One that knows neither tables that sort nor charts."""
        self.chapter("A Slack that knows neither charts nor tables that sort: Anna wants the day")
        await self.slack.grow_old("data_table", "data_visualization")
        report = await self.reported("Tagesbericht", {})
        await self.slack.grow_old()
        self.expect("table" in {block["type"] for block in report["blocks"]}, "its table is a plain one")
        self.expect((await self.file(".png")).startswith(b"\x89PNG"), "its charts are pictures beneath it")

    async def a_report_comes_by_itself(self) -> None:
        """Once, when its time has come."""
        self.chapter("Anna plans a hand-over for each change of shift; the next one comes")
        await self.slack.command("anna", "general", "/report plan übergabe")
        form: Json = {"Oder als Cron-Zeile": SHIFTS, "Kanal": "general"}
        saved = await self.slack.submit("anna", form)
        self.told("the form says", text_of(saved.view or {}))
        await self.slack.close("anna")
        before = len(await self.all_in("general", HAND_OVER))
        await self.later(SHIFT)
        report = await self.said_in("general", HAND_OVER)
        self.show("#general", report)
        self.expect(len(await self.all_in("general", HAND_OVER)) == before + 1, "it came once")
        answer = await self.slack.command("anna", "general", "/report liste")
        self.told("only Anna sees", text_of({"text": answer.text, "blocks": answer.blocks}))

    async def reported(self, name: str, more: Mapping[str, Value]) -> Json:
        """Of the period in which it is today, in #general."""
        before = len(await self.all_in("general", name))
        await self.slack.command("anna", CHANNEL, "/report")
        today = datetime.now(ZoneInfo("Europe/Berlin")).date().isoformat()
        form = {"Welcher Bericht": name, "Zeitraum": today, "Kanal": "general", **more}
        answer = await self.slack.submit("anna", form)
        self.expect(answer.errors == {}, "the form is taken")
        await self.slack.close("anna")

        async def told() -> Json | None:
            found = await self.all_in("general", name)
            return found[-1] if len(found) > before else None

        return await until(told, f"#general has a {name}")

    async def later(self, by: timedelta) -> None:
        """The bot begins again, its clock so much farther ahead of ours than it was."""
        ahead = float(self.stage.settings.get("OWONA_CLOCK_AHEAD", "0"))
        await set_clock(self.stage, ahead + by.total_seconds())
        await self.stage.ready()

    # what is looked at

    async def count(self) -> int:
        """Tickets of the site."""
        async with self.stage.site.pool.acquire() as connection:
            found: int = await connection.fetchval(TICKETS)
        return found

    async def file(self, ending: str) -> bytes:
        """The newest that the bot has shared with that ending."""

        async def shared() -> Json | None:
            found = [one for one in await self.slack.files() if one["name"].endswith(ending) and one["shares"]]
            return found[-1] if found else None

        return await self.slack.content((await until(shared, f"a file {ending} is shared"))["id"])

    async def bot(self, *words: str) -> str:
        """What `owona-bot` prints; it ends well."""
        line = (sys.executable, "-m", "owona_bot.cli", *words)
        process = await asyncio.create_subprocess_exec(
            *line, env={**without_owona(), **self.stage.settings}, stdout=PIPE
        )
        said, _ = await process.communicate()
        self.expect(process.returncode == 0, f"owona-bot {words[0]} ends well")
        return said.decode().strip()
