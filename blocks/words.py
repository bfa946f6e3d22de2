"""Which key of the catalogue says which value; literal, so that a missing text is found by a test."""

from owona_bot.domain.delivery import Reaction
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
    Reaction.LETTER: "reaction.letter",
    Reaction.FILE: "reaction.file",
    Reaction.READ_MAIL: "reaction.read_mail",
}

HELP: dict[Verb, str] = {
    Verb.NEW: "help.new",
    Verb.SHOW: "help.show",
    Verb.CLAIM: "help.claim",
    Verb.RELEASE: "help.release",
    Verb.REPLY: "help.reply",
    Verb.NOTE: "help.note",
    Verb.RESOLVE: "help.resolve",
    Verb.HELP: "help.help",
}
