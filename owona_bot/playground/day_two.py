"""The second day: an agent's daily work on tickets, played on after the story of the first."""

from uuid import UUID

from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.teller import CHANNEL, Teller

CANNED = "Guten Tag {{kunde.name}}, Ihr Ticket {{ticket.nummer}} ist in Arbeit."

BEN = "U0BEN"


class DayTwo(Teller):
    """#1004 and #1005 are Nele's, #1006 what is split off."""

    async def tell(self) -> None:
        """One chapter after the other."""
        await self.two_tickets_of_one_customer()
        await self.a_ticket_is_assigned()
        await self.a_reader_may_only_look()
        await self.a_ticket_is_snoozed_and_wakes()
        await self.two_become_one_and_two_again()
        await self.an_answer_is_taken_back_and_goes_after_all()
        await self.tickets_are_listed_and_found()
        await self.many_are_changed_at_once()

    async def two_tickets_of_one_customer(self) -> None:
        """By the web site's form."""
        self.chapter("Nele asks twice on the web site")
        self.nele = await self.stage.site.sign_up("nele@example.com", "Nele Kunde")
        for title in ("Export bricht ab", "Export: noch einmal"):
            await self.stage.site.create_ticket(self.nele, title, "Der Export hört bei 80 % auf.", acknowledge=False)
        await self.card_says("#1004 Export bricht ab", number=1004)
        await self.card_says("#1005 Export: noch einmal", number=1005)

    async def a_ticket_is_assigned(self) -> None:
        """By a mention; who gets it is called."""
        self.chapter("Anna types: /ticket zuweisen 1004 @ben, and in the thread: @owona prio hoch")
        answer = await self.slack.command("anna", CHANNEL, "/ticket zuweisen 1004 @ben")
        self.told("only Anna sees", answer.text)
        card = await self.card_says("bei Ben", number=1004)
        await self.slack.post("anna", CHANNEL, "<@U0OWONA> prio hoch", card["ts"])
        await self.card_says("Hoch", number=1004)
        await self.show_thread(1004)

    async def a_reader_may_only_look(self) -> None:
        """Taken into the team by an admin."""
        self.chapter("Anna takes Rita into the team as a reader; Rita wants more")
        rita = await self.slack.add_user("rita", email="rita@owona.de")
        answer = await self.slack.command("anna", CHANNEL, f"/ticket team hinzu <@{rita}> leser")
        self.told("only Anna sees", answer.text)

        async def shown() -> bool:
            return "#1004" in (await self.slack.command("rita", CHANNEL, "/ticket show 1004")).text

        await until(shown, "Rita can look at tickets", 20)
        answer = await self.slack.command("rita", CHANNEL, "/ticket claim 1005")
        self.told("only Rita sees", answer.text)
        self.expect("1005" not in answer.text and "eader" in answer.text, "a reader claims nothing, and hears why")

    async def a_ticket_is_snoozed_and_wakes(self) -> None:
        """Until the customer answers."""
        self.chapter("Ben types: /ticket snooze 1004 until answered; Nele writes")
        answer = await self.slack.command("ben", CHANNEL, "/ticket snooze 1004 until answered")
        self.told("only Ben sees", answer.text)
        await self.card_says("💤", number=1004)
        ticket = await self.id_of(1004)
        await self.stage.site.reply(self.nele, ticket, "Bei mir steht jetzt: Zeitüberschreitung.")
        await self.thread_says("⏰", 1004)
        await self.show_thread(1004)

    async def two_become_one_and_two_again(self) -> None:
        """And everything is as it was."""
        self.chapter("Ben merges #1005 into #1004, and parts them again")
        before = await self.row(1005)
        answer = await self.slack.command("ben", CHANNEL, "/ticket merge 1005 1004")
        self.told("only Ben sees", answer.text)
        await self.card_says("Geht weiter in #1004", number=1005)
        self.expect(await self.row(1005) != before, "the first one counts as closed")
        answer = await self.slack.command("ben", CHANNEL, "/ticket unmerge 1005")
        self.told("only Ben sees", answer.text)
        self.expect(await self.row(1005) == before, "it is exactly as it was before")

    async def an_answer_is_taken_back_and_goes_after_all(self) -> None:
        """From a canned reply; no mail leaves before its time."""
        self.chapter("Ben keeps a canned reply, answers with it, takes the answer back, and sends it after all")
        await self.slack.command("ben", CHANNEL, "/ticket canned")
        await self.slack.press("ben", "New canned reply")
        await self.slack.submit("ben", {"Name": "In Arbeit", "Text (Markdown)": CANNED})
        await self.slack.close("ben")
        mails = len(await self.slack.mails("nele@example.com"))
        await self.slack.command("ben", CHANNEL, "/ticket reply 1004")
        await self.slack.choose("ben", "Insert a canned reply", "In Arbeit", typed="arbeit")
        shown = await self.slack.submit("ben")
        self.told("he sees", text_of(shown.view or {}))
        self.expect("Guten Tag Nele Kunde" in text_of(shown.view or {}), "the customer's name stands in it")
        await self.slack.submit("ben")
        held = await self.line("Antwort von Ben geht hinaus", 1004)
        self.told("  ↳", text_of(held))
        await self.slack.click("ben", CHANNEL, held["ts"], next(iter(buttons_of(held))))
        taken = await self.line("hat die Antwort zurückgenommen", 1004)
        self.told("  ↳", text_of(taken))
        self.expect(len(await self.slack.mails("nele@example.com")) == mails, "no letter left")
        await self.slack.click("ben", CHANNEL, taken["ts"], next(iter(buttons_of(taken))))
        await self.slack.submit("ben")
        await self.slack.submit("ben")

        async def arrived() -> bool:
            return len(await self.slack.mails("nele@example.com")) == mails + 1

        await until(arrived, "Nele gets the letter", 20)

    async def tickets_are_listed_and_found(self) -> None:
        """Typos and all."""
        self.chapter("Anna lists her colleague's tickets, and looks for a word with a typo")
        answer = await self.until_told("anna", "/ticket liste bearbeiter:ben status:wartet", "#1004")
        self.told("only Anna sees", answer)
        answer = await self.until_told("anna", "/ticket suche Zeitüberschreitug", "#1004")
        self.told("only Anna sees", answer)

    async def many_are_changed_at_once(self) -> None:
        """Looked at before it happens."""
        self.chapter("Anna tags all of Nele's tickets at once")
        await self.until_told("anna", "/ticket liste kunde:nele", "2 Tickets")
        listed = (await self.slack.ephemerals("anna"))[-1]
        await self.slack.click("anna", CHANNEL, listed["ts"], "Für alle …")
        form = {"Was soll geschehen?": "Schlagworte …", "Wie?": "+export", "Für welche?": "Alle, die der Filter findet"}
        shown = await self.slack.submit("anna", form)
        self.told("she sees", text_of(shown.view or {}))
        await self.slack.submit("anna")
        await self.card_says("export", number=1004)
        await self.card_says("export", number=1005)

    async def id_of(self, number: int) -> UUID:
        """As the site knows it."""
        async with self.stage.site.pool.acquire() as connection:
            found: UUID = await connection.fetchval(
                "select ticket_id from owona_bot.ticket_state where number = $1", number
            )
        return found

    async def row(self, number: int) -> dict[str, object]:
        """All that the site has of it, but when it was last touched."""
        async with self.stage.site.pool.acquire() as connection:
            row = await connection.fetchrow(
                "select * from public.support_tickets where id = $1", await self.id_of(number)
            )
        return {name: value for name, value in dict(row).items() if name != "updated_at"}
