"""What must not leave in an answer: secrets, the inside of our network, other customers, Slack's own words."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

from owona_bot.domain.guard_places import is_own, mentions, private_addresses
from owona_bot.domain.guard_secrets import PREFIX, passwords, private_keys, tokens
from owona_bot.domain.guard_text import joined, seen


class Found(StrEnum):
    """A kind of it, as a held answer keeps it."""

    TOKEN = "token"  # noqa: S105 (the kind)
    PRIVATE_KEY = "private_key"
    PASSWORD = "password"  # noqa: S105 (the kind)
    PRIVATE_ADDRESS = "private_address"
    OTHER_CUSTOMER = "other_customer"
    SLACK_MENTION = "slack_mention"


@dataclass(frozen=True, slots=True)
class Finding:
    """`shown` is a few first characters and an ellipsis, fit to be stored and read: never the secret itself."""

    kind: Found
    shown: str


EMAIL = re.compile(r"(?<![\w.%+'-])[\w.%+'-]{1,64}@((?:[^\W_][\w-]{0,62}\.){1,8}[^\W_][\w-]{1,62})")


def findings(text: str, own: frozenset[str], requester: str | None, others: Container[str]) -> tuple[Finding, ...]:
    """Each once. `text` is what the customer will read, not its Markdown.

    `own` are addresses and hosts that may be named, with all below them, in lower case; `requester` is the address
    that the answer goes to, `others` hold those of the other customers among `emails_in`.
    """
    read = seen(text)
    strangers = (
        address for address in emails_in(text) if address in others and not may_be_named(address, own, requester)
    )
    found = {
        Found.TOKEN: tokens(read),
        Found.PRIVATE_KEY: private_keys(read),
        Found.PASSWORD: passwords(read),
        Found.PRIVATE_ADDRESS: private_addresses(read, own),
        Found.OTHER_CUSTOMER: (address[: min(2, len(address) // 4)] for address in strangers),
        Found.SLACK_MENTION: mentions(read),
    }
    return tuple(Finding(kind, shown + "…") for kind, heads in found.items() for shown in once(heads))


def may_be_named(address: str, own: frozenset[str], requester: str | None) -> bool:
    """The reader's own, or one of the house's."""
    return address == (requester or "").lower() or address in own or is_own(address.rpartition("@")[2], own)


def emails_in(text: str) -> tuple[str, ...]:
    """In lower case, each once; also those broken over lines, which makes some that nobody has."""
    read = seen(text)
    both = (read, joined(read, PREFIX))
    return once(found[0].lstrip("'.%-").lower() for one in both for found in EMAIL.finditer(one))


def once(found: Iterable[str]) -> tuple[str, ...]:
    """In their order."""
    return tuple(dict.fromkeys(found))
