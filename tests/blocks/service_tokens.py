"""Service tokens in every state, as many as there may be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from blocks import token as view
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import AgentId
from owona_bot.domain.token import MOST, Scope, ServiceToken

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def a_token(text: str = "Auswertung") -> ServiceToken:
    """Used a minute ago."""
    times = (NOW - timedelta(days=9), NOW - timedelta(minutes=1), NOW + timedelta(days=80))
    return ServiceToken(1, text, tuple(Scope), text, AgentId(1), *times)


def posts(text: str, t: Translate) -> Iterator[Post]:
    """The list, and that one is gone."""
    token = a_token(text)
    unused, expired = replace(token, last_used_at=None), replace(token, expires_at=NOW)
    for shown in ([], [token] * MOST, [unused, expired, replace(token, maker=None)]):
        yield view.listed(shown, NOW, t)
    yield view.revoked(token, t)


def forms(t: Translate) -> Iterator[View]:
    """The form, and what takes its place."""
    yield view.form(t)
    yield view.made("owona_" + "W" * 43, t)
