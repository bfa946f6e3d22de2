"""Commands in a DM with the bot, and in channels that it is no member of: the same answers as at the desk."""

import pytest

from owona_bot.domain.verbs import NUMBERED, Verb
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

DM = "U0BEN"
"""A person's id names their DM with the bot."""


async def answers(desk: Scene, channel: str, ticket: Asked) -> dict[str, str]:
    """What every verb says, or the title of the form that it opens; numbers and titles of tickets taken out."""
    told = {}
    for verb in Verb:
        number = str(ticket.number) if verb in NUMBERED else ""
        answer = said(await desk.slack.command("ben", channel, f"/ticket {verb} {number}"))
        view = await desk.slack.view("ben")
        if view is not None:
            answer = f"opens {view['title']['text']}"
            await desk.slack.close("ben")
        told[verb.value] = answer.replace(number, "N") if number else answer
    return told


@pytest.mark.parametrize("channel", [DM, "random", "private-room"])
async def test_every_verb_answers_as_at_the_desk(desk: Scene, channel: str) -> None:
    here, there = await desk.asked("Überall"), await desk.asked("Überall")
    expected = await answers(desk, desk.tickets, here)
    told = await answers(desk, channel, there)
    # what there is, how long and until when may change meanwhile
    changing = {
        verb.value for verb in (Verb.LIST, Verb.TEAM, Verb.SLA, Verb.ONCALL, Verb.SCHEDULE, Verb.WHY, Verb.STATS)
    }
    assert {verb: told[verb] for verb in told if verb not in changing} == {
        verb: expected[verb] for verb in expected if verb not in changing
    }
    assert all(told.values())
    await desk.settled(here, there)


@pytest.mark.parametrize("channel", [DM, "random", "private-room"])
async def test_refusals_and_wrong_words_are_answered_too(desk: Scene, channel: str) -> None:
    assert "I don't know “clam”" in said(await desk.slack.command("ben", channel, "/ticket clam 1001"))
    assert "number is missing" in said(await desk.slack.command("ben", channel, "/ticket claim"))
    mine = "U0GRETA" if channel == DM else channel
    assert "nicht als Teil" in said(await desk.slack.command("greta", mine, "/ticket neu"))


async def test_what_is_claimed_elsewhere_is_shown_at_the_desk(desk: Scene) -> None:
    ticket = await desk.asked()
    before = len(await desk.slack.messages("random"))
    assert "is yours now" in said(await desk.slack.command("ben", "random", f"/ticket claim {ticket.number}"))
    await desk.card_says(ticket, "bei Ben")
    assert len(await desk.slack.messages("random")) == before
