"""Service tokens: what a program shows at the doors on HTTP, and what it may do with it."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from owona_bot.domain.people import AgentId
from owona_bot.domain.text import is_blank, shortened, visible
from owona_bot.domain.token_errors import (
    TokenDaysWrong,
    TokenLacksScope,
    TokenNameMissing,
    TokenNameTooLong,
    TokenScopeMissing,
    TooManyTokens,
    UnknownTokenWord,
)

NAME, SCOPES, DAYS = "name", "scopes", "days"
"""The fields that a refusal names."""

NAME_LIMIT = 60
"""Characters."""

USUAL, LONGEST = 90, 365
"""Days of life."""

MOST = 20
"""That were not revoked; those that expired count until somebody takes them away."""

BITS = 256
"""Random ones of each."""

SECRET = re.compile(r"owona_[A-Za-z0-9_-]{43}", re.ASCII)

SHOWN = 40
"""Characters of a word that a refusal repeats."""


class Scope(StrEnum):
    """What it opens; the value is how programs and the table name it."""

    EXPORT = "export"
    """Tickets with what customers can read, and the desk's figures."""

    EXPORT_NOTES = "export:notes"
    """The team's internal notes besides."""


NEEDS: dict[Scope, tuple[Scope, ...]] = {Scope.EXPORT: (), Scope.EXPORT_NOTES: (Scope.EXPORT,)}
"""Which go without saying where one is given."""


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """One that was made, without its secret; `maker` None: it works no more, for its maker is no admin now."""

    id: int
    name: str
    scopes: tuple[Scope, ...]
    made_by: str
    maker: AgentId | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime

    @property
    def actor(self) -> str:
        """As written into events: `token:7`."""
        return f"token:{self.id}"


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that is to be made."""

    name: str
    scopes: tuple[Scope, ...]
    life: timedelta


@dataclass(frozen=True, slots=True)
class Asked:
    """What follows the verb: nothing shows all."""

    new: bool = False
    revoked: int | None = None


def asked_in(words: str) -> Asked:
    """`new` or `revoke 7`. Raises UnknownTokenWord."""
    match words.casefold().split():
        case []:
            return Asked()
        case ["new" | "neu"]:
            return Asked(new=True)
        case ["revoke" | "widerrufe" | "widerrufen", id_] if re.fullmatch(r"[0-9]{1,9}", id_, re.ASCII):
            return Asked(revoked=int(id_))
    raise UnknownTokenWord(word=shortened(words, SHOWN))


def wish_of(name: str, scopes: Collection[str], days: str) -> Wish:
    """From a form. Raises the FieldError of the first field that can't stay as it is."""
    named = " ".join(visible(name).split())
    if is_blank(named):
        raise TokenNameMissing(NAME)
    if len(named) > NAME_LIMIT:
        raise TokenNameTooLong(NAME, limit=NAME_LIMIT)
    given = [Scope(scope) for scope in scopes if scope in {known.value for known in Scope}]
    if not given:
        raise TokenScopeMissing(SCOPES)
    if not re.fullmatch(r"[0-9]{1,4}", days.strip(), re.ASCII) or not 1 <= int(days) <= LONGEST:
        raise TokenDaysWrong(DAYS, longest=LONGEST)
    wanted = {each for scope in given for each in (scope, *NEEDS[scope])}
    return Wish(named, tuple(scope for scope in Scope if scope in wanted), timedelta(days=int(days)))


def check_room(count: int) -> None:
    """Raises TooManyTokens where one more would be too many to keep an eye on."""
    if count >= MOST:
        raise TooManyTokens(most=MOST)


def works(token: ServiceToken, now: datetime) -> bool:
    """Whether a door takes it; a revoked one is no ServiceToken any more."""
    return token.maker is not None and token.expires_at > now


def demand(token: ServiceToken, scope: Scope) -> None:
    """Raises TokenLacksScope."""
    if scope not in token.scopes:
        raise TokenLacksScope(scope=scope.value)


def written(random: bytes) -> str:
    """`owona_` and so many random bytes: a scanner of secrets knows it by its beginning."""
    return "owona_" + urlsafe_b64encode(random).decode().rstrip("=")


def hash_of(secret: str) -> bytes:
    """SHA-256; it is random enough to need no salt and no slowness."""
    return sha256(secret.encode()).digest()
