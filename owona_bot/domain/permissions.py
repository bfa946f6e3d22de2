"""Who may do what: one table, role by act by whose ticket it is. Every door asks it through the services."""

from enum import StrEnum

from owona_bot.domain.errors import MayNot
from owona_bot.domain.people import ROLES, Agent, Role
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import CannotHold, NotYours


class Act(StrEnum):
    """What a right is needed for."""

    SHOW = "show"
    WHY = "why"
    NEW = "new"
    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    REPLY = "reply"
    NOTE = "note"
    STATUS = "status"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    PRIORITY = "priority"
    CATEGORY = "category"
    TAG = "tag"
    SNOOZE = "snooze"
    ESCALATE = "escalate"
    ESCALATION_STOP = "escalation_stop"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    SHARE = "share"
    CANNED = "canned"
    CANNED_SHARED = "canned_shared"
    OVERRIDE = "override"
    SETTLE = "settle"
    BULK = "bulk"
    EXPORT = "export"
    EXPORT_NOTES = "export_notes"
    EXPORT_OTHERS = "export_others"
    VIEW_SHARED = "view_shared"
    SCHEDULE = "schedule"
    SCHEDULE_CHANGE = "schedule_change"
    TOKEN = "token"  # noqa: S105 - a word
    ME = "me"
    TEAM = "team"
    TEAM_CHANGE = "team_change"
    ABILITIES = "abilities"
    ONCALL = "oncall"
    SWAP = "swap"
    ROTA = "rota"
    STATS = "stats"
    REPORT = "report"
    REPORT_SHARED = "report_shared"


class Right(StrEnum):
    """OWN is a ticket of one's own, or one that nobody holds."""

    NEVER = "never"
    OWN = "own"
    ANY = "any"


NEVER, OWN, ANY = Right.NEVER, Right.OWN, Right.ANY

RIGHTS: dict[Act, tuple[Right, Right, Right, Right]] = {
    Act.SHOW: (ANY, ANY, ANY, ANY),
    Act.WHY: (ANY, ANY, ANY, ANY),
    Act.NEW: (NEVER, ANY, ANY, ANY),
    Act.CLAIM: (NEVER, ANY, ANY, ANY),
    Act.RELEASE: (NEVER, OWN, ANY, ANY),
    Act.ASSIGN: (NEVER, OWN, ANY, ANY),
    Act.REPLY: (NEVER, ANY, ANY, ANY),
    Act.NOTE: (NEVER, ANY, ANY, ANY),
    Act.STATUS: (NEVER, ANY, ANY, ANY),
    Act.RESOLVE: (NEVER, ANY, ANY, ANY),
    Act.CLOSE: (NEVER, OWN, ANY, ANY),
    Act.REOPEN: (NEVER, ANY, ANY, ANY),
    Act.PRIORITY: (NEVER, ANY, ANY, ANY),
    Act.CATEGORY: (NEVER, ANY, ANY, ANY),
    Act.TAG: (NEVER, ANY, ANY, ANY),
    Act.SNOOZE: (NEVER, OWN, ANY, ANY),
    Act.ESCALATE: (NEVER, ANY, ANY, ANY),
    Act.ESCALATION_STOP: (NEVER, NEVER, ANY, ANY),
    Act.MERGE: (NEVER, OWN, ANY, ANY),
    Act.UNMERGE: (NEVER, OWN, ANY, ANY),
    Act.SPLIT: (NEVER, OWN, ANY, ANY),
    Act.SHARE: (NEVER, OWN, ANY, ANY),
    Act.CANNED: (NEVER, ANY, ANY, ANY),
    Act.CANNED_SHARED: (NEVER, NEVER, ANY, ANY),
    Act.OVERRIDE: (NEVER, NEVER, ANY, ANY),
    Act.SETTLE: (NEVER, ANY, ANY, ANY),
    Act.BULK: (NEVER, OWN, ANY, ANY),
    Act.EXPORT: (NEVER, ANY, ANY, ANY),
    Act.EXPORT_NOTES: (NEVER, NEVER, ANY, ANY),
    Act.EXPORT_OTHERS: (NEVER, NEVER, ANY, ANY),
    Act.VIEW_SHARED: (NEVER, NEVER, ANY, ANY),
    Act.SCHEDULE: (NEVER, ANY, ANY, ANY),
    Act.SCHEDULE_CHANGE: (NEVER, NEVER, ANY, ANY),
    Act.TOKEN: (NEVER, NEVER, NEVER, ANY),
    Act.ME: (ANY, ANY, ANY, ANY),
    Act.TEAM: (ANY, ANY, ANY, ANY),
    Act.TEAM_CHANGE: (NEVER, NEVER, NEVER, ANY),
    Act.ABILITIES: (NEVER, NEVER, ANY, ANY),
    Act.ONCALL: (ANY, ANY, ANY, ANY),
    Act.SWAP: (NEVER, ANY, ANY, ANY),
    Act.ROTA: (NEVER, NEVER, ANY, ANY),
    Act.STATS: (NEVER, ANY, ANY, ANY),
    Act.REPORT: (NEVER, ANY, ANY, ANY),
    Act.REPORT_SHARED: (NEVER, NEVER, ANY, ANY),
}
"""In the order of ROLES: reader, agent, lead, admin."""


def right(role: Role, act: Act) -> Right:
    """What the table says."""
    return RIGHTS[act][ROLES.index(role)]


def may(agent: Agent, act: Act, ticket: Ticket | None = None) -> bool:
    """`ticket` None: the act concerns none, or none of anybody else's."""
    allowed = right(agent.role, act)
    if allowed is OWN and ticket is not None and ticket.agent is not None:
        return ticket.agent.id == agent.id
    return allowed is not NEVER


def permit(agent: Agent, act: Act, ticket: Ticket | None = None) -> None:
    """Raises NotYours for a ticket that is somebody else's, else MayNot; both name the least role that may."""
    if may(agent, act, ticket):
        return
    least = next(role for role in ROLES if right(role, act) is ANY)
    if ticket is not None and ticket.agent is not None and right(agent.role, act) is OWN:
        raise NotYours(number=ticket.number, agent=ticket.agent.name, least=least)
    raise MayNot(role=agent.role, least=least)


def check_holder(agent: Agent) -> None:
    """Raises CannotHold for who can't be given tickets."""
    if not may(agent, Act.CLAIM):
        raise CannotHold(agent=agent.name, role=agent.role)
