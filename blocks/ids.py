"""What Slack hands back when something is pressed or sent; a door listens for each."""

from typing import Final

COMMAND: Final = "/ticket"
TICKETS: Final = "/tickets"
CLAIM_COMMAND: Final = "/claim"
REPLY_COMMAND: Final = "/reply"
"""Commands of manifest.yml."""

MENU: Final = "ticket.menu"
SAY: Final = "ticket.say"
"""A menu and a button whose value is what would be typed after `/ticket`."""

CLAIM: Final = "ticket.claim"
RELEASE: Final = "ticket.release"
REPLY: Final = "ticket.reply"
RESOLVE: Final = "ticket.resolve"
"""A button's value is the ticket's number."""

RETRY: Final = "delivery.retry"
DISCARD: Final = "delivery.discard"
"""A button's value is the delivery's id."""

RETRY_ALL: Final = "delivery.retry_all"

WHOLE_MAIL: Final = "mail.whole"
"""A button's value is the mail's id in the log."""

NEW_TICKET: Final = "ticket.new"
"""The modal's callback id."""

NOTICE: Final = "notice"
"""The callback id of a modal that only says something."""

REPLY_FORM: Final = "reply.form"
REPLY_PREVIEW: Final = "reply.preview"
"""Callback ids of the two modals of a reply."""

REPLY_FROM_MESSAGE: Final = "reply.from_message"
"""The message shortcut's callback id."""

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
"""Block ids of the reply's modal, the same way."""

VALUE: Final = "value"
"""The action id of each of the modal's elements."""
