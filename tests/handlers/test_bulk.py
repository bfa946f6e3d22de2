"""One act on many tickets, through the doors."""

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, said


async def listed(desk: Scene, user: str, line: str, words: str) -> str:
    """The ts of the list, once it says `words`."""

    async def says() -> bool:
        return words in said(await desk.says(user, line))

    await until(says, f"{line} says {words}")
    return str((await desk.slack.ephemerals(user))[-1]["ts"])


async def test_many_tickets_are_changed_at_once_and_a_direct_message_reports(desk: Scene) -> None:
    tickets = [await desk.asked(f"Massenfall {n}", settled=False) for n in range(3)]
    await desk.settled(*tickets)
    ts = await listed(desk, "ben", "/ticket list Massenfall", "3 tickets")
    await desk.slack.click("ben", desk.tickets, ts, "For all …")
    form = {"What is to be done?": "Priority …", "How?": "urgent", "To which?": "All that the filter finds"}
    shown = await desk.slack.submit("ben", form)
    assert "3 tickets · Priority: urgent" in str(shown.view)
    assert "No customer gets an e-mail" in str(shown.view)
    assert (await desk.slack.submit("ben")).outcome == "acked"
    for ticket in tickets:
        await desk.card_says(ticket, "Dringend")

    async def reported() -> bool:
        return any("Priority: urgent · done, 3 of 3" in text_of(one) for one in await desk.slack.messages("U0BEN"))

    await until(reported, "ben is told")


async def test_a_word_that_fits_nothing_is_told_in_the_form(desk: Scene) -> None:
    await desk.asked("Formfall eins")
    await desk.asked("Formfall zwei")
    ts = await listed(desk, "ben", "/ticket list Formfall", "2 tickets")
    await desk.slack.click("ben", desk.tickets, ts, "For all …")
    form = {"What is to be done?": "Priority …", "How?": "hihg", "To which?": "The tickets on this page"}
    answer = await desk.slack.submit("ben", form)
    assert "hihg" in str(answer.errors)
