"""The desk by hand, in a terminal: type as an agent, a guest or the web site, and see the channel."""

import asyncio
import contextlib
import shlex
import signal
import sys
from pathlib import Path
from uuid import UUID

import typer

from owona_bot.playground.client import Answer, Playground, PlaygroundError, buttons_of, text_of
from owona_bot.playground.site import Refused
from owona_bot.playground.stage import SYSTEM_USER, DidNotHappen, Stage, a_stage
from owona_bot.playground.wire import Json

HELP = """\
  anna /ticket claim 1001      a slash command (anna and ben are agents, mia and greta are not)
  anna press 1001 Übernehmen   a button on a card, by its label
  anna form Title="No login" …  fill in and send the open form, field by field
  lena asks "Title" "Text"     the web site's form (any name that is nobody's becomes a customer)
  lena adds 1001 "Text"        the customer writes again on the web site
  show [1001]                  the channel, or one card with its thread
  ops                          the operations channel
  kill                         end the bot at once; it starts again
  help · quit (or Ctrl-C)"""


async def play(database: str, log: Path) -> int:
    """Until quit, end of input or Ctrl-C."""
    try:
        async with a_stage(database, log) as stage:
            await Terminal(stage).run()
    except DidNotHappen as why:
        typer.secho(f"The demo did not start: {why}", fg="red", err=True)
        return 1
    return 0


class Terminal:
    """Reads lines from stdin; what changes in the channel appears by itself."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.slack: Playground = stage.playground
        self.customers: dict[str, UUID] = {}
        self.seen: dict[str, str] = {}

    async def run(self) -> None:
        """Both halves until one of them ends."""
        await self.stage.site.sign_up(SYSTEM_USER, "System")
        typer.secho("The desk is open: a Slack, a web site, a database and the bot.", bold=True)
        typer.echo(HELP)
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        tasks = [asyncio.create_task(job) for job in (self._read(), self._watch(), stop.wait())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        typer.echo("\nThe desk is closed.")

    async def _read(self) -> None:
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
        while line := (await reader.readline()).decode(errors="replace"):
            if line.strip() in ("quit", "exit"):
                return
            try:
                await self.obey(line.strip())
            except (PlaygroundError, Refused, ValueError, LookupError) as why:
                typer.secho(f"  ! {why}", fg="red")

    async def obey(self, line: str) -> None:
        """One line of HELP. Raises ValueError with what was wrong."""
        who, _, rest = line.partition(" ")
        if not line:
            return
        if line == "help":
            typer.echo(HELP)
        elif who == "show":
            await self.show(rest)
        elif line == "ops":
            await self.print_channel("operations")
        elif line == "kill":
            await self.kill()
        elif rest.startswith("/"):
            self.answer(who, await self.slack.command(who, "tickets", rest))
        else:
            await self.act(who, shlex.split(rest))

    async def act(self, who: str, words: list[str]) -> None:
        """What is no slash command."""
        match words:
            case ["press", number, *label]:
                card = await self.card(number)
                self.answer(who, await self.slack.click(who, "tickets", card["ts"], " ".join(label)))
                await self.whispers(who)
            case ["form", *fields]:
                values = dict(field.split("=", 1) for field in fields)
                self.answer(who, await self.slack.submit(who, dict(values)))
            case ["asks", title, text]:
                await self.stage.site.create_ticket(await self.customer(who), title, text)
            case ["adds", number, text]:
                await self.stage.site.reply(await self.customer(who), await self.ticket(number), text)
            case _:
                raise ValueError("I don't know that; `help` shows what can be typed")

    def answer(self, who: str, answer: Answer) -> None:
        """What Slack shows to whoever acted."""
        if answer.outcome != "acked":
            typer.secho(f"  Slack tells {who}: {answer.outcome} {answer.detail}", fg="red")
        for label, sentence in answer.errors.items():
            typer.secho(f"  at {label!r}: {sentence}", fg="yellow")
        if answer.blocks or answer.text:
            self.block(f"only {who} sees", text_of({"text": answer.text, "blocks": answer.blocks}))
        if answer.view:
            self.block(f"{who}'s form", text_of(answer.view))

    async def whispers(self, who: str) -> None:
        """Answers that come by response URL."""
        await asyncio.sleep(0.05)
        for told in (await self.slack.ephemerals(who))[-1:]:
            if self.seen.setdefault(f"{who}:{told['ts']}", "") == "":
                self.seen[f"{who}:{told['ts']}"] = "told"
                self.block(f"only {who} sees", text_of(told))

    async def _watch(self) -> None:
        """New posts and changed cards, as they come."""
        while True:
            for message in await self.slack.messages("tickets"):
                text = text_of(message)
                if self.seen.get(message["ts"]) != text:
                    beneath = message.get("thread_ts") not in (None, message["ts"])
                    self.block("  ↳" if beneath else "#tickets", text)
                    self.seen[message["ts"]] = text
            await asyncio.sleep(0.1)

    async def show(self, number: str) -> None:
        """All cards, or one with its thread."""
        if not number:
            await self.print_channel("tickets")
            return
        card = await self.card(number)
        for message in await self.slack.thread("tickets", card["ts"]):
            self.block("  ↳" if message["ts"] != card["ts"] else "#tickets", text_of(message))
        typer.echo(f"  buttons: {', '.join(buttons_of(card)) or 'none'}")

    async def print_channel(self, channel: str) -> None:
        """Its messages without their threads."""
        for message in await self.slack.messages(channel):
            if message.get("thread_ts") in (None, message["ts"]):
                self.block(f"#{channel}", text_of(message))

    async def kill(self) -> None:
        """As the out-of-memory killer does."""
        for bot in self.stage.bots:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()
        self.stage.bots.clear()
        await self.stage.start_bot()
        typer.echo("  the bot was killed; another one starts")

    async def card(self, number: str) -> Json:
        """Raises LookupError."""
        for message in await self.slack.messages("tickets"):
            if text_of(message).startswith(f"#{number.lstrip('#')} "):
                return message
        raise LookupError(f"there is no card of #{number}")

    async def customer(self, name: str) -> UUID:
        """Signs up at the first time."""
        if name not in self.customers:
            address = f"{name.lower()}@example.com"
            self.customers[name] = await self.stage.site.sign_up(address, name.capitalize())
        return self.customers[name]

    async def ticket(self, number: str) -> UUID:
        """Its id in the site's table. Raises ValueError or LookupError."""
        query = "select ticket_id from owona_bot.ticket_state where number = $1"
        async with self.stage.site.pool.acquire() as connection:
            found: UUID | None = await connection.fetchval(query, int(number))
        if found is None:
            raise LookupError(f"there is no ticket #{number}")
        return found

    def block(self, where: str, text: str) -> None:
        """One voice."""
        first, *rest = text.split("\n")
        typer.echo("\n".join([f"  {where}: {first}", *(f"  {' ' * len(where)}  {line}" for line in rest)]))
