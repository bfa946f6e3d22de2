"""Which key of the catalogue says which value; literal, so that a missing text is found by a test."""

from owona_bot.domain.alert import Over, Tone
from owona_bot.domain.calendar_wall import Why as Reason
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.escalation import Skipped, Tier, Why
from owona_bot.domain.guard import Found
from owona_bot.domain.on_call import Lack, Length
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.domain.verbs import Verb

STATUS: dict[str, str] = {
    Status.NEW: "status.new",
    Status.INVESTIGATING: "status.investigating",
    Status.WAITING_CUSTOMER: "status.waiting_customer",
    Status.RESOLVED: "status.resolved",
    Status.CLOSED: "status.closed",
}

PRIORITY: dict[str, str] = {
    Priority.LOW: "priority.low",
    Priority.NORMAL: "priority.normal",
    Priority.HIGH: "priority.high",
    Priority.URGENT: "priority.urgent",
}

MARKS: dict[str, str] = {Priority.HIGH: "🟠 ", Priority.URGENT: "🔴 "}
"""What must be seen from across the channel; the others are quiet."""

CATEGORY: dict[str, str] = {
    Category.BUG: "category.bug",
    Category.BILLING: "category.billing",
    Category.INTEGRATION: "category.integration",
    Category.UX: "category.ux",
    Category.OTHER: "category.other",
}

REACTION: dict[str, str] = {
    Reaction.CARD: "reaction.card",
    Reaction.THREAD: "reaction.thread",
    Reaction.OPERATIONS: "reaction.operations",
    Reaction.TELL_ADMIN: "reaction.tell_admin",
    Reaction.LETTER: "reaction.letter",
    Reaction.FILE: "reaction.file",
    Reaction.READ_MAIL: "reaction.read_mail",
    Reaction.COPY: "reaction.copy",
    Reaction.GO_ON: "reaction.go_on",
    Reaction.MOVE_CARD: "reaction.move_card",
    Reaction.IMPORT_THREAD: "reaction.import_thread",
    Reaction.ORIGIN: "reaction.origin",
    Reaction.ENROL: "reaction.enrol",
    Reaction.HOME: "reaction.home",
    Reaction.SWAP: "reaction.swap",
    Reaction.SHIFT: "reaction.shift",
    Reaction.SHARES: "reaction.shares",
    Reaction.BULK: "reaction.bulk",
    Reaction.EXPORT: "reaction.export",
    Reaction.REPORT: "reaction.report",
    Reaction.REPLY_LINE: "reaction.reply_line",
    Reaction.SEND_HELD: "reaction.send_held",
    Reaction.ASK_RELEASE: "reaction.ask_release",
    Reaction.ESCALATION: "reaction.escalation",
    Reaction.ESCALATION_MAIL: "reaction.escalation_mail",
    Reaction.LINK_MAIL: "reaction.link_mail",
    Reaction.SLA_ALERT: "reaction.sla_alert",
    Reaction.SLA_SETTLE: "reaction.sla_settle",
    Reaction.SLA_MAIL: "reaction.sla_mail",
    Reaction.NOTICE: "reaction.notice",
    Reaction.ASSIGN_LEAD: "reaction.assign_lead",
}

METRIC: dict[str, str] = {
    "first_response": "metric.first_response",
    "next_response": "metric.next_response",
    "resolution": "metric.resolution",
}
"""What was promised."""

WHY: dict[Reason, str] = {
    Reason.HOURS: "why.hours",
    Reason.CLOSED: "why.closed",
    Reason.HOLIDAY: "why.holiday",
    Reason.HALF_DAY: "why.half_day",
    Reason.CLOSURE: "why.closure",
    Reason.WAITING_CUSTOMER: "why.waiting_customer",
    Reason.SNOOZED: "why.snoozed",
    Reason.RESOLVED: "why.resolved",
    Reason.PAUSED: "why.paused",
    Reason.NO_TARGET: "why.no_target",
}
"""Reason a clock's time counts, which only hours do, or not."""

TONE: dict[Tone, str] = {Tone.CALM: "", Tone.RISK: "⏳ ", Tone.LATE: "❗ "}
"""How a deadline is marked; one that does not press is not."""

FELL_DUE: dict[Tone, str] = {Tone.CALM: "alert.due", Tone.RISK: "alert.due", Tone.LATE: "alert.overdue"}

ON_CARD: dict[Tone, str] = {Tone.CALM: "card.due", Tone.RISK: "card.due", Tone.LATE: "card.overdue"}

OVER: dict[Over, str] = {
    Over.GONE: "over.gone",
    Over.MERGED: "over.merged",
    Over.DONE: "over.done",
    Over.ANSWERED: "over.answered",
    Over.BEYOND: "over.beyond",
    Over.VOID: "over.void",
    Over.PAUSED: "over.paused",
    Over.MUTED: "over.muted",
}

TIER: dict[Tier, str] = {
    Tier.TIER2: "tier.tier2",
    Tier.LEAD: "tier.lead",
    Tier.ON_CALL: "tier.on_call",
}
"""Whom an escalation asks."""

STOPPED: dict[Why, str] = {
    Why.ANSWERED: "stopped.answered",
    Why.DONE: "stopped.done",
    Why.MERGED: "stopped.merged",
    Why.DELETED: "stopped.deleted",
    Why.BY_HAND: "stopped.by_hand",
    Why.ANOTHER: "stopped.another",
}

SKIPPED: dict[Skipped, str] = {
    Skipped.LEFT: "skipped.left",
    Skipped.READER: "skipped.reader",
    Skipped.NOBODY: "skipped.nobody",
}
"""Why nothing came of a chain's step."""

FOUND: dict[str, str] = {
    Found.TOKEN: "guard.token",
    Found.PRIVATE_KEY: "guard.private_key",
    Found.PASSWORD: "guard.password",
    Found.PRIVATE_ADDRESS: "guard.private_address",
    Found.OTHER_CUSTOMER: "guard.other_customer",
    Found.SLACK_MENTION: "guard.slack_mention",
}

ROLE: dict[str, str] = {
    "reader": "role.reader",
    "agent": "role.agent",
    "lead": "role.lead",
    "admin": "role.admin",
}

LENGTH: dict[Length, str] = {Length.DAY: "rota.day", Length.WEEK: "rota.week"}

WEEKDAY: dict[int, str] = {
    0: "weekday.monday",
    1: "weekday.tuesday",
    2: "weekday.wednesday",
    3: "weekday.thursday",
    4: "weekday.friday",
    5: "weekday.saturday",
    6: "weekday.sunday",
}

LACK: dict[Lack, str] = {
    Lack.NOBODY: "lack.nobody",
    Lack.GONE: "lack.gone",
    Lack.READER: "lack.reader",
    Lack.AWAY: "lack.away",
}

MENU: dict[Verb, str] = {
    Verb.RESOLVE: "button.resolve",
    Verb.ASSIGN: "menu.assign",
    Verb.RELEASE: "button.release",
    Verb.STATUS: "menu.status",
    Verb.PRIORITY: "menu.priority",
    Verb.CATEGORY: "menu.category",
    Verb.TAG: "menu.tag",
    Verb.SNOOZE: "menu.snooze",
    Verb.NOTE: "menu.note",
    Verb.SLA: "menu.sla",
    Verb.WHY: "menu.why",
    Verb.MERGE: "menu.merge",
    Verb.SPLIT: "menu.split",
    Verb.CLOSE: "menu.close",
    Verb.REOPEN: "menu.reopen",
    Verb.UNMERGE: "menu.unmerge",
}
"""Of a card, in its order."""

HELP: dict[Verb, str] = {
    Verb.NEW: "help.new",
    Verb.SHOW: "help.show",
    Verb.LIST: "help.list",
    Verb.FIND: "help.find",
    Verb.CLAIM: "help.claim",
    Verb.RELEASE: "help.release",
    Verb.ASSIGN: "help.assign",
    Verb.REPLY: "help.reply",
    Verb.NOTE: "help.note",
    Verb.STATUS: "help.status",
    Verb.RESOLVE: "help.resolve",
    Verb.CLOSE: "help.close",
    Verb.REOPEN: "help.reopen",
    Verb.PRIORITY: "help.priority",
    Verb.CATEGORY: "help.category",
    Verb.TAG: "help.tag",
    Verb.ESCALATE: "help.escalate",
    Verb.SNOOZE: "help.snooze",
    Verb.SLA: "help.sla",
    Verb.WHY: "help.why",
    Verb.MERGE: "help.merge",
    Verb.UNMERGE: "help.unmerge",
    Verb.SPLIT: "help.split",
    Verb.SHARE: "help.share",
    Verb.CANNED: "help.canned",
    Verb.EXPORT: "help.export",
    Verb.SCHEDULE: "help.schedule",
    Verb.STATS: "help.stats",
    Verb.REPORT: "help.report",
    Verb.TOKEN: "help.token",
    Verb.ME: "help.me",
    Verb.TEAM: "help.team",
    Verb.ONCALL: "help.oncall",
    Verb.HELP: "help.help",
}
