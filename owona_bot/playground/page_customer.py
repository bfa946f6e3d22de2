"""The right pane: the customer at the web site and at their mailbox."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import aiosmtplib
from aiohttp import web

from owona_bot.playground import page_letters as letters
from owona_bot.playground import page_sql as sql
from owona_bot.playground.mailbox import Mail, MailFault, write_mail
from owona_bot.playground.page_outside import Outside
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.site import Refused, SeenTicket
from owona_bot.playground.wire import Json

Act = Callable[[Json], Awaitable[Json]]
T = TypeVar("T")


class Customer:
    """Every act names its `customer`, an account's id or a mail's address."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.table: dict[str, Act] = {
            "customers": self.customers,
            "sign_up": self.sign_up,
            "tickets": self.tickets,
            "open_ticket": self.open_ticket,
            "answer": self.answer,
            "mails": self.mails,
            "mail": self.mail,
            "write": self.write,
            "mail_fault": self.mail_fault,
        }

    async def customers(self, _told: Json) -> Json:
        """Everybody with an account but the one that owns what nobody does."""
        return {"items": await self.outside.fetch(sql.ACCOUNTS, self.outside.world.system_user)}

    async def sign_up(self, told: Json) -> Json:
        site, email = await self.outside.site(), str(told["email"]).strip()
        if "@" not in email:
            raise CannotDo("that is no address")
        return {"id": await at_site(site.sign_up(email, told.get("name") or None, told.get("language", "de")))}

    async def tickets(self, told: Json) -> Json:
        """What row security lets them read, without the internal lines, as the site shows it."""
        site, user = await self.outside.site(), UUID(told["customer"])
        found = await at_site(site.my_tickets(user))
        about = {row["id"]: row for row in await self.outside.fetch(sql.TICKET_TIMES, user)}
        times = {row["id"]: row["created_at"] for row in await self.outside.fetch(sql.MESSAGE_TIMES, user)}
        return {"items": [ticket_told(ticket, about.get(ticket.id, {}), times) for ticket in found]}

    async def open_ticket(self, told: Json) -> Json:
        site = await self.outside.site()
        title, text = str(told["title"]).strip(), str(told["text"]).strip()
        made = site.create_ticket(UUID(told["customer"]), title, text, told["category"], told.get("language", "de"))
        return {"id": await at_site(made)}

    async def answer(self, told: Json) -> Json:
        site = await self.outside.site()
        text = str(told["text"]).strip()
        return {"id": await at_site(site.reply(UUID(told["customer"]), UUID(told["ticket"]), text))}

    async def mails(self, told: Json) -> Json:
        """Newest first; all of them without an address."""
        found = [
            letters.line(number, mail)
            for number, mail in enumerate(self.outside.mailbox.mails)
            if not told.get("address") or told["address"].lower() in map(str.lower, mail.recipients)
        ]
        return {"items": found[::-1]}

    async def mail(self, told: Json) -> Json:
        return letters.whole(int(told["number"]), self._mail(int(told["number"])))

    def _mail(self, number: int) -> Mail:
        if not 0 <= number < len(self.outside.mailbox.mails):
            raise CannotDo("there is no such mail")
        return self.outside.mailbox.mails[number]

    async def write(self, told: Json) -> Json:
        """Handed to the desk as the provider's server would hand it."""
        if self.outside.world.desk is None:
            raise CannotDo("this desk takes no mail")
        to = str(told.get("to") or self.outside.world.address)
        draft = letters.Draft(
            told["sender"], to, told["subject"], told["text"], told.get("answers", ""), told.get("files") or ()
        )
        try:
            raw = letters.raw_mail(draft)
            word = await write_mail(self.outside.world.desk, draft.sender, [bare(to)], raw)
        except (aiosmtplib.SMTPException, OSError, UnicodeError) as why:
            raise CannotDo(f"the mail was not taken: {why}") from why
        return {"word": word}

    async def mail_fault(self, told: Json) -> Json:
        """`kind` None takes all faults away."""
        self.outside.mailbox.faults.clear()
        if told["kind"] is not None:
            self.outside.mailbox.arm(MailFault(told["verb"], told["kind"], told.get("times")))
        return {}

    async def letter(self, request: web.Request) -> web.Response:
        """The HTML of a mail, for a sandboxed frame and nothing else."""
        try:
            message = letters.parsed(self._mail(int(request.match_info["number"])))
        except CannotDo as why:
            return web.Response(status=404, text=str(why))
        headers = {"Content-Security-Policy": letters.LETTER_POLICY}
        html = letters.in_tabs(letters.body(message, "html"))
        return web.Response(text=html, content_type="text/html", headers=headers)


async def at_site(asked: Awaitable[T]) -> T:
    """The site's refusals as ours."""
    try:
        return await asked
    except (Refused, ValueError) as why:
        raise CannotDo(str(why)) from why


def ticket_told(ticket: SeenTicket, about: Mapping[str, Any], times: Mapping[UUID, object]) -> Json:
    return {
        "id": ticket.id,
        "number": about.get("number"),
        "title": ticket.title,
        "status": ticket.status,
        "priority": ticket.priority,
        "created_at": about.get("created_at"),
        "messages": [
            {
                "id": message.id,
                "author": message.author_type,
                "name": message.author_name,
                "text": message.text,
                "at": times.get(message.id),
            }
            for message in ticket.messages
            if not message.internal_only
        ],
    }


def bare(address: str) -> str:
    """`Name <a@b>` or `a@b`."""
    return address.rpartition("<")[2].rstrip(">").strip()
