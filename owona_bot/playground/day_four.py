"""The fourth day: tickets find people by themselves, and whoever wonders may ask why."""

from uuid import UUID

from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.stage import Stage, until
from owona_bot.playground.teller import CHANNEL, Teller

ANNA, BEN, MIA = "<@U0ANNA>", "<@U0BEN>", "<@U0MIA>"

ASK = "Warum ich?"
"""The button beneath what the rule decided."""

OPEN = """
    select count(*) from public.support_tickets where assigned_agent = $1 and status not in ('resolved', 'closed')"""

SAYS = """
    select exists (select from owona_bot.presences p join owona_bot.agents a on a.id = p.agent_id
                   where a.slack_user = $1 and p.status_emoji = $2)"""


class DayFour(Teller):
    """#1002 waits since the first day: nobody could do invoices."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.known: dict[str, UUID] = {}

    async def tell(self) -> None:
        """One chapter after the other."""
        await self.somebody_can_what_was_missing()
        await self.tickets_find_whoever_has_least()
        await self.somebody_asks_why()
        await self.who_has_enough_gets_none()
        await self.whose_status_says_holiday_gets_none()
        await self.a_plan_is_offered_to_who_goes_away()
        await self.somebody_falls_ill()
        await self.another_automation_works()

    async def somebody_can_what_was_missing(self) -> None:
        """It is seen within a second, and asked for by nobody."""
        self.chapter("Anna takes Mia into the team, and says that she can do invoices; #1002 has waited for that")
        answer = await self.slack.command("anna", CHANNEL, f"/ticket team hinzu {MIA} agent")
        self.told("only Anna sees", answer.text)
        await self.understood("anna", f"/ticket team fähigkeiten {MIA} billing", "billing")
        await self.card_says("bei Mia", number=1002)
        await self.thread_says(ASK, 1002)
        await self.show_thread(1002)

    async def tickets_find_whoever_has_least(self) -> None:
        """Two customers, two tickets; then one of them again, who goes where they are known."""
        self.chapter("Ida and Jonas ask how something is done; Ida asks again")
        first = await self.asked("Ida", "Schrift zu klein")
        second = await self.asked("Jonas", "Wo ist der Dunkelmodus?")
        self.of_ida = await self.held_by(first)
        self.expect(self.of_ida != await self.held_by(second), "each went to somebody else")
        again = await self.asked("Ida", "Und die Zeilen zu eng")
        self.expect(await self.held_by(again) == self.of_ida, f"Ida's second one goes to {self.of_ida}, who knows her")
        self.newest = again
        team = await self.slack.command("anna", CHANNEL, "/ticket team")
        self.told("only Anna sees", text_of({"text": team.text, "blocks": team.blocks}))

    async def somebody_asks_why(self) -> None:
        """With the button beneath the card: who else there was, and what it turned on."""
        self.chapter(f"{self.of_ida} presses »{ASK}«")
        line = await self.line(ASK, self.newest)
        who = self.of_ida.casefold()
        before = len(await self.slack.ephemerals(who))
        await self.slack.click(who, CHANNEL, line["ts"], next(iter(buttons_of(line))))

        async def told() -> str | None:
            seen = (await self.slack.ephemerals(who))[before:]
            return text_of(seen[-1]) if seen else None

        answer = await until(told, f"{self.of_ida} is told why", 20)
        self.told(f"only {self.of_ida} sees", answer)

    async def who_has_enough_gets_none(self) -> None:
        """Until one of theirs is done."""
        self.chapter("Mia has enough; an invoice waits until she has resolved one")
        has = await self.count_of("mia@owona.de")
        await self.understood("anna", f"/ticket team grenze {MIA} {has}", str(has))
        waits = await self.asked("Ole", "Rechnung doppelt", category="billing")
        answer = await self.until_told("anna", f"/ticket warum {waits}", "hat genug")
        self.told("only Anna sees", answer)
        self.expect("noch niemand" in text_of(await self.card(waits)), f"#{waits} waits")
        await self.slack.command("mia", CHANNEL, "/ticket gelöst 1002")
        await self.card_says("bei Mia", number=waits)
        await self.thread_says(ASK, waits)
        await self.show_thread(waits)

    async def whose_status_says_holiday_gets_none(self) -> None:
        """As everybody in Slack sees it."""
        self.chapter("Ben's status says holiday: he is left out")
        await self.slack.say_status("ben", ":palm_tree:", "Vacationing")
        await self.heard_of_ben(":palm_tree:")
        asked = await self.asked("Pia", "Wie drucke ich?")
        self.expect(await self.held_by(asked) != "Ben", f"#{asked} is not with Ben")
        answer = await self.slack.command("anna", CHANNEL, f"/ticket warum {asked}")
        self.told("only Anna sees", text_of({"text": answer.text, "blocks": answer.blocks}))
        await self.slack.say_status("ben")
        await self.heard_of_ben("")

    async def a_plan_is_offered_to_who_goes_away(self) -> None:
        """Nothing is moved; only what is new goes to whoever stands in."""
        self.chapter("Anna types: /ticket ich weg bis Montag, vertretung @ben")
        mine = await self.count_of("anna@owona.de")
        answer = await self.slack.command("anna", CHANNEL, f"/ticket ich weg bis Montag vertretung {BEN}")
        self.told("only Anna sees", answer.text)
        plan = await self.said_in("U0ANNA", "So könnten sie verteilt werden")
        self.show("the bot writes to Anna", plan)
        self.expect(await self.count_of("anna@owona.de") == mine, "nothing is handed over that she did not hand over")
        await self.slack.click("anna", "U0ANNA", plan["ts"], "Behalten")
        again = await self.asked("Ida", "Und noch etwas")
        self.expect(await self.held_by(again) == "Ben", "a customer whom Anna knows goes to Ben meanwhile")
        await self.slack.command("anna", CHANNEL, "/ticket ich da")

    async def somebody_falls_ill(self) -> None:
        """A lead looks, and hands over."""
        self.chapter("Mia falls ill; Anna is asked, and hands her tickets over")
        await self.slack.command("mia", CHANNEL, "/ticket ich krank")
        plan = await self.said_in("U0ANNA", "Mia ist krank")
        self.show("the bot writes to Anna", plan)
        await self.slack.click("anna", "U0ANNA", plan["ts"], "Übergeben")
        done = await self.said_in("U0ANNA", "hat Tickets von Mia übergeben")
        self.show("and then", done)

    async def another_automation_works(self) -> None:
        """Two that give tickets away would fight over them."""
        self.chapter("The old automation awakes, and goes to sleep again")
        await self.stage.site.heartbeat("support-mcp")
        held = await self.said_in("operations", "support-mcp")
        self.show("#operations", held)
        asked = await self.asked("Uwe", "Wo ist die Hilfe?")
        answer = await self.until_told("anna", f"/ticket warum {asked}", "warte ich ab")
        self.told("only Anna sees", answer)
        await self.stage.site.heartbeat("support-mcp", "down")
        self.show("#operations", await self.said_in("operations", "läuft wieder"))
        self.told(f"#{asked}", f"bei {await self.held_by(asked)}")
        notices = await self.all_in("operations", "support-mcp")
        self.expect(len(notices) == 2, "operations heard of it once, and of its end once")

    # what is looked at

    async def asked(self, name: str, title: str, category: str = "ux") -> int:
        """A customer's ticket, its card there already."""
        customer = await self.customer(name)
        ticket = await self.stage.site.create_ticket(
            customer, title, "Wie geht das?", category=category, acknowledge=False
        )
        number = await until(lambda: self.number_of(ticket), f"{title} has a number", 20)
        await self.card(number)
        return number

    async def customer(self, name: str) -> UUID:
        """Signed up when they first ask."""
        if name not in self.known:
            self.known[name] = await self.stage.site.sign_up(f"{name.casefold()}@example.com", f"{name} Kunde")
        return self.known[name]

    async def held_by(self, number: int) -> str:
        """As the card says it, once it does."""
        card = await self.card_says("bei ", number=number)
        return text_of(card).partition("bei ")[2].split()[0]

    async def count_of(self, address: str) -> int:
        """Open tickets that are theirs."""
        async with self.stage.site.pool.acquire() as connection:
            count: int = await connection.fetchval(OPEN, address)
        return count

    async def heard_of_ben(self, emoji: str) -> None:
        """The bot knows his status."""

        async def known() -> bool:
            async with self.stage.site.pool.acquire() as connection:
                return bool(await connection.fetchval(SAYS, "U0BEN", emoji))

        await until(known, "the bot has heard of Ben's status", 20)

    async def understood(self, user: str, line: str, words: str) -> None:
        """Said until it is: somebody new is known a moment later."""
        self.told(f"only {user.capitalize()} sees", await self.until_told(user, line, words))
