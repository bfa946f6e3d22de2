"""The composition root: every room is joined here, and nowhere else."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from handlers.http import EVENTS, public, watched
from handlers.http.metrics import Metrics
from jobs.assign import Assign, keep_assigning
from jobs.auto_close import AutoClose
from jobs.bulk import keep_working
from jobs.deliver import React, Worker
from jobs.escalate import keep_escalating
from jobs.export import SMALL, Exporter
from jobs.fallback import keep_returning
from jobs.hand_over import keep_handing_over
from jobs.homes import keep_homes
from jobs.index import keep_indexing
from jobs.introduce import keep_introducing
from jobs.people import keep_enrolling
from jobs.plan import Lanes, keep_planning, keep_planning_apart
from jobs.presence import Watch
from jobs.prune import Prune
from jobs.reactions.ask_release import AskRelease
from jobs.reactions.assign_lead import TellLead
from jobs.reactions.bulk import TellBulk
from jobs.reactions.card import DrawCard
from jobs.reactions.copy import CopyAnswer
from jobs.reactions.enrol import Enrol
from jobs.reactions.escalation import TellEscalation
from jobs.reactions.escalation_mail import MailEscalation
from jobs.reactions.export import TellExport
from jobs.reactions.file import WriteFile
from jobs.reactions.go_on import GoOn
from jobs.reactions.home import PublishHome
from jobs.reactions.import_thread import ImportThread
from jobs.reactions.letter import WriteLetter
from jobs.reactions.link_mail import MailLink
from jobs.reactions.move_card import MoveCard
from jobs.reactions.notice import TellNotice
from jobs.reactions.operations import TellOperations
from jobs.reactions.origin import TellOrigin
from jobs.reactions.overtake import DrawnBefore
from jobs.reactions.read_mail import ReadMail
from jobs.reactions.reply_line import DrawReply
from jobs.reactions.report import TellReport
from jobs.reactions.report_file import ReportFile
from jobs.reactions.report_mail import ReportMail
from jobs.reactions.send_held import SendHeld
from jobs.reactions.shares import Shares
from jobs.reactions.shift import TellShift
from jobs.reactions.sla_alert import SettleAlerts, TellDeadline
from jobs.reactions.sla_mail import MailTeam
from jobs.reactions.swap import TellSwap
from jobs.reactions.tell_admin import TellAdmin
from jobs.reactions.thread import WriteLine
from jobs.read_back import BEAT, CALLS_A_MINUTE, keep_hearing, keep_reading_back
from jobs.receive_mail import keep_receiving
from jobs.reconcile import keep_expiring, keep_reconciling
from jobs.remind import Remind
from jobs.report import MakeReport
from jobs.sla import keep_clocks, keep_sweeping
from jobs.tick import Runner, keep_ticking
from jobs.time import keep_time
from jobs.wake import keep_waking
from owona_bot.database import embedded, probe
from owona_bot.database.engine import Database, connect
from owona_bot.database.listen import listen
from owona_bot.database.migrate import check_version, may_migrate, migrate
from owona_bot.database.pools import sizes_of
from owona_bot.database.time import desk_clock
from owona_bot.desk import Desk
from owona_bot.domain.delivery import AppRefused, Later, Reaction, backoff
from owona_bot.domain.errors import OperatorError, Unavailable
from owona_bot.domain.schedule import Chore, Errand
from owona_bot.fittings import desk_for, mailroom, outbox, pace_of
from owona_bot.listening import listen_http, listen_socket
from owona_bot.mail.reading import reading_room
from owona_bot.services.enrol import Team
from owona_bot.settings import Settings, SlackSettings
from owona_bot.slack.client import Slack, web_client
from owona_bot.slack.ear import Ear, always
from owona_bot.slack.faults import faults
from owona_bot.slack.files import Downloads
from owona_bot.slack.history import History
from owona_bot.slack.presence import Presences
from owona_bot.slack.token import Token
from owona_bot.slack.uploads import Uploads
from owona_bot.supervise import Job, until_stopped

WORKERS = 8
"""Deliveries under way at once; each waits for Slack most of its time."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Workspace:
    """Whose bot we are, as `auth.test` says."""

    team: str
    bot_user: str
    bot: str
    url: str


async def run(settings: Settings, url: str, server: embedded.Server | None) -> None:
    """Until SIGTERM or SIGINT. Raises OperatorError where it can't begin."""
    await prepare(settings, url, owned=server is not None)
    async with database(url, settings.database_connections) as db, aiohttp.ClientSession() as session:
        slack = settings.slack
        client = web_client(slack.bot_token.get_secret_value(), slack.api_url, session)
        workspace = await introduced(client)
        clock = await desk_clock(db, settings.clock_ahead)
        front = replace(desk_for(settings, db, clock), workspace=workspace.url)
        if settings.clock_ahead:
            log.warning("clock.ahead", by=str(settings.clock_ahead), missing="OWONA_CLOCK_AHEAD is for the demo alone")
        desk = replace(front, db=db.patient())
        errands = errands_for(settings, desk)
        front, desk = replace(front, errands=errands), replace(desk, errands=errands)
        team = Team(workspace.team, settings.agents, settings.locale)
        app = bolt(slack, client, workspace)
        handlers.register(app, front, team, slack.patience)
        async with outbox(settings) as post, reading_room() as readers:
            reactions: dict[Reaction, React] = {
                **in_slack(settings, desk, client, session),
                Reaction.LETTER: WriteLetter(desk, post, Downloads(client, session).fetch),
                Reaction.READ_MAIL: ReadMail(desk, mailroom(settings), readers),
                Reaction.SEND_HELD: SendHeld(desk),
                Reaction.SLA_MAIL: MailTeam(desk, post),
                Reaction.ESCALATION_MAIL: MailEscalation(desk, post),
                Reaction.LINK_MAIL: MailLink(desk, post),
                Reaction.COPY: CopyAnswer(desk),
                Reaction.GO_ON: GoOn(desk),
                Reaction.ENROL: Enrol(desk, Slack(client), team),
                Reaction.BULK: TellBulk(desk, Slack(client)),
                Reaction.REPORT: TellReport(
                    desk,
                    Slack(client),
                    ReportFile(desk, Slack(client), Uploads(client, session)),
                    ReportMail(desk, post),
                ),
            }
            metrics, token = Metrics(), Token()
            jobs = {**jobs_for(settings, desk, reactions, metrics), **doors(settings, front, app, metrics, token)}
            jobs["time"] = lambda: keep_time(desk.db, clock)
            jobs["introduce"] = lambda: keep_introducing(client, token, max(60 * slack.pace, 1))
            jobs["people"] = lambda: keep_enrolling(desk, team, client)
            jobs["read_back"] = lambda: read_back(settings, desk, client)
            jobs["fallback"] = lambda: keep_returning(desk, Slack(client), max(60 * slack.pace, 1))
            jobs.update(presence(settings, desk, client))
            if server:
                jobs["postgres"] = lambda: embedded.watch(server)
            await until_stopped(jobs)


@asynccontextmanager
async def at_the_desk(settings: Settings, url: str) -> AsyncIterator[Desk]:
    """For a command that does one thing and ends. Raises OperatorError."""
    await check_version(url)
    async with database(url, settings.database_connections) as db:
        desk = desk_for(settings, db, await desk_clock(db, settings.clock_ahead))
        yield replace(desk, errands=errands_for(settings, desk))


async def prepare(settings: Settings, url: str, *, owned: bool) -> None:
    """The schema is there and new enough, and our role can see the tickets. Raises OperatorError."""
    if settings.migrate_url:
        await migrate(settings.migrate_url.get_secret_value())
    elif owned or await may_migrate(url):
        await migrate(url)
    else:
        await check_version(url)


@asynccontextmanager
async def database(url: str, connections: int) -> AsyncIterator[Database]:
    """Connected and found fit. Raises OperatorError."""
    try:
        db = await connect(url, sizes_of(connections))
    except Unavailable as gone:
        raise OperatorError("PostgreSQL can't be reached. Nothing was changed. Check OWONA_DATABASE_URL.") from gone
    try:
        async with db.read() as connection:
            found = await probe.probe(connection)
        probe.check(found)
        if not found.author_name:
            log.warning("database.no_author_name", table="support_ticket_messages")
        yield db
    finally:
        await db.close()


async def introduced(client: AsyncWebClient) -> Workspace:
    """Asks Slack who we are until it answers. Raises OperatorError for a token that it refuses."""
    tries = 0
    while True:
        try:
            with faults("auth.test"):
                answer = await client.auth_test()
            return Workspace(answer["team_id"], answer["user_id"], answer["bot_id"], answer.get("url") or "")
        except AppRefused as refusal:
            raise OperatorError(
                f"Slack refuses OWONA_SLACK__BOT_TOKEN: {refusal.code}. Nothing was started. "
                "Take the token from the app's page OAuth & Permissions (xoxb-…), or install the app anew."
            ) from refusal
        except Later as later:
            tries += 1
            log.warning("slack.not_reached", address=client.base_url, reason=str(later))
            await asyncio.sleep((later.pause or backoff(tries, random.random)).total_seconds())


def bolt(slack: SlackSettings, client: AsyncWebClient, workspace: Workspace) -> AsyncApp:
    """Answers only after its listener has returned: what was not committed comes again."""
    token = slack.bot_token.get_secret_value()
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.team,
        bot_token=token,
        bot_id=workspace.bot,
        bot_user_id=workspace.bot_user,
    )

    async def authorize(**_: object) -> AuthorizeResult:  # Bolt would ask Slack at the first knock
        return known

    secret = slack.signing_secret.get_secret_value() if slack.signing_secret else None
    return AsyncApp(client=client, signing_secret=secret, authorize=authorize, process_before_response=True)


def in_slack(
    settings: Settings, desk: Desk, client: AsyncWebClient, session: aiohttp.ClientSession
) -> dict[Reaction, React]:
    """What deliveries do there."""
    slack = Slack(client)
    return {
        Reaction.CARD: DrawCard(desk, slack, pace_of(settings)),
        Reaction.THREAD: DrawnBefore(desk, slack, pace_of(settings), WriteLine(desk, slack)),
        Reaction.FILE: WriteFile(desk, Uploads(client, session)),
        Reaction.EXPORT: TellExport(desk, slack, Uploads(client, session)),
        Reaction.OPERATIONS: TellOperations(desk, slack),
        Reaction.TELL_ADMIN: TellAdmin(desk, slack),
        Reaction.NOTICE: TellNotice(desk, slack),
        Reaction.ASSIGN_LEAD: TellLead(desk, slack),
        Reaction.MOVE_CARD: MoveCard(desk, slack),
        Reaction.IMPORT_THREAD: ImportThread(desk, slack, History(client), Downloads(client, session).fetch),
        Reaction.ORIGIN: TellOrigin(desk, slack),
        Reaction.REPLY_LINE: DrawReply(desk, slack),
        Reaction.ASK_RELEASE: AskRelease(desk, slack),
        Reaction.HOME: PublishHome(desk, slack),
        Reaction.ESCALATION: TellEscalation(desk, slack),
        Reaction.SWAP: TellSwap(desk, slack),
        Reaction.SHIFT: TellShift(desk, slack),
        Reaction.SHARES: Shares(desk, slack),
        Reaction.SLA_ALERT: TellDeadline(desk, slack),
        Reaction.SLA_SETTLE: SettleAlerts(desk, slack),
    }


def errands_for(settings: Settings, desk: Desk) -> dict[str, Errand]:
    """What the schedule's jobs do, by name."""
    days = settings.schedule
    return {
        Chore.AUTO_CLOSE: AutoClose(desk, timedelta(days=days.auto_close_days)),
        Chore.REMIND: Remind(desk, timedelta(days=days.remind_days)),
        Chore.PRUNE: Prune(desk),
        Chore.ASSIGN: Assign(desk),
        Chore.REPORT: MakeReport(desk),
    }


def jobs_for(settings: Settings, desk: Desk, reactions: Mapping[Reaction, React], metrics: Metrics) -> dict[str, Job]:
    """Everything that goes on by itself."""
    lanes = Lanes(pace_of(settings))
    lease = timedelta(seconds=settings.lease_seconds)
    worker = Worker(desk, reactions, lease, random.random, metrics.count)
    return {
        "listen": lambda: listen(desk.db, desk.planner),
        "plan": lambda: keep_planning(desk, lanes),
        "plan-apart": lambda: keep_planning_apart(desk, lanes),
        "reconcile": lambda: keep_reconciling(desk),
        "expire": lambda: keep_expiring(desk),
        "tick": lambda: keep_ticking(desk),
        "run": Runner(desk, lease).keep_running,
        "bulk": lambda: keep_working(desk),
        "export": Exporter(desk, lease).keep_exporting,
        "export-small": Exporter(desk, lease, SMALL).keep_exporting,
        "wake": lambda: keep_waking(desk),
        "clocks": lambda: keep_clocks(desk),
        "sweep": lambda: keep_sweeping(desk),
        "escalate": lambda: keep_escalating(desk),
        "assign": lambda: keep_assigning(desk),
        "hand_over": lambda: keep_handing_over(desk),
        "index": lambda: keep_indexing(desk),
        "homes": lambda: keep_homes(desk, lanes.pace),
        **{f"deliver-{n}": worker.keep_delivering for n in range(WORKERS)},
    }


def doors(settings: Settings, desk: Desk, app: AsyncApp, metrics: Metrics, bot_token: Token) -> dict[str, Job]:
    """Where Slack knocks, where letters lead, and where somebody watches."""
    http, slack = settings.http, settings.slack
    found: dict[str, Job] = {}
    if slack.mode == "http":
        slacks = app.server(path=EVENTS).handle_post_requests
        found["http"] = lambda: listen_http(public(desk, slacks), http.listen, "http")
        found["hear"] = lambda: keep_hearing(desk, always, timedelta(hours=1))
    else:
        token, ear = slack.app_token.get_secret_value() if slack.app_token else "", Ear()
        found["slack"] = lambda: listen_socket(app, token, ear)
        found["hear"] = lambda: keep_hearing(desk, ear.hears, BEAT)
        found["http"] = lambda: listen_http(public(desk), http.listen, "http")
    if (listen := http.metrics_listen) is not None:
        found["metrics"] = lambda: listen_http(watched(desk, metrics, bot_token.works), listen, "metrics")
    mail = settings.mail
    if (address := mail.address) is not None:
        found["mail"] = lambda: keep_receiving(desk, mail.listen, address)
    return found


def presence(settings: Settings, desk: Desk, client: AsyncWebClient) -> dict[str, Job]:
    """Nothing of it is asked where it doesn't count."""
    watch = Watch(desk, Presences(client), settings.slack.pace, settings.clock_ahead)
    return {"presence": watch.keep_watching, "quiet": watch.keep_quiet} if watch.asks else {}


async def read_back(settings: Settings, desk: Desk, client: AsyncWebClient) -> None:
    """What was said in an outage, slower than cards need Slack for themselves."""
    pause, lease = settings.slack.pace * 60 / CALLS_A_MINUTE, settings.lease_seconds
    await keep_reading_back(desk, History(client), timedelta(seconds=pause), timedelta(seconds=lease))
