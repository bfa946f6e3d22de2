"""Brings a database to the version of the schema that this code needs, or says why it isn't there."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from owona_bot.database.engine import plain_url
from owona_bot.domain.errors import OperatorError

log = logging.getLogger(__name__)

LOCK = int.from_bytes(b"owona", "big")
"""Key of the advisory lock; whoever holds it migrates."""

POLL_SECONDS = 0.1

BESIDE_US = Path(__file__).parents[2] / "migrations"

ALONE = asyncio.Lock()
"""Alembic keeps the running migration in module variables: one at a time in a process, whatever the database."""

LOCK_NOT_AVAILABLE = "55P03"
INSUFFICIENT_PRIVILEGE = "42501"

HOW_TO_MIGRATE = "run `owona-bot migrate` with OWONA_MIGRATE_URL set to the owner's connection"

TRY_LOCK = text("select pg_try_advisory_lock(:key)")
READ_VERSION = text("select max(version_num) from owona_bot.alembic_version")
HAS_VERSION = text(
    "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'owona_bot' and c.relname = 'alembic_version')"
)

MAY_MIGRATE = text("""
    select coalesce(
        (select pg_has_role(current_user, relowner, 'usage') from pg_class
         where oid = to_regclass('public.support_tickets')),
        has_database_privilege(current_database(), 'create'))""")


async def migrate(url: str) -> None:
    """Bring the database to the newest version; of many who start at once one does it, the others wait.

    Raises OperatorError when the database is newer than the code, is not the site's, or holds a lock too long.
    """
    async with connect(url) as connection:
        await take_lock(connection)
        refuse_newer(await read_version(connection))
        await connection.execute(text("set lock_timeout = '5s'"))
        await connection.commit()
        await upgrade(connection)


async def may_migrate(url: str) -> bool:
    """Whether this role owns the site's tickets, or may make them where there are none."""
    async with connect(url) as connection:
        return bool((await connection.execute(MAY_MIGRATE)).scalar_one())


async def upgrade(connection: AsyncConnection) -> None:
    """Alembic is synchronous and runs inside the loop that is there, over the connection it is handed."""
    try:
        async with ALONE:
            await connection.run_sync(run_alembic)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise OperatorError(
            "The migration gave up waiting for a table that somebody else holds, so as not to hold up the site. "
            "Run `owona-bot migrate` again: it goes on where it stopped."
        ) from error


def run_alembic(connection: Connection) -> None:
    """To the newest version."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def is_current(url: str) -> bool:
    """Whether the database is at the version that this code needs; asks for no right but to read the version."""
    async with connect(url) as connection:
        return await read_version(connection) == needed_version()


async def check_version(url: str) -> None:
    """Raises OperatorError when the database is older or newer than the code; changes nothing."""
    async with connect(url) as connection:
        found = await read_version(connection)
    refuse_newer(found)
    needed = needed_version()
    if found != needed:
        at = f"at {found}" if found else "without the bot's schema"
        raise OperatorError(f"The database is {at}, the bot needs {needed}: {HOW_TO_MIGRATE}.")


def refuse_newer(found: str | None) -> None:
    """Raises OperatorError for a version that this code has never heard of."""
    if found is None or found in known_versions():
        return
    raise OperatorError(
        f"The database is at {found}, the bot knows nothing newer than {needed_version()}: "
        "a newer bot was here. Nothing was changed. Start that newer bot, or restore the backup made before it."
    )


async def read_version(connection: AsyncConnection) -> str | None:
    """None where nothing was ever migrated."""
    if not (await connection.execute(HAS_VERSION)).scalar_one():
        return None
    try:
        version: str | None = (await connection.execute(READ_VERSION)).scalar_one()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        raise OperatorError(
            "The bot's role may not read owona_bot.alembic_version. As the owner of the database, "
            "grant it usage on schema owona_bot and its tables."
        ) from error
    return version


async def take_lock(connection: AsyncConnection) -> None:
    """Until the connection closes. Never waits inside a statement: an index built concurrently would wait for us."""
    while not (await connection.execute(TRY_LOCK, {"key": LOCK})).scalar_one():
        await connection.commit()
        log.debug("another start of the bot is migrating")
        await asyncio.sleep(POLL_SECONDS)
    await connection.commit()


def needed_version() -> str:
    """The newest version of `migrations/`."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise OperatorError("The folder migrations/versions is empty: the installation is incomplete.")
    return head


def known_versions() -> set[str]:
    """All versions of `migrations/`, oldest to newest."""
    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def alembic_config() -> Config:
    """What an alembic.ini would say; the percent sign is its escape."""
    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    return config


def scripts() -> Path:
    """The folder of the package `migrations`, found without importing it: it lives on a higher floor.

    Raises OperatorError when it is not the one beside `owona_bot`: many projects have a folder of that name.
    """
    spec = find_spec("migrations")
    found = Path(spec.origin).parent if spec and spec.origin else None
    if found != BESIDE_US:
        raise OperatorError(
            f"The bot's migrations lie in {BESIDE_US}, but Python finds {found}: "
            "start the bot from another folder, or install it anew."
        )
    return BESIDE_US


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[AsyncConnection]:
    """One connection, closed afterwards. asyncpg reads the URL itself: SQLAlchemy knows no `sslmode`."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(reach, url), poolclass=NullPool)
    async with engine.connect() as connection:
        yield connection


async def reach(url: str) -> asyncpg.Connection:
    """Raises OperatorError with the server's own words, which never repeat the password."""
    try:
        return await asyncpg.connect(plain_url(url), timeout=10)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise OperatorError(
            f"PostgreSQL can't be reached: {str(error) or type(error).__name__}. "
            "Nothing was changed. Check OWONA_DATABASE_URL and OWONA_MIGRATE_URL."
        ) from error
