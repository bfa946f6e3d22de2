"""The third day: the clock runs fast, and a ticket that nobody answers finds somebody by itself."""

from datetime import timedelta

from owona_bot.playground.client import text_of
from owona_bot.playground.demo import set_clock
from owona_bot.playground.teller import CHANNEL, Teller
from owona_bot.playground.wire import Json

ANSWER: Json = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Der Webhook geht wieder."}]}],
}


class DayThree(Teller):
    """Timo's ticket comes last, so its number is the next."""

    async def tell(self) -> None:
        """One chapter after the other."""
        await self.a_promise_begins()
        await self.it_nears_its_limit()
        await self.it_is_late()
        await self.the_chain_gives_it_to_somebody()
        await self.an_answer_ends_it()
        await self.a_lead_looks_at_what_happens_by_itself()

    async def a_promise_begins(self) -> None:
        """Its card says until when."""
        self.chapter("Timo writes; four hours are promised for an answer")
        timo = await self.stage.site.sign_up("timo@example.com", "Timo Kunde")
        ticket = await self.stage.site.create_ticket(
            timo, "Webhook schweigt", "Seit heute kommt nichts mehr an.", category="integration", acknowledge=False
        )
        self.number = await self.number_of(ticket)
        card = await self.card_says("Webhook schweigt", "Normal", number=self.number)
        self.show("#tickets", card)

    async def it_nears_its_limit(self) -> None:
        """At three quarters; not again at the same stage."""
        self.chapter("Three hours and five minutes later nobody has answered")
        await self.later(hours=3, minutes=5)
        alert = await self.said_in("sla", f"#{self.number}")
        self.show("#sla", alert)
        self.expect(len(await self.all_in("sla", f"#{self.number}")) == 1, "there is one alert, and only one")

    async def it_is_late(self) -> None:
        """Escalated as the portal would show it, one step more urgent, and the next tier is called."""
        self.chapter("An hour more, and the promise is broken")
        await self.later(hours=4, minutes=1)
        await self.card_says("Hoch", number=self.number)
        called = await self.said_in("tier2", f"#{self.number}")
        self.show("#tier2", called)
        await self.thread_says("überfällig", self.number)
        self.show("#tickets", await self.card(self.number))
        await self.show_thread(self.number)

    async def the_chain_gives_it_to_somebody(self) -> None:
        """As the operator's file has it."""
        self.chapter("Half an hour later still nobody: the chain gives it to Ben")
        await self.later(hours=4, minutes=32)
        await self.card_says("bei Ben", number=self.number)
        self.show("#tickets", await self.card(self.number))

    async def an_answer_ends_it(self) -> None:
        """And the chain stops before its last step."""
        self.chapter("Ben answers, and asks how the clocks stand")
        await self.slack.command("ben", CHANNEL, f"/ticket reply {self.number}")
        await self.slack.submit("ben", {"Text": ANSWER})
        await self.slack.submit("ben")
        await self.card_says("Wartet auf Kunde", number=self.number)
        await self.later(hours=5, minutes=30)
        self.expect("Dringend" not in text_of(await self.card(self.number)), "the chain stopped with the answer")
        answer = await self.slack.command("ben", CHANNEL, f"/ticket sla {self.number}")
        self.told("only Ben sees", answer.text)

    async def a_lead_looks_at_what_happens_by_itself(self) -> None:
        """The schedule, and who is on call."""
        self.chapter("Anna types: /ticket plan, and /ticket bereitschaft")
        for asked in ("/ticket plan", "/ticket bereitschaft"):
            answer = await self.slack.command("anna", CHANNEL, asked)
            self.told("only Anna sees", answer.text)

    async def later(self, hours: int, minutes: int) -> None:
        """The bot begins again, its clock so far ahead of ours."""
        await set_clock(self.stage, timedelta(hours=hours, minutes=minutes).total_seconds())
        await self.stage.ready()
