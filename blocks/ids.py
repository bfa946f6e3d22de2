"""What Slack hands back when something is pressed or sent; a door listens for each."""

from typing import Final

COMMAND: Final = "/ticket"
TICKETS: Final = "/tickets"
REPORT_COMMAND: Final = "/report"
CLAIM_COMMAND: Final = "/claim"
REPLY_COMMAND: Final = "/reply"
ESCALATE_COMMAND: Final = "/escalate"
EXPORT_COMMAND: Final = "/export"
"""Commands of manifest.yml."""

MENU: Final = "ticket.menu"
SAY: Final = "ticket.say"
"""A menu and a button whose value is what would be typed after `/ticket`."""

CLAIM: Final = "ticket.claim"
RELEASE: Final = "ticket.release"
REPLY: Final = "ticket.reply"
RESOLVE: Final = "ticket.resolve"
ESCALATE: Final = "ticket.escalate"
WHY: Final = "ticket.why"
"""A button's value is the ticket's number."""

ESCALATION_TAKE: Final = "escalation.take"
ESCALATION_STOP: Final = "escalation.stop"
"""A button's value is the ticket's number and the word for what is to be done."""

MUTE_SLA: Final = "sla.mute"
"""A button's value is the ticket's number, the metric and the round."""

RETRY: Final = "delivery.retry"
DISCARD: Final = "delivery.discard"
"""A button's value is the delivery's id."""

RETRY_ALL: Final = "delivery.retry_all"

WHOLE_MAIL: Final = "mail.whole"
"""A button's value is the mail's id in the log."""

NEW_TICKET: Final = "ticket.new"
"""The modal's callback id."""

SWAP_ACCEPT: Final = "swap.accept"
SWAP_DECLINE: Final = "swap.decline"
"""A button's value is the request's number."""

ROTA_FORM: Final = "rota.form"
ROTA_PREVIEW: Final = "rota.preview"
COVER_FORM: Final = "rota.cover"
SWAP_FORM: Final = "swap.form"
"""Callback ids of the forms of who is on call."""

SHARE_ACCEPT: Final = "share.accept"
SHARE_DECLINE: Final = "share.decline"
SHARE_SHOW: Final = "share.show"
SHARE_PAGE: Final = "share.page"
"""A button's value is the proposal's number, and of the last the page that it leads to."""

SHARE_FORM: Final = "share.form"
SHARE_PREVIEW: Final = "share.preview"
"""Callback ids: whose tickets and to whom, and what it would come to."""

ME_FORM: Final = "me.form"
TEAM_FORM: Final = "team.form"
ABILITIES_FORM: Final = "team.abilities"
"""Callback ids of forms of one's own and of the team's."""

MORE: Final = "list.more"
FIRST: Final = "list.first"
VIEW: Final = "list.view"
SAVE_VIEW: Final = "list.save"
"""Beneath a list: a button's value is the list's id."""

BULK: Final = "list.bulk"
BULK_CANCEL: Final = "bulk.cancel"
"""Buttons: the value is the list's id, or the bulk's."""

EXPORT: Final = "list.export"
EXPORT_CANCEL: Final = "export.cancel"
EXPORT_LINK: Final = "export.link"
"""Buttons: the value is the list's id, or the export's."""

EXPORT_FORM: Final = "export.form"
"""The callback id of what is to be in the file."""

BULK_FORM: Final = "bulk.form"
BULK_PREVIEW: Final = "bulk.preview"
"""Callback ids of the forms of an act on many."""

HOME_MINE: Final = "home.mine"
HOME_UNASSIGNED: Final = "home.unassigned"
HOME_WAITING: Final = "home.waiting"
HOME_CHANGED: Final = "home.changed"
HOME_TEAM: Final = "home.team"
"""Tabs of the Home: a button's value is the tab's name."""

HOME_FILTER: Final = "home.filter"
HOME_CLEAR: Final = "home.clear"
HOME_VIEW: Final = "home.view"
HOME_SAVE: Final = "home.save"
"""Its filter: the field, whose block's id has an edition, and what stands beneath it."""

HOME_LATE: Final = "home.late"
HOME_RISK: Final = "home.risk"
"""A button's value is a filter."""

HOME_FIRST: Final = "home.first"
HOME_MORE: Final = "home.more"
"""A button's value is the number of the page that it leads to."""

VIEW_FORM: Final = "view.form"
FORGET_FORM: Final = "view.forget"
"""Callback ids of the forms of saved views."""

SCHEDULE_NOW: Final = "schedule.now"
SCHEDULE_TURN: Final = "schedule.turn"
SCHEDULE_CLOCK: Final = "schedule.clock"
"""Buttons beneath a job of the schedule: each value is what would be typed after the verb."""

SCHEDULE_RUN: Final = "schedule.run"
SCHEDULE_TIME: Final = "schedule.time"
"""Callback ids of the schedule's forms; the memo is the job's name."""

STATS_TODAY: Final = "stats.today"
STATS_WEEK: Final = "stats.week"
STATS_DAYS: Final = "stats.days"
STATS_MONTH: Final = "stats.month"
"""Buttons beneath the desk's figures: each value is what would be typed after the verb, another period of the same."""

TOKEN_NEW: Final = "token.new"  # noqa: S105 - the name of a control
TOKEN_REVOKE: Final = "token.revoke"  # noqa: S105 - the name of a control
"""Buttons of the list of service tokens: each value is what would be typed after the verb."""

TOKEN_FORM: Final = "token.form"  # noqa: S105 - the name of a form
"""The modal's callback id."""

REPORT_PDF: Final = "report.pdf"
"""A button's value is the report's id."""

REPORT_PLAN: Final = "report.plan"
REPORT_TURN: Final = "report.turn"
REPORT_NOW: Final = "report.now"
REPORT_DELETE: Final = "report.delete"
"""Buttons beneath a report and beneath those that are scheduled: each value is what would be typed after the verb."""

REPORT_FORM: Final = "report.form"
REPORT_SCHEDULE: Final = "report.schedule"
"""Callback ids: a report now, and one again and again."""

NOTICE: Final = "notice"
"""The callback id of a modal that only says something."""

REPLY_FORM: Final = "reply.form"
REPLY_PREVIEW: Final = "reply.preview"
"""Callback ids of the two modals of a reply."""

UNDO: Final = "reply.undo"
CONTINUE: Final = "reply.continue"
RELEASE_REPLY: Final = "reply.release"
"""A button's value is the reply's id."""

RELEASE_FORM: Final = "reply.release_form"
"""The callback id of the modal that shows what would be released."""

CANNED_PICK: Final = "canned.pick"
CANNED_OPEN: Final = "canned.open"
CANNED_NEW: Final = "canned.new"
CANNED_DELETE: Final = "canned.delete"
"""Action ids of the select in the reply's form, and of the list; a delete button's value is the canned reply's id."""

CANNED_FORM: Final = "canned.form"
"""The modal's callback id."""

REPLY_FROM_MESSAGE: Final = "reply.from_message"
"""The message shortcut's callback id."""

ASSIGN_FORM: Final = "assign.form"
STATUS_FORM: Final = "status.form"
PRIORITY_FORM: Final = "priority.form"
CATEGORY_FORM: Final = "category.form"
TAG_FORM: Final = "tag.form"
SNOOZE_FORM: Final = "snooze.form"
ESCALATE_FORM: Final = "escalate.form"
MERGE_FORM: Final = "merge.form"
MERGE_CONFIRM: Final = "merge.confirm"
SPLIT_FORM: Final = "split.form"
"""Callback ids of the small forms that ask for the words that a verb lacks."""

MAKE_FROM_MESSAGE: Final = "from_message.make"
ADD_FROM_MESSAGE: Final = "from_message.add"
NEW_FROM_ANYWHERE: Final = "new.from_anywhere"
"""Callback ids of shortcuts: two of a message, one of Slack's own menu."""

TICKET_FROM_MESSAGE: Final = "from_message.ticket"
ATTACH_MESSAGE: Final = "from_message.attach"
"""Callback ids of the forms that the first two open."""

NUMBER: Final = "number"
"""The block id of the field for a ticket's number."""

TITLE: Final = "title"
DESCRIPTION: Final = "description"
CATEGORY: Final = "category"
PRIORITY: Final = "priority"
REQUESTER: Final = "requester"
"""The modal's block ids are the names that a FieldError of the draft carries."""

TEXT: Final = "text"
STATUS: Final = "status"
INTERNAL: Final = "internal"
FILES: Final = "files"
QUICK_REPLIES: Final = "quick_replies"
KEPT: Final = "kept"
CANNED: Final = "canned"
ACT: Final = "act"
WORDS: Final = "words"
SCOPE: Final = "scope"
NAME: Final = "name"
BODY: Final = "body"
SHARED: Final = "shared"
"""Block ids of the reply's modal, the same way."""

AGENT: Final = "agent"
TIER: Final = "tier"
REASON: Final = "reason"
CHAIN: Final = "chain"
RAISES: Final = "raises"
TAGS: Final = "tags"
FOR_ANSWER: Final = "for_answer"
AWAKE: Final = "awake"
TARGET: Final = "target"
MESSAGES: Final = "messages"
"""Block ids of the small forms; the others are named above."""

TURNS: Final = "turns"
LENGTH: Final = "length"
WEEKDAY: Final = "weekday"
AT: Final = "at"
ZONE: Final = "zone"
BEGINS: Final = "begins"
ENDS: Final = "ends"
SHIFT: Final = "shift"
"""Block ids of the forms of who is on call; `person` is among those below."""

SCOPES: Final = "scopes"
DAYS: Final = "days"
"""Block ids of the form of a service token; the others are named above."""

KIND: Final = "kind"
FILTER: Final = "filter"
SINCE: Final = "since"
WHAT: Final = "what"
WITH: Final = "with"
COLUMNS: Final = "columns"
CHANNEL: Final = "channel"
PEOPLE: Final = "people"
MAILS: Final = "mails"
PDF: Final = "pdf"
DAY: Final = "day"
RHYTHM: Final = "rhythm"
"""Block ids of the forms of exports and reports; `at`, `cron` and `language` are among the others."""

CRON: Final = "cron"
"""The block id of the field for a time."""

PRESENCE: Final = "presence"
SUBSTITUTE: Final = "substitute"
SKILLS: Final = "skills"
OTHERS: Final = "others"
LANGUAGES: Final = "languages"
CAP: Final = "cap"
HOURS: Final = "hours"
UNTIL: Final = "until"
LANGUAGE: Final = "language"
NOTICES: Final = "notices"
PERSON: Final = "person"
ROLE: Final = "role"
"""Block ids of those forms."""

VALUE: Final = "value"
"""The action id of each of the modal's elements."""
