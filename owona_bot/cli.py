"""The command line: `owona-bot run | migrate | demo | seed | export … | import … | config … | sla … | assign … | …`."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import ValidationError

from owona_bot import app as bot
from owona_bot.cli_assign import assign, replay_lines, wished
from owona_bot.cli_clocks import compare, explain
from owona_bot.cli_config import config
from owona_bot.cli_export import Wish as Export
from owona_bot.cli_export import export, export_to, format_of
from owona_bot.cli_import import Wish, import_lines
from owona_bot.cli_schedule import list_schedule, run_job, try_job
from owona_bot.cli_sla import sla
from owona_bot.database import embedded
from owona_bot.database.migrate import migrate
from owona_bot.database.seed import sow
from owona_bot.desk import Desk
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_columns import read_columns
from owona_bot.domain.mail import InboundMail
from owona_bot.logs import write_logs
from owona_bot.mail.inbound import describe
from owona_bot.mail.reading import read_apart
from owona_bot.playground import demo, story, terminal
from owona_bot.settings import DatabaseSettings, Settings

new_event_loop: Callable[[], asyncio.AbstractEventLoop]
try:
    from uvloop import new_event_loop
except ImportError:  # where it isn't built for the system or the Python, asyncio's own does the same
    from asyncio import new_event_loop

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


def main() -> None:
    """What the installed `owona-bot` calls."""
    try:
        cli()
    except OperatorError as error:
        sys.exit(f"owona-bot: {error}")
    except ValidationError as error:
        sys.exit(
            "\n".join(["owona-bot: the settings can't stay as they are; nothing was started.", *complaints(error)])
        )


def complaints(error: ValidationError) -> Iterator[str]:
    """One line a setting, without its value."""
    for fault in error.errors(include_input=False, include_url=False):
        name = "__".join(str(part).upper() for part in fault["loc"])
        wanted = ", ".join(f"OWONA_{setting}" for setting in WANTED.get(name, (name,))) if name else "together"
        yield f"  {wanted}: {SAID.get(fault['type'], fault['msg'].removeprefix('Value error, '))}"


WANTED = {
    "SLACK": ("SLACK__BOT_TOKEN", "SLACK__APP_TOKEN", "SLACK__CHANNELS__TICKETS", "SLACK__CHANNELS__OPERATIONS"),
    "SLACK__CHANNELS": ("SLACK__CHANNELS__TICKETS", "SLACK__CHANNELS__OPERATIONS"),
}
"""What is missing when a whole group is."""

SAID = {
    "missing": "not set",
    "string_pattern_mismatch": "not in the form that the README shows (a channel by its id, such as C0123ABCD)",
    "too_short": "names nobody",
}
"""Where the library's words say little."""


@cli.command()
def run() -> None:
    """Run the bot: Slack, the plan, the deliveries. Settings come from OWONA_… in the environment."""
    write_logs()
    settings = Settings()  # type: ignore[call-arg]  # pydantic reads the environment
    with postgres(settings) as (url, server), asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(bot.run(settings, url, server))


@cli.command("migrate")
def migrate_now() -> None:
    """Bring the database's schema to what this version needs."""
    settings = DatabaseSettings()
    with postgres(settings) as (url, _):
        asyncio.run(migrate(settings.migrate_url.get_secret_value() if settings.migrate_url else url))
    typer.echo("The database is up to date.")


mail = typer.Typer(no_args_is_help=True, help="What the bot makes of mails.")
cli.add_typer(mail, name="mail")


@mail.command("read")
def read_mails(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Mails as they came, .eml.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Read mails as the bot would, in a child with limits, and say what they are; nothing is stored."""
    for file in files:
        found = asyncio.run(read_apart(file.read_bytes()))
        told = (
            describe(found) if isinstance(found, InboundMail) else {"unreadable": found.reason, "detail": found.detail}
        )
        if as_json:
            typer.echo(json.dumps({"file": str(file), **told}, ensure_ascii=False, default=str))
        else:
            typer.secho(str(file), bold=True)
            for name, value in told.items():
                typer.echo(f"  {name}: {json.dumps(value, ensure_ascii=False, default=str)}")


cli.add_typer(config, name="config")
cli.add_typer(sla, name="sla")
cli.add_typer(assign, name="assign")
cli.add_typer(export, name="export")


schedule = typer.Typer(no_args_is_help=True, help="What happens by itself.")
cli.add_typer(schedule, name="schedule")

Lines = Callable[[Desk], AsyncIterator[str]]


@schedule.command("list")
def show_schedule() -> None:
    """Say what happens by itself, when it does next, and how it went last."""
    say_at_desk(Settings(), list_schedule)  # type: ignore[call-arg]  # pydantic reads the environment


@schedule.command("run")
def run_scheduled(
    name: Annotated[str, typer.Argument(help="As `schedule list` shows it, such as auto_close.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what it would do.")] = False,
) -> None:
    """Do it now, whatever the time; a paused one too."""
    settings = Settings()  # type: ignore[call-arg]  # pydantic reads the environment
    lease = timedelta(seconds=settings.lease_seconds)
    say_at_desk(settings, lambda desk: try_job(desk, name) if dry_run else run_job(desk, name, lease))


@sla.command("explain")
def explain_clocks(number: Annotated[int, typer.Argument(min=1, help="Of a ticket.")]) -> None:
    """Say where each clock of a ticket stands, and which time counted and why the rest did not, to the second."""
    say_at_desk(Settings(), lambda desk: explain(desk, number))  # type: ignore[call-arg]  # pydantic reads the environment


@sla.command("recompute")
def recompute_clocks(
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without it nothing is changed.")] = False,
) -> None:
    """Say which deadlines of open tickets would be others if the file as it is now had always been."""
    say_at_desk(Settings(), lambda desk: compare(desk, apply=apply))  # type: ignore[call-arg]  # as above


@assign.command("replay")
def replay_tickets(
    file: Annotated[
        Path,
        typer.Option("--config", envvar="OWONA_CONFIG", exists=True, dir_okay=False, help="The other setting, YAML."),
    ],
    since: Annotated[str, typer.Option(help="30d, 2w, today, 2026-11, 2026-11-25T09:00; on the desk's wall.")] = "30d",
    until: Annotated[str | None, typer.Option(help="The same; without it until now.")] = None,
    ticket: Annotated[int | None, typer.Option(min=1, help="Say of this one who would have got it, and why.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a ticket, then one for all.")] = False,
) -> None:
    """Say who would have got which of the recorded tickets under another setting; nothing is sent or changed."""
    wish = wished(file, since, until, ticket, as_json=as_json)
    say_at_desk(Settings(), lambda desk: replay_lines(desk, wish))  # type: ignore[call-arg]  # as above


from_files = typer.Typer(no_args_is_help=True, help="What comes from files.")
cli.add_typer(from_files, name="import")


@from_files.command("tickets")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON, NDJSON, or YAML of improvements.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a ticket, then one for all.")] = False,
) -> None:
    """Restore tickets of an export, or file improvements; the same file again changes nothing. Nobody gets a mail."""
    say_at_desk(Settings(), lambda desk: import_lines(desk, Wish(file, dry_run, as_json)))  # type: ignore[call-arg]


Named = Annotated[Format | None, typer.Option("--format", help="Else as the file is called; else csv.")]
Fitting = Annotated[str, typer.Option("--filter", help="As after /ticket list: 'is:open since:30d'.")]
For = Annotated[
    Path | None, typer.Option("--output", dir_okay=False, help="- is stdout; else a file named by what and when.")
]
InWords = Annotated[str, typer.Option("--locale", help="Of headings, and of the filter's words in refusals: de, en.")]
ForExcel = Annotated[bool, typer.Option("--excel", help="CSV as German Excel reads it.")]


@export.command("tickets")
def export_tickets(  # noqa: PLR0913, PLR0917  # an argument is an option here
    output: For = None,
    named: Named = None,
    fitting: Fitting = "",
    columns: Annotated[str, typer.Option(help="Their names, such as 'number,title'; else the usual ones.")] = "",
    messages: Annotated[bool, typer.Option("--messages", help="What was said, too.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="What is internal, too.")] = False,
    excel: ForExcel = False,
    locale: InWords = "",
) -> None:
    """Write tickets to a file, the oldest first; JSON with --messages and --notes is what `import tickets` restores."""
    settings = Settings()  # type: ignore[call-arg]  # pydantic reads the environment
    spec = Spec(What.TICKETS, format_of(named, output), fitting, read_columns(columns), messages, notes, excel)
    export_now(settings, Export(replace(spec, locale=locale or settings.locale), output))


@export.command("metrics")
def export_metrics(
    output: For = None, named: Named = None, fitting: Fitting = "", excel: ForExcel = False, locale: InWords = ""
) -> None:
    """Write the desk's figures to a file: of the filter's since: and until:, else of the last 30 days."""
    settings = Settings()  # type: ignore[call-arg]  # pydantic reads the environment
    spec = Spec(What.METRICS, format_of(named, output), fitting, excel=excel, locale=locale or settings.locale)
    export_now(settings, Export(spec, output))


def export_now(settings: Settings, wish: Export) -> None:
    """What is said goes to stderr: on stdout may be the file."""
    write_logs()

    async def exported(url: str) -> None:
        async with bot.at_the_desk(settings, url) as desk:
            await export_to(desk, wish)

    with postgres(settings) as (url, _):
        asyncio.run(exported(url))


def say_at_desk(settings: Settings, lines: Lines) -> None:
    """Each line as it comes."""
    write_logs()

    async def said(url: str) -> None:
        async with bot.at_the_desk(settings, url) as desk:
            async for line in lines(desk):
                typer.echo(line)

    with postgres(settings) as (url, _):
        asyncio.run(said(url))


@cli.command("demo")
def open_desk(
    script: Annotated[bool, typer.Option("--script", help="Play the story and print it as a transcript.")] = False,
    in_terminal: Annotated[bool, typer.Option("--terminal", help="By hand, in this terminal.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Without the twenty tickets of the seed.")] = False,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Where the page is served, on this machine alone.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(file_okay=False, help="Keep the data in this folder.")] = None,
) -> None:
    """The whole desk on this machine, in the browser: a Slack, a web site, a mailbox and a database of its own."""
    with demo_folder(keep) as folder, quietly(embedded.start(folder / "postgresql")) as server:
        url, log = server.url(), folder / "bot.log"
        if script or in_terminal:
            raise SystemExit(asyncio.run((story if script else terminal).play(url, log)))
        asyncio.run(migrate(url))
        raise SystemExit(asyncio.run(demo.play(url, folder, lambda: server.pid, port=port, empty=empty)))


@cli.command("seed")
def seed_desk(
    tickets: Annotated[int, typer.Option(min=1, max=10_000_000, help="With about three messages each.")] = 1_000,
    number: Annotated[int, typer.Option("--seed", help="The same number makes the same tickets.")] = 1,
    sure: Annotated[bool, typer.Option("--yes", help="In OWONA_DATABASE_URL, or beside tickets, too.")] = False,
) -> None:
    """Fill an empty desk with believable tickets of two years, to try it out; nobody hears of them."""
    settings = DatabaseSettings()
    with postgres(settings) as (url, server):
        if server is None and not sure:
            raise OperatorError(
                "OWONA_DATABASE_URL is set, and made-up tickets don't belong into a real desk. Nothing was written. "
                "With --yes they are written there."
            )
        owner = settings.migrate_url.get_secret_value() if settings.migrate_url else url
        asyncio.run(migrate(owner))
        asyncio.run(sow(owner, tickets, number, sure=sure, told=typer.echo))


@contextmanager
def demo_folder(keep: Path | None) -> Iterator[Path]:
    """Gone afterwards unless it was named; others may pass it, since as root PostgreSQL runs as nobody."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with TemporaryDirectory(prefix="owona-demo-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@contextmanager
def quietly(server: embedded.Server) -> Iterator[embedded.Server]:
    """Stopped whatever happens."""
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def postgres(settings: DatabaseSettings) -> Iterator[tuple[str, embedded.Server | None]]:
    """The given one's URL, or one of our own, which ends with us. Belongs in the main thread."""
    if settings.database_url:
        yield settings.database_url.get_secret_value(), None
        return
    with quietly(embedded.start(settings.data or embedded.default_data(), binaries=settings.pg_bin)) as server:
        yield server.url(), server


if __name__ == "__main__":
    main()
