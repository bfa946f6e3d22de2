"""The command line: `owona-bot run | migrate | demo`."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError

from owona_bot import app as bot
from owona_bot.database import embedded
from owona_bot.database.migrate import migrate
from owona_bot.domain.errors import OperatorError
from owona_bot.playground import story, terminal
from owona_bot.settings import DatabaseSettings, Settings

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
        name = "OWONA_" + "__".join(str(part).upper() for part in fault["loc"])
        yield f"  {name}: {fault['msg']}"


@cli.command()
def run() -> None:
    """Run the bot: Slack, the plan, the deliveries. Settings come from OWONA_… in the environment."""
    write_logs()
    settings = Settings()  # type: ignore[call-arg]  # pydantic reads the environment
    with postgres(settings) as (url, server):
        asyncio.run(bot.run(settings, url, server))


@cli.command("migrate")
def migrate_now() -> None:
    """Bring the database's schema to what this version needs."""
    settings = DatabaseSettings()
    with postgres(settings) as (url, _):
        asyncio.run(migrate(settings.migrate_url.get_secret_value() if settings.migrate_url else url))
    typer.echo("The database is up to date.")


@cli.command()
def demo(
    script: Annotated[bool, typer.Option("--script", help="Play the story and print it as a transcript.")] = False,
    keep: Annotated[Path | None, typer.Option(help="Keep the data in this folder.")] = None,
) -> None:
    """The whole desk on this machine: a Slack, a web site and a database of its own."""
    with demo_folder(keep) as folder, quietly(embedded.start(folder / "postgresql")) as server:
        play = story.play if script else terminal.play
        raise SystemExit(asyncio.run(play(server.url(), folder / "bot.log")))


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


def write_logs() -> None:
    """Lines for people on a terminal, JSON elsewhere; on stderr."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("slack_bolt.AsyncApp").setLevel(logging.ERROR)  # warns that a client with a token has a token
    shown = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    main()
