"""A letter to the customer: written once, then handed to the postman until it is taken or refused for good."""

import secrets
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from jobs.reactions.enclosed import Fetch, fetch_files, files_of
from jobs.reactions.parts import ticket_in
from jobs.reactions.sending import Kept, Outbox, Sending, composed
from jobs.reactions.writing import (
    About,
    Letterhead,
    Post,
    Tokens,
    envelope_of,
    links_of,
    new_tokens,
    written,
)
from owona_bot.database import letters, mail, preferences, resolutions
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.alert import past, policy_of, stage_in
from owona_bot.domain.delivery import Delivery, Later, Outcome, Suppressed
from owona_bot.domain.letter import Promised
from owona_bot.domain.silence import LetterName, Silence, why_not
from owona_bot.domain.sla import Metric
from owona_bot.mail.headers import message_id
from owona_bot.services.sla import clocks_in


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter that is not kept yet."""

    sender: str
    mail_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """Reaction `letter`; its payload's `letter` says which."""

    desk: Desk
    outbox: Outbox | None
    fetch: Fetch

    async def __call__(self, delivery: Delivery) -> Outcome:
        """The bytes lie in the log before the first attempt; each further one sends the same."""
        if self.outbox is None:
            raise Suppressed(Silence.NO_SERVER)
        sending = Sending(self.desk, self.outbox)
        row = await sending.kept(delivery)
        if row is None:
            if "message" in delivery.payload:
                await fetch_files(self.desk.db, message_in(delivery), self.fetch)
            row = await self._write(delivery, self.outbox.head)
        return await sending.end(delivery, row)

    async def _write(self, delivery: Delivery, head: Letterhead) -> Kept:
        """Composed before the transaction that keeps it: a large one takes seconds. Raises Suppressed."""
        async with self.desk.db.raw.acquire() as raw:
            about = await about_of(raw, delivery, self.desk.system_user)
            await self._decide(raw, delivery, about)
            names = await letters.names(raw)
            post = await self._post(raw, delivery, about)
        tokens = new_tokens(head)
        links = links_of(tokens, head)
        envelope = envelope_of(about, head, post, links)
        content = await composed(written(about, names, head, links, self.desk.t(about.language)), envelope)
        return await self._keep(delivery, about, tokens, Composed(head.address, message_id(envelope), content))

    async def _decide(self, raw: Raw, delivery: Delivery, about: About) -> None:
        """Raises Suppressed with the reason why it does not go."""
        case = await letters.case_of(raw, ticket_in(delivery), about.sheet, self.desk.system_user)
        if why := why_not(about.name, case):
            raise Suppressed(why)
        if about.name == "sla_warning":
            await decide_late(raw, delivery, self.desk)
        if about.name == "resolved":
            await decide_resolved(raw, delivery)

    async def _post(self, raw: Raw, delivery: Delivery, about: About) -> Post:
        return Post(
            mail=f"{delivery.id}-{secrets.token_hex(10)}",
            when=self.desk.clock(),
            thread=await mail.thread_of(raw, ticket_in(delivery), about.address),
            files=await files_of(raw, about.said.message) if about.said else (),
        )

    async def _keep(self, delivery: Delivery, about: About, tokens: Tokens, composed: Composed) -> Kept:
        """One at a time of an address, decided again. Raises Suppressed, or Later when it is out of date."""
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            await letters.one_at_a_time(raw, about.address)
            if await about_of(raw, delivery, self.desk.system_user) != about:
                raise Later("what it says changed while it was composed", lane=False)
            await self._decide(raw, delivery, about)
            for purpose, (_, hashed) in tokens.items():
                await preferences.add_token(raw, hashed, purpose, about.address, ticket_in(delivery))
            id_ = await mail.add(raw, row_of(delivery, about, composed), composed.content)
        return Kept(id_, about.address, composed.mail_id, None)


def letter_in(delivery: Delivery) -> LetterName:
    """As the plan wrote it."""
    return cast("LetterName", delivery.payload["letter"])


def message_in(delivery: Delivery) -> UUID:
    """Of an answer."""
    return UUID(str(delivery.payload["message"]))


def resolves(delivery: Delivery) -> bool:
    """Whether the act that brought the answer resolved its ticket."""
    return delivery.payload.get("resolves") is True


async def about_of(raw: Raw, delivery: Delivery, system_user: str | None) -> About:
    """As it is now. Raises Suppressed when the ticket is gone, or an answer is gone or internal."""
    sheet = await letters.sheet(raw, ticket_in(delivery), system_user)
    if sheet is None:
        raise Suppressed(Silence.TICKET_GONE)
    said = await letters.said(raw, message_in(delivery)) if "message" in delivery.payload else None
    if letter_in(delivery) == "answer" and said is None:
        raise Suppressed(Silence.MESSAGE_GONE)
    promised = promise_in(delivery) if letter_in(delivery) == "sla_warning" else None
    return About(letter_in(delivery), sheet, said, (sheet.address or "").lower(), resolves(delivery), promised)


def promise_in(delivery: Delivery) -> Promised:
    """What the customer waits for, by the event of its deadline."""
    return "solution" if stage_in(delivery.event_payload).metric is Metric.RESOLUTION else "answer"


async def decide_resolved(raw: Raw, delivery: Delivery) -> None:
    """Raises Suppressed where several who resolved it would each have a letter of their own."""
    ticket = ticket_in(delivery)
    if await resolutions.is_resolved_again(raw, ticket, delivery.event):
        raise Suppressed(Silence.RESOLVED_AGAIN)
    if await resolutions.was_told(raw, ticket):
        raise Suppressed(Silence.TOLD_RESOLVED)


async def decide_late(raw: Raw, delivery: Delivery, desk: Desk) -> None:
    """Raises Suppressed where the policy writes to no customer, or what was promised has come meanwhile."""
    ticket, stage, now = ticket_in(delivery), stage_in(delivery.event_payload), desk.clock()
    clocks = (await clocks_in(raw, [ticket], desk.sla, now)).get(ticket, ())
    clock = next((one for one in clocks if (one.metric, one.round) == (stage.metric, stage.round)), None)
    if past(clock, stage, now) is not None or clock is None:
        raise Suppressed(Silence.NOT_LATE)
    if not policy_of(clock, stage).mail_customer:
        raise Suppressed(Silence.NOT_PROMISED)


def row_of(delivery: Delivery, about: About, composed: Composed) -> mail.NewMail:
    """For the log."""
    return mail.NewMail(
        direction="out",
        sender=composed.sender,
        recipient=about.address,
        mail_id=composed.mail_id,
        delivery=delivery.id,
        ticket=delivery.ticket,
        message=about.said.message if about.said else None,
        letter=about.name,
    )
