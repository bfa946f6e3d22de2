"""An app that keeps what it hears and answers as it is told, for tests about what people do."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json


class Ears:
    """`events` and `knocks` in order; `offer` answers options requests; `answer` everything else."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.knocks: list[Json] = []
        self.offer: Json = {}
        self.answer: Json = {}

    def on(self, app: AsyncApp, *events: str) -> AsyncApp:
        """Actions are called `a` or `who`, forms `new`, options requests are for `who`."""
        for name in events:
            app.event(name)(self.hears)
        app.action("a")(self.knocked)
        app.action("who")(self.knocked)
        app.view("new")(self.knocked)
        app.options("who")(self.offers)
        for command in ("/ticket", "/assign"):
            app.command(command)(self.knocked)
        return app

    async def hears(self, event: Json) -> None:
        self.events.append(event)

    async def knocked(self, ack: AsyncAck, body: Json) -> None:
        self.knocks.append(body)
        await ack(**self.answer)

    async def offers(self, ack: AsyncAck, body: Json) -> None:
        self.knocks.append(body)
        await ack(**self.offer)

    async def heard(self, count: int) -> list[Json]:
        """So many events at least."""

        async def enough() -> bool:
            return len(self.events) >= count

        await until(enough, f"{count} events came")
        return self.events
