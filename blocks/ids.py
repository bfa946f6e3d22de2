"""What Slack hands back when something is pressed or sent; a door listens for each."""

from typing import Final

COMMAND: Final = "/ticket"

CLAIM: Final = "ticket.claim"
RELEASE: Final = "ticket.release"
RESOLVE: Final = "ticket.resolve"
"""A button's value is the ticket's number."""

RETRY: Final = "delivery.retry"
DISCARD: Final = "delivery.discard"
"""A button's value is the delivery's id."""

NEW_TICKET: Final = "ticket.new"
"""The modal's callback id."""

TITLE: Final = "title"
DESCRIPTION: Final = "description"
CATEGORY: Final = "category"
PRIORITY: Final = "priority"
REQUESTER: Final = "requester"
"""The modal's block ids are the names that a FieldError of the draft carries."""

VALUE: Final = "value"
"""The action id of each of the modal's elements."""
