"""The Home of the app, through the doors."""

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Scene


def read(view: Json) -> str:
    """All that stands there, buttons included."""
    return str(text_of({"text": "", "blocks": view["blocks"]})) + " " + str(view["blocks"])


async def home(desk: Scene, user: str, *words: str, without: tuple[str, ...] = ()) -> Json:
    """Once their Home says all of `words` and none of `without`."""

    async def says() -> Json | None:
        view = await desk.slack.home(user)
        shown = read(view) if view else ""
        fits = view and all(word in shown for word in words) and not any(word in shown for word in without)
        return view if fits else None

    return await until(says, f"the Home of {user} says {words}, not {without}", 10)


async def test_a_home_is_there_when_it_is_opened(desk: Scene) -> None:
    ticket = await desk.asked("Zuhause eins")
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    await desk.slack.open_home("anna")
    await home(desk, "anna", "Zuhause eins", f"|#{ticket.number}>", "Antworten", "Du bist da")
