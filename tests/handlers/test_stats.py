"""The desk's figures for whoever asks, by command, mention and button; on the real bot."""

import pytest

from owona_bot.playground.client import Answer, text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import PATIENCE, UNCONFIRMED, Scene, said

pytestmark = pytest.mark.database

COUNTING = ("sobald sie gezählt sind", "once they are counted")

SLOW = ("gerade zu lange", "too long just now", *COUNTING, *UNCONFIRMED)

HELD = "lock table owona_bot.mail_log in access exclusive mode"
"""Figures wait for it."""


async def asked(desk: Scene, user: str, line: str) -> str:
    """Again while a busy machine takes more time than Slack gives."""

    async def told() -> Answer | None:
        answer = await desk.says(user, line)
        return None if any(words in said(answer) for words in SLOW) else answer

    return said(await until(told, f"{user} is told {line}", PATIENCE))


@pytest.mark.parametrize(
    ("user", "line", "told"),
    [
        ("anna", "statistik", ("Die letzten 7 Tage", "Kennzahl", "Erste Antwort", "Portal", "Mail:")),
        ("ben", "stats 30d", ("The last 30 days", "Figure", "tickets only since", "Portal", "Mail:")),
        ("anna", "zahlen monat priorität:dringend", ("Dieser Monat", "priorität:dringend", "Tickets erst seit")),
        ("ben", "stats 7d agent:<@U0ANNA>", ("agent:anna@owona.de",)),
        ("ben", "stats 7d prio:huge", ("“huge”",)),
        ("anna", "zahlen quatsch", ("„quatsch“", "2026-11-20")),
        ("ben", "stats 2026-02", ("February 2026", "tickets only since")),
        ("anna", "zahlen 7d status:foo", ("foo", "in-analyse")),
    ],
)
async def test_they_are_told_in_the_askers_language(desk: Scene, user: str, line: str, told: tuple[str, ...]) -> None:
    await desk.asked(settled=False)
    answer = await asked(desk, user, f"/ticket {line}")
    assert [word for word in told if word not in answer] == []


async def test_another_period_is_pressed(desk: Scene) -> None:
    await asked(desk, "anna", "/ticket zahlen heute prio:niedrig")

    async def pressed() -> bool:
        shown = next(one for one in (await desk.slack.ephemerals("anna"))[::-1] if "Heute" in text_of(one))
        await desk.slack.click("anna", desk.tickets, shown["ts"], "Die letzten 30 Tage")
        texts = [text_of(one) for one in await desk.slack.ephemerals("anna")]
        return any("Die letzten 30 Tage" in text and "priorität:niedrig" in text for text in texts)

    await until(pressed, "the other period is shown", PATIENCE)


async def test_what_takes_long_follows_and_of_many_who_ask_at_once_some_are_told_that_it_takes_too_long(
    desk: Scene,
) -> None:
    line, answers = "/ticket zahlen 12t prio:hoch", list[str]()

    async def refused() -> bool:
        answers.append(said(await desk.says("anna", line)))
        return "gerade zu lange" in answers[-1]

    async with desk.site.pool.acquire() as connection, connection.transaction():
        await connection.execute(HELD)
        await until(refused, "anna is told where else she finds them", PATIENCE)
    assert any(words in answers[0] for words in (*COUNTING, *UNCONFIRMED))

    async def followed() -> bool:
        texts = [text_of(one) for one in await desk.slack.ephemerals("anna")]
        return any("Die letzten 12 Tage" in text and "priorität:hoch" in text for text in texts)

    await until(followed, "the figures follow", PATIENCE)
