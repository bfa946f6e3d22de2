"""Somebody joins, changes, leaves: it counts at once."""

import asyncio

import pytest

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, said

pytestmark = pytest.mark.database

ACTIVE = "select count(*)::integer from owona_bot.agents where slack_user = $1 and active"


async def known(desk: Scene, user: str, *, agents: int = 1) -> None:
    async def is_so() -> bool:
        return await desk.fetchval(ACTIVE, user) == agents

    await until(is_so, f"{user} is {'an' if agents else 'no'} agent", 60)


async def test_who_joins_is_an_agent_and_who_leaves_is_none(desk: Scene) -> None:
    carla = await desk.slack.add_user("Carla", email="carla@owona.de", locale="de-AT")
    await known(desk, carla)
    ticket = await desk.asked()
    assert "liegt jetzt bei dir" in said(await desk.says(carla, f"/ticket nimm {ticket.number}"))
    await desk.slack.change_user(carla, is_ultra_restricted=True)
    await known(desk, carla, agents=0)
    assert "nicht als Teil" in said(await desk.says(carla, f"/ticket frei {ticket.number}"))
    await desk.slack.change_user(carla, is_ultra_restricted=False)
    await known(desk, carla)
    assert "wieder frei" in said(await desk.says(carla, f"/ticket frei {ticket.number}"))


async def test_who_joins_without_being_named_is_none(desk: Scene) -> None:
    dora = await desk.slack.add_user("Dora", email="dora@owona.de")
    assert "nicht als Teil" in said(await desk.says(dora, "/ticket help"))


async def test_a_stranger_with_an_agents_address_is_none(desk: Scene) -> None:
    for name, stranger in {"Elke": True, "Emil": False}.items():
        user = await desk.slack.add_user(name, email="agent9@owona.de", team_id="T0PARTNER", is_stranger=stranger)
        assert "nicht als Teil" in said(await desk.says(user, "/ticket help"))


async def test_what_a_former_agent_held_is_free(desk: Scene) -> None:
    frida = await desk.slack.add_user("Frida", email="agent8@owona.de")
    await known(desk, frida)
    ticket = await desk.asked()
    await desk.says(frida, f"/ticket claim {ticket.number}")
    await desk.slack.change_user(frida, deleted=True)
    await known(desk, frida, agents=0)
    assert "is yours now" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    await desk.card_says(ticket, "bei Ben")
    await desk.settled(ticket)


async def test_an_event_that_comes_twice_counts_once(desk: Scene) -> None:
    await desk.slack.deliver(twice=True)
    gerd = await desk.slack.add_user("Gerd", email="agent7@owona.de")
    await known(desk, gerd)
    await desk.slack.deliver(twice=True)
    await desk.slack.change_user(gerd, display_name="Gerd der Große")

    async def heard_twice() -> str | None:
        knocks = [k for k in await desk.slack.knocks() if k["type"] == "user_change" and k["outcome"] == "acked"]
        ids = [str(k["id"]) for k in knocks]
        return next((one for one in ids if ids.count(one) == 2), None)

    event = await until(heard_twice, "both were acked")
    assert await desk.fetchval("select count(*) from owona_bot.inbox where key = $1", f"event:{event}") == 1


async def test_of_ten_who_claim_at_once_one_gets_it(desk: Scene) -> None:
    people = ["anna", "ben"]
    for n in range(8):
        name = f"Racer{n}"
        held = {user["profile"].get("email"): user["id"] for user in await desk.slack.users()}
        id_ = held.get(f"agent{n}@owona.de") or await desk.slack.add_user(name, email=f"agent{n}@owona.de")
        await known(desk, id_)
        people.append(id_)
    for _ in range(3):
        ticket = await desk.asked()
        answers = await asyncio.gather(*(desk.insists(user, f"/ticket claim {ticket.number}") for user in people))
        got = [said(answer) for answer in answers]
        assert sum("liegt jetzt bei dir" in text or "is yours now" in text for text in got) == 1
        assert sum("liegt schon bei" in text or "already" in text for text in got) == 9
        await desk.settled(ticket)
        assert sum("übernommen" in line for line in await desk.lines(ticket)) == 1


async def test_of_two_who_press_at_once_one_gets_it(desk: Scene) -> None:
    """Both see the button: nothing redraws the card meanwhile."""
    ticket = await desk.asked()
    await desk.slack.fault("chat.update", "ratelimited", retry_after=1)
    answers = await asyncio.gather(*(desk.presses(user, ticket, "Übernehmen") for user in ("anna", "ben")))
    await desk.slack.clear_faults()
    assert [answer.outcome for answer in answers] == ["acked", "acked"]
    await desk.settled(ticket)
    holder = await desk.holder(ticket)
    assert holder in ("anna@owona.de", "ben@owona.de")
    loser, words = ("ben", "is with Anna already") if holder == "anna@owona.de" else ("anna", "liegt schon bei Ben")
    await desk.whisper(loser, f"#{ticket.number} {words}")
