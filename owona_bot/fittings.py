"""What rooms are handed, made of the settings: the desk, where cards go, who letters are from, how fast all goes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from jobs.reactions.read_mail import Mailroom
from jobs.reactions.sending import Outbox
from jobs.reactions.writing import Letterhead
from owona_bot.almanac import feasts
from owona_bot.config_file import document
from owona_bot.database.engine import Database
from owona_bot.database.listen import Bell
from owona_bot.desk import Desk
from owona_bot.domain.clock import Clock
from owona_bot.domain.config import Config, config_in
from owona_bot.domain.config_faults import NotRules
from owona_bot.domain.delivery import Pace
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.export_job import ExportRules
from owona_bot.domain.held import Rules
from owona_bot.domain.letter import Sender
from owona_bot.domain.plan import Places
from owona_bot.locale.catalogue import catalogues
from owona_bot.mail.addresses import domain_of
from owona_bot.mail.postman import Postman, server_of
from owona_bot.mail.tokens import keys_of
from owona_bot.settings import Settings

log = structlog.get_logger()


def desk_for(settings: Settings, db: Database, clock: Clock) -> Desk:
    """What doors and jobs are handed."""
    config = config_of(settings)
    return Desk(
        db=db,
        clock=clock,
        catalogues=catalogues(settings.locale, settings.zone),
        locale=settings.locale,
        zone=settings.zone,
        places=places_of(settings, config),
        system_user=settings.mail.system_user,
        planner=Bell(),
        workers=Bell(),
        sender=sender_of(settings),
        replies=rules_of(settings),
        sla=config.sla,
        chains=config.chains,
        assignment=config.assignment,
        exports=exports_of(settings),
    )


def places_of(settings: Settings, config: Config) -> Places:
    """Where cards, alarms and letters go, and how soon."""
    channels = settings.slack.channels
    return Places(
        tickets=channels.tickets,
        operations=channels.operations,
        rules=config.routing,
        fallback=channels.fallback,
        undo=timedelta(seconds=settings.reply.undo_seconds),
        sla=channels.sla,
        tier2=channels.tier2,
        tells=config.assignment.tell,
    )


def read_config(file: Path) -> Config:
    """What it says. Raises NotRules, which names every fault."""
    try:
        return config_in(document(file), feasts)
    except ValueError as error:
        raise NotRules([str(error)]) from error


def config_of(settings: Settings) -> Config:
    """Of the file that OWONA_CONFIG names. Raises OperatorError, which names every fault."""
    if settings.config is None:
        return Config()
    try:
        return read_config(settings.config)
    except NotRules as error:
        told = "\n".join(f"{settings.config}: {fault}" for fault in error.faults)
        raise OperatorError(f"OWONA_CONFIG can't be followed. Nothing was started.\n{told}") from error


def rules_of(settings: Settings) -> Rules:
    """The hosts of our letters, of the site and of our own pages may be named."""
    mail, pages = settings.mail, settings.http.public_url
    hosts = {urlsplit(mail.site).hostname, urlsplit(pages).hostname if pages else None}
    hosts.add(domain_of(mail.address) if mail.address else None)
    own = frozenset(filter(None, hosts))
    return Rules(timedelta(seconds=settings.reply.undo_seconds), own, mail.system_user)


def exports_of(settings: Settings) -> ExportRules:
    """Links lead to our own pages."""
    told, public = settings.export, settings.http.public_url
    pages = public.rstrip("/") if public else None
    return ExportRules(timedelta(days=told.days), told.slack_limit, told.open_at_once, pages)


def sender_of(settings: Settings) -> Sender:
    """As the letters themselves have it."""
    mail, public = settings.mail, settings.http.public_url
    return Sender(mail.name, mail.site, mail.imprint, public.rstrip("/") if public else None, mail.smtp_url is not None)


@asynccontextmanager
async def outbox(settings: Settings) -> AsyncIterator[Outbox | None]:
    """None where no mail server is set: then no letter is written."""
    mail = settings.mail
    if mail.smtp_url is None or mail.address is None:
        yield None
        return
    public = settings.http.public_url
    if public is None:
        log.warning("mail.no_public_url", missing="letters have no links to what their readers want to hear of")
    head = Letterhead(
        address=mail.address,
        name=mail.name,
        keys=keys_of(*settings.secrets),
        site=mail.site,
        public_url=public.rstrip("/") if public else None,
        imprint=mail.imprint,
    )
    postman = Postman(server_of(mail.smtp_url.get_secret_value()), domain_of(mail.address))
    try:
        yield Outbox(head, postman)
    finally:
        await postman.close()


def mailroom(settings: Settings) -> Mailroom | None:
    """None where the desk has no mailbox."""
    mail = settings.mail
    if mail.address is None or mail.system_user is None:
        return None
    return Mailroom(mail.address, keys_of(*settings.secrets), mail.system_user, mail.authserv_id)


def pace_of(settings: Settings) -> Pace:
    """Of Slack and of the mail provider."""
    return Pace(settings.slack.pace, settings.slack.burst, settings.mail.per_hour)
