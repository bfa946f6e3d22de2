"""Finds tickets by what is said in them: what fits exactly first, then the latest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import asyncpg

from owona_bot.database import lists
from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.lists_where import where_of
from owona_bot.domain.filter_tree import Filter, Term, Text, View
from owona_bot.domain.filter_words import fold
from owona_bot.domain.hit import Found, Further, Hit, Place, Snippet, snippet
from owona_bot.domain.page import Page

NUMBER = re.compile(r"#?(\d{1,9})", re.ASCII)
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")

BY_NUMBER = "select ticket_id from owona_bot.ticket_state where number = $1"

TEXTS = """
    select t.id, t.title, left(t.description, 20000) as description, m.id as message_id, m.message, n.text as note
    from public.support_tickets t
    left join lateral (
        select id, left(message, 20000) as message from public.support_ticket_messages
        where ticket_id = t.id and message <> t.description and lower(message) like any($2::text[])
        order by created_at desc, id desc limit 1) m on true
    left join lateral (
        select text from (
            select distinct on (channel, ts) text, act, created_at from owona_bot.notes
            where ticket_id = t.id order by channel, ts, created_at desc, version desc) latest
        where act <> 'deleted' and lower(text) like any($2::text[])
        order by created_at desc limit 1) n on true
    where t.id = any($1::uuid[])"""

UNSURE = re.compile("[aouäöü%_\\\\]")
"""Letters that stems have without their dots, and what LIKE would take for something else."""


async def find(raw: Raw, asked: Filter, view: View, after: Further | None, limit: int) -> Found:
    """The next `limit` hits behind `after`. A word that occurs nowhere stands for those nearest to it."""
    where = await where_of(raw, asked, view)
    exact, rest = await _parted(raw, asked, view, where)
    first = Page((), None)
    if exact is not None and (after is None or after.exact):
        first = await lists.page(raw, exact, asked.sort, after.cursor if after else None, limit)
    others = Page((), None)
    if first.after is None and len(first.tickets) < limit:
        behind = after.cursor if after and not after.exact else None
        others = await lists.page(raw, rest, asked.sort, behind, limit - len(first.tickets))
    hits = await _hits(raw, [*first.tickets, *others.tickets], where)
    return Found(hits, len(first.tickets), _instead(where), _after(first, others, limit))


def _after(first: Page, others: Page, limit: int) -> Further | None:
    if first.after is not None:
        return Further(exact=True, cursor=first.after)
    if others.after is not None:
        return Further(exact=False, cursor=others.after)
    return Further(exact=False, cursor=None) if len(first.tickets) == limit else None


async def _parted(raw: Raw, asked: Filter, view: View, where: Where) -> tuple[Where | None, Where]:
    """What fits exactly, if something can, and the others."""
    texts = [term for term in asked.terms if isinstance(term.condition, Text) and not term.negated]
    if len(texts) != 1 or not isinstance(text := texts[0].condition, Text):
        return None, where
    number, address = NUMBER.fullmatch(text.text), ADDRESS.fullmatch(text.text)
    if not number and not address:
        return None, where
    exact = await where_of(raw, _without(asked, texts[0]), view)
    if number:
        ticket: UUID | None = await raw.fetchval(BY_NUMBER, int(number[1]))
        conditions = [f"s.ticket_id = {one.bind(ticket, 'uuid')}" for one in (exact, where)]
    else:
        facets = [f"r:{fold(text.text)}"]
        conditions = [f"s.facets && {one.bind(facets, 'text[]')}" for one in (exact, where)]
    exact.add(conditions[0], 0.0)
    where.add(f"coalesce({conditions[1]}, false)", 0.0, negated=True)
    return exact, where


def _without(asked: Filter, term: Term) -> Filter:
    return replace(asked, terms=tuple(one for one in asked.terms if one is not term))


def _instead(where: Where) -> Mapping[str, tuple[str, ...]]:
    return {piece.typed: piece.instead for said in where.said for piece in said.pieces if piece.instead}


async def _hits(raw: Raw, tickets: Sequence[UUID], where: Where) -> tuple[Hit, ...]:
    beginnings = [one for said in where.said for one in said.beginnings]
    rows = await raw.fetch(TEXTS, tickets, [pattern(one) for one in beginnings])
    snippets = {row["id"]: _best(row, beginnings) for row in rows}
    return tuple(Hit(ticket, snippets[ticket]) for ticket in tickets if ticket in snippets)


def pattern(beginning: str) -> str:
    """For LIKE: finds too much rather than too little."""
    return f"%{UNSURE.sub('_', beginning).replace('ss', '%').removesuffix('i')}%"


def _best(row: asyncpg.Record, beginnings: Sequence[str]) -> Snippet:
    """The text with most of the words, of equal ones the latest; the description where they stand in none."""
    texts = (
        (Place.MESSAGE, row["message"], row["message_id"]),
        (Place.NOTE, row["note"], None),
        (Place.DESCRIPTION, row["description"], None),
        (Place.TITLE, row["title"], None),
    )
    found = [snippet(place, text, beginnings, of) for place, text, of in texts if text]
    best = max(found, key=lambda one: one.hits, default=None)
    return best if best and best.hits else snippet(Place.DESCRIPTION, row["description"], ())
