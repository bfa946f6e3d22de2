"""Sharing out the tickets of one who is away, through the doors: offered, looked at, accepted once."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from blocks.shares import FIRST, PAGE
from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Asked, Scene, said

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("team")]

MANY = PAGE + 2

QUINN, RUTH = "Quinn", "Ruth"

ACTIVE = "select count(*)::integer from owona_bot.agents where slack_user = $1 and active"

SET_ROLE = "update owona_bot.agents set role = $2 where slack_user = $1 returning id"

ROOM = "update owona_bot.agents set cap = 999 where slack_user = $1 returning id"

DONE = "update public.support_tickets set status = 'resolved' where id = any($1::uuid[]) or assigned_agent = any($2)"

OF = "select count(*)::integer from public.support_tickets where assigned_agent = $1 and status <> 'resolved'"

PASSED = "update owona_bot.agents set away_until = now() - interval '1 minute' where email = $1 returning id"

MINE, HERS = "agent9@owona.de", "agent10@owona.de"


@pytest.fixture(scope="module")
async def team(opened: Scene) -> AsyncIterator[dict[str, str]]:
    """Quinn, whose tickets they are, and Ruth, who leads as Anna does; as long as these tests run."""
    users = {
        QUINN: await opened.slack.add_user(QUINN, email=MINE),
        RUTH: await opened.slack.add_user(RUTH, email=HERS),
    }

    async def count(agents: int) -> bool:
        return all([await opened.fetchval(ACTIVE, user) == agents for user in users.values()])

    await until(lambda: count(1), "they are of the team", PATIENCE)
    await opened.fetchval(SET_ROLE, users[RUTH], "lead")
    await opened.fetchval(ROOM, users[RUTH])
    yield users
    for user in users.values():
        await opened.slack.change_user(user, is_ultra_restricted=True)
    await until(lambda: count(0), "they are of the team no more", PATIENCE)


@pytest.fixture
async def quinns(desk: Scene, team: dict[str, str]) -> AsyncIterator[list[Asked]]:
    """Three open tickets of theirs, and no others; they are there, and Ruth has none. Afterwards nobody has them."""
    await solve(desk, [])
    said(await desk.says(QUINN, "/ticket me back"))
    assert team
    tickets = [await desk.asked() for _ in range(3)]
    for one in tickets:
        await desk.site.portal_status(one.id, "investigating", MINE)
    await desk.settled(*tickets)
    yield tickets
    await solve(desk, [one.id for one in tickets])


async def solve(desk: Scene, tickets: list[UUID]) -> None:
    """And all of Quinn's and Ruth's."""
    async with desk.site.pool.acquire() as connection:
        await connection.execute(DONE, tickets, [MINE, HERS])


async def directs(desk: Scene, user: str) -> list[Json]:
    """Direct messages; none where there is no such channel yet."""
    channel = await direct_of(desk, user)
    there = {call["args"].get("channel") for call in await desk.slack.calls("chat.postMessage")}
    return await desk.slack.messages(channel) if channel in there else []


async def direct_of(desk: Scene, user: str) -> str:
    return "D" + next(str(one["id"]) for one in await desk.slack.users() if one["name"] == user.lower())[1:]


async def newest(desk: Scene, user: str, words: str) -> Json:
    """Once the newest direct message that has to do with it says `words`."""

    async def says() -> Json | None:
        found = [one for one in await directs(desk, user) if words in text_of(one)]
        return found[-1] if found else None

    return await until(says, f"{user} is told {words}", PATIENCE)


async def becomes(desk: Scene, user: str, message: Json, words: str) -> Json:
    """Once the same direct message says `words`."""

    async def says() -> Json | None:
        found = [one for one in await directs(desk, user) if one["ts"] == message["ts"]]
        return next((one for one in found if words in text_of(one)), None)

    return await until(says, f"{user}'s message becomes {words}", PATIENCE)


async def presses(desk: Scene, user: str, message: Json, label: str) -> str:
    """Answers what the presser alone reads, if anything."""
    answer = await desk.slack.click(user, await direct_of(desk, user), message["ts"], label)
    return said(answer)


async def left(desk: Scene) -> int:
    return await desk.fetchval(OF, MINE) or 0


async def test_who_goes_away_is_offered_a_plan_keeps_or_hands_over(desk: Scene, quinns: list[Asked]) -> None:
    said(await desk.says(QUINN, "/ticket me away"))
    plan = await newest(desk, QUINN, "Open tickets that you hold: 3")
    assert all(f"#{one.number}" in text_of(plan) for one in quinns)
    assert buttons_of(plan) == ["Hand over", "Keep them"]
    assert await left(desk) == 3
    await presses(desk, QUINN, plan, "Hand over")
    done = await newest(desk, QUINN, "Quinn handed over their own tickets: 3 of 3.")
    assert (done["ts"], buttons_of(done)) == (plan["ts"], [])
    assert await left(desk) == 0


async def test_who_keeps_them_keeps_them(desk: Scene, quinns: list[Asked]) -> None:
    said(await desk.says(QUINN, "/ticket me away"))
    plan = await newest(desk, QUINN, "Open tickets that you hold: 3")
    await presses(desk, QUINN, plan, "Keep them")
    await newest(desk, QUINN, "Quinn keeps the tickets.")
    assert await left(desk) == len(quinns)


@pytest.fixture
async def ben_leads(desk: Scene) -> AsyncIterator[None]:
    await desk.fetchval(SET_ROLE, "U0BEN", "lead")
    yield
    await desk.fetchval(SET_ROLE, "U0BEN", "agent")


@pytest.mark.usefixtures("ben_leads")
async def test_of_two_leads_who_press_at_once_one_wins_and_the_other_is_told(desk: Scene, quinns: list[Asked]) -> None:
    said(await desk.says(QUINN, "/ticket me sick"))
    leads = {"Ruth": RUTH, "Ben": "ben"}
    plans = {name: await newest(desk, user, "Quinn is sick. Open tickets: 3.") for name, user in leads.items()}
    whispers = {name: len(await desk.slack.ephemerals(user)) for name, user in leads.items()}
    await asyncio.gather(*(presses(desk, user, plans[name], "Hand over") for name, user in leads.items()))

    async def told() -> str | None:
        """Who won."""
        for name, user in leads.items():
            heard = [text_of(one) for one in (await desk.slack.ephemerals(user))[whispers[name] :]]
            for other in leads.keys() - {name}:
                if any(f"{other} has decided that already" in line for line in heard):
                    return other
        return None

    winner = await until(told, "the other is told who decided", PATIENCE)
    for name, user in leads.items():
        done = await newest(desk, user, f"{winner} handed over tickets of Quinn: 3 of 3.")
        assert (done["ts"], buttons_of(done)) == (plans[name]["ts"], [])
    assert await left(desk) == 0
    assert len(quinns) == 3


async def test_of_many_a_message_names_the_first_and_a_form_shows_all(desk: Scene, quinns: list[Asked]) -> None:
    user = await desk.customer()
    held = {"status": "investigating", "assigned_agent": MINE}
    many = [await desk.site.insert_ticket(user, f"Stapel {n}", "Fehler", **held) for n in range(MANY)]
    said(await desk.says(QUINN, "/ticket me sick"))
    total = MANY + len(quinns)
    plan = await newest(desk, RUTH, f"Quinn is sick. Open tickets: {total}.")
    assert text_of(plan).count(" → ") == FIRST
    await presses(desk, RUTH, plan, "Show all")
    shown = []
    for label in ("", "Next ▶"):
        if label:
            await desk.slack.press(RUTH, label)
        view = await desk.slack.view(RUTH)
        assert view is not None
        shown += [line for line in text_of({"text": "", "blocks": view["blocks"]}).splitlines() if " → " in line]
    assert len(set(shown)) == total
    assert (await desk.slack.submit(RUTH)).outcome == "acked"
    await newest(desk, RUTH, f"Ruth handed over tickets of Quinn: {total} of {total}.")
    assert await left(desk) == 0
    await solve(desk, many)


async def test_a_lead_asks_for_it_sees_it_and_has_it_done(
    desk: Scene, quinns: list[Asked], team: dict[str, str]
) -> None:
    await desk.says("anna", f"/ticket verteile <@{team[QUINN]}|quinn>")
    shown = await desk.slack.submit("anna")
    assert shown.view is not None
    preview = text_of({"text": "", "blocks": shown.view["blocks"]})
    assert "Offene Tickets von Quinn: 3" in preview
    assert all(f"#{one.number}" in preview for one in quinns)
    assert await left(desk) == 3
    solved = quinns[0]
    await desk.says("ben", f"/ticket resolve {solved.number}")
    assert (await desk.slack.submit("anna")).outcome == "acked"
    assert await desk.slack.view("anna") is None
    done = await newest(desk, "anna", "Anna hat Tickets von Quinn übergeben: 2 von 3.")
    assert f"#{solved.number}" in text_of(done)
    assert "ist schon erledigt" in text_of(done)
    assert await left(desk) == 0


async def test_all_go_to_one_who_is_named(desk: Scene, quinns: list[Asked], team: dict[str, str]) -> None:
    await desk.says(RUTH, f"/ticket share <@{team[QUINN]}>")
    shown = await desk.slack.submit(RUTH, {"To whom?": "Ben"})
    assert shown.view is not None, shown
    assert (await desk.slack.submit(RUTH)).outcome == "acked"

    async def moved() -> bool:
        return await left(desk) == 0

    await until(moved, "they are ben's", PATIENCE)
    assert {await desk.holder(one) for one in quinns} == {"ben@owona.de"}


async def test_what_is_wrong_is_said_beside_its_field(desk: Scene, quinns: list[Asked], team: dict[str, str]) -> None:
    await desk.says(RUTH, f"/ticket share <@{team[QUINN]}>")
    wrong = await desk.slack.submit(RUTH, {"To whom?": team[QUINN]})
    assert "has them already" in str(wrong.errors)
    nothing = await desk.slack.submit(RUTH, {"Whose tickets?": team[RUTH], "To whom?": team[QUINN]})
    assert "has no open tickets" in str(nothing.errors)
    await desk.slack.close(RUTH)
    assert await left(desk) == len(quinns)


async def test_no_agent_shares_out_a_colleagues_tickets(desk: Scene, quinns: list[Asked], team: dict[str, str]) -> None:
    assert "may not do that here" in said(await desk.says("ben", f"/ticket share <@{team[QUINN]}>"))
    assert await desk.slack.view("ben") is None
    assert await left(desk) == len(quinns)


async def test_who_is_back_keeps_what_they_have(desk: Scene, quinns: list[Asked]) -> None:
    said(await desk.says(QUINN, "/ticket me sick"))
    plan = await newest(desk, RUTH, "Quinn is sick. Open tickets: 3.")
    said(await desk.says(QUINN, "/ticket me back"))
    ended = await becomes(desk, RUTH, plan, "Quinn is back; nothing was moved.")
    assert buttons_of(ended) == []
    assert await left(desk) == len(quinns)


async def test_who_is_back_by_themselves_is_found_by_whoever_presses(desk: Scene, quinns: list[Asked]) -> None:
    said(await desk.says(QUINN, "/ticket me sick"))
    plan = await newest(desk, RUTH, "Quinn is sick. Open tickets: 3.")
    await desk.fetchval(PASSED, MINE)
    await presses(desk, RUTH, plan, "Hand over")
    await desk.whisper(RUTH, "Quinn is back; nothing was moved. Ask anew with /ticket share @Quinn.")
    ended = await becomes(desk, RUTH, plan, "Quinn is back; nothing was moved.")
    assert buttons_of(ended) == []
    assert await left(desk) == len(quinns)


async def test_who_was_away_already_and_turns_out_sick_the_leads_hear_of(desk: Scene, quinns: list[Asked]) -> None:
    said(await desk.says(QUINN, "/ticket me away"))
    plan = await newest(desk, QUINN, "Open tickets that you hold: 3")
    said(await desk.says(QUINN, "/ticket me sick"))
    ended = await newest(desk, QUINN, "There is a newer proposal for your tickets.")
    assert (ended["ts"], buttons_of(ended)) == (plan["ts"], [])
    await newest(desk, RUTH, "Quinn is sick. Open tickets: 3.")
    assert await left(desk) == len(quinns)


async def test_a_lead_says_it_of_the_team_too(desk: Scene, quinns: list[Asked], team: dict[str, str]) -> None:
    await desk.says(RUTH, f"/ticket team teilen <@{team[QUINN]}>")
    shown = await desk.slack.submit(RUTH)
    assert shown.view is not None, shown
    assert all(f"#{one.number}" in text_of({"text": "", "blocks": shown.view["blocks"]}) for one in quinns)
    await desk.slack.close(RUTH)
    assert "may not do that here" in said(await desk.says("ben", f"/ticket team share <@{team[QUINN]}>"))
