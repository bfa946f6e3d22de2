"""A ticket that an agent opens for a customer, checked before it is written."""

import re
from dataclasses import dataclass

from owona_bot.domain.text import visible
from owona_bot.domain.ticket import Category, Priority
from owona_bot.domain.ticket_errors import BadAddress, DescriptionMissing, TitleMissing, TitleTooLong

TITLE_LIMIT = 160
"""Characters; the site's own form allows as many."""

ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""One address of RFC 5321 in its dot-string form, as people type it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new ticket needs; `requester` is the customer's address in lower case."""

    title: str
    description: str
    category: Category
    priority: Priority
    requester: str


def draft(title: str, description: str, category: Category, priority: Priority, requester: str) -> Draft:
    """Raises the FieldError of the first field that can't stay as it is."""
    title, description = " ".join(visible(title).split()), visible(description).strip()
    if not title:
        raise TitleMissing("title")
    if len(title) > TITLE_LIMIT:
        raise TitleTooLong("title", limit=TITLE_LIMIT, length=len(title))
    if not description:
        raise DescriptionMissing("description")
    return Draft(title, description, category, priority, address(requester))


def address(typed: str) -> str:
    """Lower case, bare. Raises BadAddress, also for characters that no letter of ours can be addressed with."""
    bare = typed.strip()
    if not ADDRESS.fullmatch(bare) or not (bare.isascii() and bare.isprintable()) or ".." in bare:
        raise BadAddress("requester", address=typed)
    return bare.lower()
