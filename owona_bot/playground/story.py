"""The story of a day at the desk, played on the whole machinery and told as a transcript.

Each step is looked at where a person would look; the first that differs ends the story with exit code 1.
"""

from email.utils import parseaddr
from pathlib import Path

import typer

from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.day_five import DayFive
from owona_bot.playground.day_four import DayFour
from owona_bot.playground.day_three import DayThree
from owona_bot.playground.day_two import DayTwo
from owona_bot.playground.stage import CONFIG, DESK, SYSTEM_USER, DidNotHappen, a_stage, until
from owona_bot.playground.teller import CHANNEL, MAJA, Teller, a_mail, read, text_in
from owona_bot.playground.wire import Json

PROBLEM = "Seit heute früh kann ich mich nicht anmelden.\nEs erscheint »Fehler 500«. <!channel> *hilft* jemand?"

ANSWER: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Hallo Maja, die "},
                {"type": "text", "text": "Rechnung 4711", "style": {"bold": True}},
                {"type": "text", "text": " finden Sie unter "},
                {"type": "link", "url": "https://whatsapp.owona.de/de/rechnungen", "text": "Rechnungen"},
                {"type": "text", "text": "."},
            ],
        }
    ],
}
"""As Slack's editor makes it."""


async def play(database: str, log: Path) -> int:
    """0 when everything happened as told."""
    try:
        async with a_stage(database, log, OWONA_REPLY__UNDO_SECONDS="8", OWONA_CONFIG=str(CONFIG)) as stage:
            story = Story(stage)
            await story.tell()
            await DayTwo(stage).tell()
            await DayThree(stage).tell()
            await DayFour(stage).tell()
            await DayFive(stage).tell()
            await story.the_ledger_balances()
    except DidNotHappen as difference:
        typer.secho(f"\n✗ {difference}", fg="red", err=True)
        return 1
    typer.secho("\n✓ The story went as told.", fg="green")
    return 0


class Story(Teller):
    """Who does what, and what is seen of it."""

    async def tell(self) -> None:
        """One chapter after the other."""
        await self.a_customer_asks()
        await self.an_agent_claims()
        await self.a_second_one_is_too_late()
        await self.a_guest_is_refused()
        await self.the_customer_adds_something()
        await self.the_agent_resolves()
        await self.an_agent_opens_one_by_hand()
        await self.a_mail_comes_in()
        await self.the_agent_answers()
        await self.the_customer_answers_by_mail()
        await self.the_mail_is_resolved()

    async def a_customer_asks(self) -> None:
        """The web site inserts a row; nobody calls the bot."""
        self.chapter("Lena fills in the form on whatsapp.owona.de")
        await self.stage.site.sign_up(SYSTEM_USER, "System")
        self.lena = await self.stage.site.sign_up("lena@example.com", "Lena Kunde")
        self.ticket = await self.stage.site.create_ticket(self.lena, "Login geht nicht", PROBLEM)
        await self.card_says("#1001 Login geht nicht", "noch niemand")
        await self.thread_says("Lena Kunde (lena@example.com) schreibt:")
        await self.thread_says("Automatisch: Hallo")
        await self.thread_says("Status: In Analyse · Priorität: 🟠 Hoch")
        card = await self.card()
        self.expect(card["active_mentions"] == [], "the customer's <!channel> calls nobody")
        self.show("#tickets", card)
        await self.show_thread()

    async def an_agent_claims(self) -> None:
        """By typing, in German."""
        self.chapter("Anna types: /ticket nimm 1001")
        answer = await self.slack.command("anna", CHANNEL, "/ticket nimm 1001")
        self.told("only Anna sees", answer.text)
        self.expect("#1001 liegt jetzt bei dir" in answer.text, "Anna has it")
        await self.card_says("bei Anna")
        await self.thread_says("Anna hat das Ticket übernommen")
        self.show("#tickets", await self.card())

    async def a_second_one_is_too_late(self) -> None:
        """Ben reads English."""
        self.chapter("Ben types: /ticket claim 1001, then a word that is no verb")
        answer = await self.slack.command("ben", CHANNEL, "/ticket claim 1001")
        self.told("only Ben sees", answer.text)
        self.expect("with Anna already" in answer.text, "Ben is told who has it")
        answer = await self.slack.command("ben", CHANNEL, "/ticket clam 1001")
        self.told("only Ben sees", answer.text)
        self.expect("claim" in answer.text, "the nearest verb is named")

    async def a_guest_is_refused(self) -> None:
        """Not of the team."""
        self.chapter("Greta, a guest, presses a button")
        card = await self.card()
        await self.slack.click("greta", CHANNEL, card["ts"], "Gelöst")
        told = await until(lambda: self.slack.ephemerals("greta"), "Greta is told that she may not")
        self.told("only Greta sees", text_of(told[-1]))
        self.expect("Support-Team" in text_of(told[-1]), "Greta is refused in words")

    async def the_customer_adds_something(self) -> None:
        """Through the site's own reply route, with all its side effects."""
        self.chapter("Lena writes again on the web site")
        await self.stage.site.reply(self.lena, self.ticket, "Jetzt geht es kurz, dann wieder nicht.")
        await self.thread_says("Jetzt geht es kurz, dann wieder nicht.")
        await self.thread_says("Priorität: 🔴 Dringend")
        await self.show_thread()

    async def the_agent_resolves(self) -> None:
        """With the button."""
        self.chapter("Anna presses »Gelöst«")
        card = await self.card()
        answer = await self.slack.click("anna", CHANNEL, card["ts"], "Gelöst")
        self.expect(answer.outcome == "acked", "the press is answered")
        await self.thread_says("Anna hat das Ticket gelöst")
        card = await self.card_says("Gelöst")
        self.show("#tickets", card)
        self.expect("Übernehmen" not in buttons_of(card), "nothing is left to claim")

    async def an_agent_opens_one_by_hand(self) -> None:
        """For somebody who called."""
        self.chapter("Ben types: /ticket new, and fills in the form")
        await self.slack.command("ben", CHANNEL, "/ticket new")
        view = await self.slack.view("ben")
        self.expect(view is not None, "a form opens")
        typed = {
            "Customer's e-mail address": "kaputt",
            "Title": "Invoice 4711",
            "Description": "Called at 10, wants a copy.",
            "Category": "Billing",
            "Priority": "Normal",
        }
        answer = await self.slack.submit("ben", {**typed})
        self.told("the form says", str(answer.errors))
        self.expect(bool(answer.errors), "an address that is none is refused at its field")
        await self.slack.submit("ben", {"Customer's e-mail address": "kai@example.org"})
        await self.card_says("#1002 Invoice 4711", "kai@example.org", number=1002)
        self.show("#tickets", await self.card(1002))

    async def a_mail_comes_in(self) -> None:
        """With a file; the customer is acknowledged without a word of their own."""
        self.chapter("Maja writes to support@owona.de, with a file")
        mail = a_mail(
            DESK, "Rechnung fehlt", "Guten Tag,\n\nmir fehlt die Rechnung 4711.\n\nMaja", files={"a.txt": b"4711"}
        )
        self.told("her server hears", await self.stage.mail_in(MAJA, DESK, mail.as_bytes()))
        await self.card_says("#1003 Rechnung fehlt", MAJA, number=1003)
        await self.thread_says("a.txt", 1003)
        self.show("#tickets", await self.card(1003))
        await self.show_thread(1003)
        letter = await self.letter(1)
        self.told("she reads", text_in(letter))
        self.expect("Rechnung" not in str(letter["Subject"]), "the acknowledgement repeats nothing of hers")

    async def the_agent_answers(self) -> None:
        """Rich text, looked at before it goes."""
        self.chapter("Ben types: /ticket reply 1003, writes, looks, sends")
        await self.slack.command("ben", CHANNEL, "/ticket reply 1003")
        answer = await self.slack.submit("ben", {"Text": ANSWER})
        self.expect(answer.errors == {} and answer.view is not None, "the letter is shown before it goes")
        self.told("he sees", text_of(answer.view or {}))
        await self.slack.submit("ben")
        letter = await self.letter(2)
        self.told("Maja reads", text_in(letter))
        self.expect("Rechnung 4711" in text_in(letter), "the answer is in the letter")
        await self.card_says("Wartet auf Kunde", "bei Ben", number=1003)
        self.answered = letter

    async def the_customer_answers_by_mail(self) -> None:
        """To the letter's own Reply-To, with all of it quoted."""
        self.chapter("Maja answers from her mail program")
        told = text_in(self.answered).splitlines()
        text = "\n".join(["Danke, das hilft!", "", "Am 25.11.2026 schrieb Ben:", *(f"> {line}" for line in told)])
        reply_to = parseaddr(str(self.answered["Reply-To"]))[1]
        mail = a_mail(reply_to, f"Re: {self.answered['Subject']}", text, str(self.answered["Message-ID"]))
        self.told("her server hears", await self.stage.mail_in(MAJA, reply_to, mail.as_bytes()))
        await self.thread_says("Danke, das hilft!", 1003)
        card = await self.card_says("In Analyse", number=1003)
        self.show("#tickets", card)
        last = text_of((await self.slack.thread(CHANNEL, card["ts"]))[-1])
        self.expect("schrieb Ben" not in await self.thread_text(1003), f"the quoted letter is left out ({last[:20]}…)")

    async def the_mail_is_resolved(self) -> None:
        """And told."""
        self.chapter("Ben types: /ticket resolve 1003")
        await self.slack.command("ben", CHANNEL, "/ticket resolve 1003")
        letter = await self.letter(3)
        self.told("Maja reads", text_in(letter))
        self.expect(str(letter["In-Reply-To"] or letter["References"]) != "", "her mail program keeps it in the thread")
        await self.card_says("Gelöst", number=1003)

    async def the_ledger_balances(self) -> None:
        """Every promise ended, none is dead."""
        self.chapter("What the ledger says")

        async def settled() -> dict[str, int] | None:
            async with self.stage.site.pool.acquire() as connection:
                rows = await connection.fetch("select state, count(*) from owona_bot.deliveries group by 1")
            states = {row["state"]: row["count"] for row in rows}
            return None if {"waiting", "leased"} & states.keys() else states

        states = await until(settled, "every delivery has ended")
        self.told("deliveries", ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
        self.expect("dead" not in states, "none is dead")
        cards = [m for m in await self.slack.messages(CHANNEL) if m.get("thread_ts") in (None, m["ts"])]
        self.expect(len(cards) == 22, "twenty-two tickets, twenty-two cards")
        letters = [str(read(mail.raw)["Message-ID"]) for mail in await self.slack.mails()]
        self.expect(len(set(letters)) == len(letters), f"{len(letters)} letters, each once")
