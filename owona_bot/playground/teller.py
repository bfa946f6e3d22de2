"""Who tells a story of the desk: what a person would see, waited for, and said aloud."""

from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid

import typer

from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.mailbox import Mail
from owona_bot.playground.stage import DidNotHappen, Stage, until
from owona_bot.playground.wire import Json

CHANNEL = "tickets"

MAJA = "maja@example.net"


class Teller:
    """Looks where a person would look."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.slack: Playground = stage.playground

    async def card(self, number: int = 1001) -> Json:
        """The card of a ticket, as it stands in the channel."""
        return await until(lambda: self._card(lambda text: text.startswith(f"#{number} ")), f"a card of #{number}")

    async def card_says(self, *words: str, number: int = 1001) -> Json:
        """Once all of `words` stand on the card."""

        def says(text: str) -> bool:
            return text.startswith(f"#{number} ") and all(word in text for word in words)

        return await until(lambda: self._card(says), f"the card of #{number} says {', '.join(words)}")

    async def _card(self, says: Callable[[str], bool]) -> Json | None:
        return next((m for m in await self.slack.messages(CHANNEL) if says(text_of(m))), None)

    async def thread_says(self, words: str, number: int = 1001) -> None:
        """Once a line beneath the card has `words`."""

        async def line() -> bool:
            return words in await self.thread_text(number)

        await until(line, f"the thread says: {words}")

    async def thread_text(self, number: int) -> str:
        """All that stands beneath a card, without its styles."""
        card = await self.card(number)
        lines = (await self.slack.thread(CHANNEL, card["ts"]))[1:]
        return "\n".join(text_of(line) for line in lines).replace("*", "")

    async def letter(self, count: int) -> EmailMessage:
        """The newest of Maja's letters, once there are so many."""

        async def there() -> list[Mail] | None:
            mails = await self.slack.mails(MAJA)
            return mails if len(mails) >= count else None

        return read((await until(there, f"letter {count} for Maja"))[-1].raw)

    async def line(self, words: str, number: int) -> Json:
        """Once a line beneath the card has `words`."""

        async def there() -> Json | None:
            card = await self.card(number)
            lines = (await self.slack.thread(CHANNEL, card["ts"]))[1:]
            return next((one for one in lines if words in text_of(one).replace("*", "")), None)

        return await until(there, f"a line of #{number} says: {words}")

    async def until_told(self, user: str, line: str, words: str) -> str:
        """Once the answer has `words`."""

        async def told() -> str | None:
            answer = await self.slack.command(user, CHANNEL, line)
            return answer.text if words in answer.text else None

        return await until(told, f"{line} answers {words}")

    async def said_in(self, channel: str, words: str) -> Json:
        """The newest message there that has them."""

        async def there() -> Json | None:
            found = await self.all_in(channel, words)
            return found[-1] if found else None

        return await until(there, f"#{channel} says {words}")

    async def all_in(self, channel: str, words: str) -> list[Json]:
        """In the order in which they came."""
        return [message for message in await self.slack.messages(channel) if words in text_of(message)]

    async def number_of(self, ticket: object) -> int:
        """As everybody calls it."""
        async with self.stage.site.pool.acquire() as connection:
            number: int = await connection.fetchval(
                "select number from owona_bot.ticket_state where ticket_id = $1", ticket
            )
        return number

    # what is told

    def chapter(self, title: str) -> None:
        """A heading."""
        typer.secho(f"\n── {title}", bold=True)

    def show(self, where: str, message: Json) -> None:
        """A message as text, framed."""
        self.told(where, text_of(message))

    async def show_thread(self, number: int = 1001) -> None:
        """What stands beneath the card."""
        card = await self.card(number)
        for reply in (await self.slack.thread(CHANNEL, card["ts"]))[1:]:
            self.told("  ↳", text_of(reply))

    def told(self, where: str, text: str) -> None:
        """One voice."""
        first, *rest = text.split("\n")
        typer.echo("\n".join([f"   {where}: {first}", *(f"   {' ' * len(where)}  {line}" for line in rest)]))

    def expect(self, so: bool, what: str) -> None:
        """Raises DidNotHappen."""
        if not so:
            raise DidNotHappen(f"it is not so that {what}")
        typer.secho(f"   ✓ {what}", fg="green")


def a_mail(
    to: str, subject: str, text: str, answers: str | None = None, files: Mapping[str, bytes] = {}
) -> EmailMessage:
    """As Maja's program writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Maja Muster <{MAJA}>", to, subject
    mail["Message-ID"] = make_msgid(domain="example.net")
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    for name, content in files.items():
        mail.add_attachment(content, maintype="text", subtype="plain", filename=name)
    return mail


def read(raw: bytes) -> EmailMessage:
    """A letter as it arrived."""
    return message_from_bytes(raw, policy=default)


def text_in(letter: EmailMessage) -> str:
    """Its subject and its text part."""
    body = letter.get_body(("plain",))
    return f"{letter['Subject']}\n{body.get_content() if body else ''}".strip()
