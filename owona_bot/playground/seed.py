"""A believable small desk: twenty tickets of different age and state, written as the web site writes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from owona_bot.playground import seed_words
from owona_bot.playground.client import Playground
from owona_bot.playground.screen import text_of
from owona_bot.playground.seed_sql import (
    BACKDATE_EVENTS,
    BACKDATE_MESSAGES,
    BACKDATE_TICKET,
    BEGIN_YESTERDAY,
    HAS_TICKETS,
)
from owona_bot.playground.site import Site

Status = Literal["new", "investigating", "waiting_customer", "resolved", "closed"]


@dataclass(frozen=True, slots=True)
class Said:
    """One more message: of the customer, or of an agent by name from the portal."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket as it stands now; `age` since it was opened, `agent` an address."""

    who: str
    age: timedelta
    title: str
    text: str
    category: str
    talk: tuple[Said, ...] = ()
    status: Status | None = None
    agent: str | None = None


async def seed(site: Site, now: datetime) -> int:
    """How many tickets were written; none where some are already."""
    async with site.accounts() as connection:
        if await connection.fetchval(HAS_TICKETS):
            return 0
    people = {
        who: await site.sign_up(f"{who}@{domain}", name, language)
        for who, (domain, name, language) in seed_words.CUSTOMERS.items()
    }
    cases = cases_of(seed_words.CASES)
    for case in sorted(cases, key=lambda case: case.age, reverse=True):
        await write(site, people[case.who], case, now)
    async with site.accounts() as connection:
        await connection.execute(BEGIN_YESTERDAY)
    return len(cases)


def cases_of(rows: tuple[seed_words.Row, ...]) -> list[Case]:
    """`rows` hold hours and pairs, so that the words stand alone."""
    return [
        Case(who, timedelta(hours=hours), title, text, category, tuple(Said(*one) for one in talk), status, agent)
        for who, hours, title, text, category, talk, status, agent in rows
    ]


async def write(site: Site, user: UUID, case: Case, now: datetime) -> None:
    """Form, acknowledgement, answers and status in the order of life, then dated back."""
    language = seed_words.CUSTOMERS[case.who][2]
    ticket = await site.create_ticket(user, case.title, case.text, case.category, language)
    for said in case.talk:
        if said.by == "customer":
            await site.reply(user, ticket, said.text)
        else:
            await site.support_message(ticket, said.text, said.by)
    if case.status and case.agent:
        await site.portal_status(ticket, case.status, case.agent)
    async with site.accounts() as connection:
        begun = now - case.age
        await connection.execute(BACKDATE_TICKET, ticket, begun)
        await connection.execute(BACKDATE_MESSAGES, ticket, begun, case.age / 2)
        await connection.execute(BACKDATE_EVENTS, ticket, begun + case.age / 2)


async def settle_in(slack: Playground) -> None:
    """What the team does in Slack once the cards stand there."""
    anna, joins = seed_words.JOINS
    await slack.command(anna, f"U0{anna.upper()}", joins)
    for user, number, label in seed_words.PRESSES:
        card = await card_of(slack, number)
        if card:
            await slack.click(user, "tickets", card, label)
    for user, channel, text, reaction in seed_words.CHATTER:
        ts = await slack.post(user, channel, text)
        if reaction:
            await slack.react(*reaction[:1], channel, ts, reaction[1])
    for user, number, text in seed_words.THREADS:
        card = await card_of(slack, number)
        if card:
            await slack.post(user, "tickets", text, card)


async def say_who_can_what(slack: Playground) -> None:
    """The rest of it is what the operator's file says."""
    for user, line in seed_words.ABILITIES:
        await slack.command(user, f"U0{user.upper()}", line)


async def plan_report(slack: Playground) -> None:
    """One comes each week; of last week it stands there already."""
    user, channel, line, form = seed_words.REPORTS
    await slack.command(user, channel, line)
    await slack.submit(user, form)
    await slack.close(user)
    await slack.command(user, channel, seed_words.REPORT_NOW)


async def card_of(slack: Playground, number: int) -> str | None:
    """The ts of a ticket's card."""
    for message in await slack.messages("tickets"):
        if text_of(message).startswith(f"#{number} "):
            ts: str = message["ts"]
            return ts
    return None
