"""What Slack will never take is a card in operations, and two buttons decide."""

import asyncio

import pytest

from owona_bot.playground.client import buttons_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Asked, Scene

pytestmark = pytest.mark.database

RETRY, DISCARD = "Noch einmal versuchen", "Verwerfen"

STATE = "select state from owona_bot.deliveries where ticket_id = $1 and payload ->> 'shows' = 'message' order by id"


async def a_dead_line(desk: Scene) -> tuple[Asked, Json]:
    """A ticket whose last message Slack refused, and the alarm."""
    ticket = await desk.asked()
    before = [m["ts"] for m in await desk.slack.messages(desk.operations)]
    await desk.slack.fault("chat.postMessage", "error:invalid_blocks", times=1)
    await desk.site.say(ticket.id, "customer", "Lena", "Unzustellbar", {})
    return ticket, await desk.alarm(f"der Eintrag im Thread zu #{ticket.number}", but=before)


async def decide(desk: Scene, user: str, alarm: Json, label: str) -> None:
    answer = await desk.slack.click(user, desk.operations, alarm["ts"], label)
    assert answer.acked


async def settled_as(desk: Scene, alarm: Json, words: str) -> Json:
    return await desk.alarm(words, but=[m["ts"] for m in await others(desk, alarm)])


async def others(desk: Scene, alarm: Json) -> list[Json]:
    return [m for m in await desk.slack.messages(desk.operations) if m["ts"] != alarm["ts"]]


async def line_states(desk: Scene, ticket: Asked) -> list[str]:
    async with desk.site.pool.acquire() as connection:
        return [row["state"] for row in await connection.fetch(STATE, ticket.id)]


async def test_retry_posts_it_and_the_alarm_says_who(desk: Scene) -> None:
    ticket, alarm = await a_dead_line(desk)
    assert buttons_of(alarm) == [RETRY, DISCARD]
    assert "Unzustellbar" not in str(await desk.lines(ticket))
    await decide(desk, "anna", alarm, RETRY)
    await desk.line_says(ticket, "Unzustellbar")
    alarm = await settled_as(desk, alarm, "Anna lässt es noch einmal versuchen")
    assert buttons_of(alarm) == []
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


async def test_discard_gives_it_up_and_the_alarm_says_who(desk: Scene) -> None:
    ticket, alarm = await a_dead_line(desk)
    await decide(desk, "ben", alarm, DISCARD)
    alarm = await settled_as(desk, alarm, "Ben hat verworfen")
    assert buttons_of(alarm) == []
    assert (await line_states(desk, ticket))[-1] == "suppressed"
    assert "Unzustellbar" not in str(await desk.lines(ticket))


async def test_who_may_be_no_agent_decides_nothing(desk: Scene) -> None:
    ticket, alarm = await a_dead_line(desk)
    await decide(desk, "greta", alarm, DISCARD)
    await desk.whisper("greta", "nicht als Teil")
    assert (await line_states(desk, ticket))[-1] == "dead"
    await decide(desk, "ben", alarm, DISCARD)


@pytest.mark.parametrize("label", [RETRY, DISCARD])
async def test_a_button_pressed_twice_counts_once(desk: Scene, label: str) -> None:
    ticket, alarm = await a_dead_line(desk)
    await asyncio.gather(*(decide(desk, "anna", alarm, label) for _ in range(2)))
    await settled_as(desk, alarm, "Anna")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
    assert sum("Unzustellbar" in line for line in await desk.lines(ticket)) == (label == RETRY)


async def test_of_two_who_decide_at_once_one_does(desk: Scene) -> None:
    ticket, alarm = await a_dead_line(desk)
    await asyncio.gather(decide(desk, "anna", alarm, RETRY), decide(desk, "ben", alarm, DISCARD))
    retried, discarded = "Anna lässt es noch einmal versuchen", "Ben hat verworfen"

    async def decided() -> str | None:
        (shown,) = [m for m in await desk.slack.messages(desk.operations) if m["ts"] == alarm["ts"]]
        return next((words for words in (retried, discarded) if words in str(shown)), None)

    won = await until(decided, "one of them decided")
    await desk.whisper(*(("ben", "taken care of this") if won == retried else ("anna", "schon jemand gekümmert")))
    await desk.settled(ticket)
    assert sum("Unzustellbar" in line for line in await desk.lines(ticket)) == (won == retried)
    await desk.once_and_in_order(ticket)


async def test_what_comes_after_a_dead_line_is_told(desk: Scene) -> None:
    ticket, alarm = await a_dead_line(desk)
    await desk.site.say(ticket.id, "customer", "Lena", "Danach", {})
    await desk.line_says(ticket, "Danach")
    await decide(desk, "ben", alarm, DISCARD)
    await settled_as(desk, alarm, "Ben hat verworfen")


async def test_a_card_that_slack_refuses_once_holds_up_nothing(desk: Scene) -> None:
    """The ticket's next line or change makes it stand; Retry then redraws it."""
    before = [m["ts"] for m in await desk.slack.messages(desk.operations)]
    await desk.slack.fault("chat.postMessage", "error:invalid_blocks", times=1)
    ticket = await desk.asked(settled=False, acknowledge=True)
    await desk.settled(ticket)
    assert len(await desk.lines(ticket)) == 3
    await desk.once_and_in_order(ticket)
    alarm = await desk.alarm(f"die Karte zu #{ticket.number}", but=before)
    await decide(desk, "anna", alarm, RETRY)
    await settled_as(desk, alarm, "Anna lässt es noch einmal versuchen")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


async def test_a_note_is_the_first_thing_of_a_ticket_from_before_go_live(desk: Scene) -> None:
    """It draws no card by itself, and has none to stand beneath."""
    ticket = await desk.asked()
    async with desk.site.pool.acquire() as connection:
        await connection.execute("delete from owona_bot.slack_posts where ticket_id = $1", ticket.id)
    await desk.site.support_message(ticket.id, "Nur für uns", "Support", internal=True)
    await desk.settled(ticket)
    assert (await line_states(desk, ticket))[-1] == "done"


MANY_DIE = """
    with because as (
        insert into owona_bot.events (kind, actor, planned_at)
        select 'message.changed', 'role:test', now() from generate_series(1, 25) returning id
    ), dead as (
        insert into owona_bot.deliveries (event_id, reaction, target, order_key, lane, priority, payload, state,
                                          last_error)
        select id, 'thread', '', 'many:' || id, 'slack.update', 30, '{"shows": "message"}', 'dead', 'refused'
        from because returning id
    )
    insert into owona_bot.events (kind, actor, payload)
    select 'delivery.died', 'bot:deliver', jsonb_build_object('delivery', id) from dead"""

STILL_DEAD = "select count(*) from owona_bot.deliveries where order_key like 'many:%' and state = 'dead'"


async def test_many_that_die_at_once_are_told_in_one_and_retried_in_one(desk: Scene) -> None:
    before = [m["ts"] for m in await desk.slack.messages(desk.operations)]
    async with desk.site.pool.acquire() as connection:
        await connection.execute(MANY_DIE)
        await connection.execute("notify owona_bot")
    digest = await desk.alarm("Zustellungen sind auf einmal gescheitert", but=before)
    assert buttons_of(digest) == ["Alle noch einmal versuchen"]
    assert "25" in str(digest["blocks"])
    await decide(desk, "anna", digest, "Alle noch einmal versuchen")

    async def revived() -> bool:
        async with desk.site.pool.acquire() as connection:
            return bool(await connection.fetchval(STILL_DEAD) == 0)

    await until(revived, "they are tried again")
    assert len([m for m in await desk.slack.messages(desk.operations) if m["ts"] not in before]) == 1
