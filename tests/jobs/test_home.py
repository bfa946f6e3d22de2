"""Homes are drawn again for who has them open, as often as needed and no oftener."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pytest

from jobs.deliver import React, Worker
from jobs.homes import tell_news
from jobs.plan import Lanes, plan_general, plan_tickets
from jobs.reactions.home import PublishHome
from owona_bot.database import deliveries, index, paces
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.abilities import Wanted
from owona_bot.domain.assignee import Mention
from owona_bot.domain.delivery import Delivery, Later, Outcome, Pace, Reaction, Refused, lane_of
from owona_bot.domain.home import Tab
from owona_bot.domain.me import Wanted as Absence
from owona_bot.domain.people import Agent
from owona_bot.domain.plan_priorities import NEWS_LANE
from owona_bot.domain.sla_calendars import WEEKDAYS
from owona_bot.playground.site import Site
from owona_bot.services.away import Saying
from owona_bot.services.home import choose_tab, open_home
from owona_bot.services.team import change_abilities, change_absence
from owona_bot.slack import client
from tests.jobs.queue import LEASE
from tests.services.team import a_team

pytestmark = pytest.mark.database

LATER = "update owona_bot.homes set published_at = now() - interval '2 seconds'"

CLOSE = "update owona_bot.homes set opened_at = now() - interval '31 minutes'"

ENDS = "select state, count(*)::integer as n from owona_bot.deliveries where reaction = 'home' group by state"

RAN_OUT = """
    update owona_bot.deliveries set state = 'waiting', leased_until = null, uncertain = true
    where reaction = 'home' and state = 'leased'"""

REASON = "select last_error from owona_bot.deliveries where reaction = 'home' order by position desc limit 1"


class Slack:
    """As far as Homes need it; `refuses` is what it says to each."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self.refuses: str | None = None

    async def publish(self, user: str, view: Mapping[str, object]) -> None:
        if self.refuses:
            raise Refused(self.refuses)
        self.shown.append((user, str(view)))


async def nothing(_: Delivery) -> Outcome:
    return Outcome("done")


@dataclass(frozen=True, slots=True)
class House:
    """A desk without a bot: what it would do is done by hand."""

    desk: Desk
    raw: Raw
    lanes: Lanes
    slack: Slack
    worker: Worker

    async def delivered(self) -> None:
        """All that is planned has happened."""
        while await plan_tickets(self.desk, self.lanes) + await plan_general(self.desk, self.lanes):
            pass
        while await self.worker.deliver_next():
            pass
        while await index.work(self.desk.db):
            pass

    async def told(self) -> int:
        """A second has passed; answers how many Homes were to be drawn again."""
        await self.delivered()
        await self.raw.execute(LATER)
        stale = await tell_news(self.desk)
        await self.delivered()
        return stale


@pytest.fixture
async def house(desk: Desk, raw: Raw, lanes: Lanes) -> House:
    """With its lane open."""
    await paces.open_lanes(raw, [lane_of(NEWS_LANE, Pace(0, 1))])
    slack = Slack()
    publish = PublishHome(desk, cast("client.Slack", slack))
    reactions: dict[Reaction, React] = {**dict.fromkeys(Reaction, nothing), Reaction.HOME: publish}
    return House(desk, raw, lanes, slack, Worker(desk, reactions, LEASE, lambda: 0.5))


@pytest.fixture
async def team(house: House) -> list[Agent]:
    """The first is admin."""
    return await a_team(house.desk.db, 2)


async def ends(raw: Raw) -> dict[str, int]:
    return {row["state"]: row["n"] for row in await raw.fetch(ENDS)}


async def test_two_hundred_changes_are_one_redraw_for_each_who_looks(
    house: House, site: Site, team: list[Agent]
) -> None:
    lena = await site.sign_up("lena@example.com")
    for agent in team:
        await choose_tab(house.desk.db, Tab.UNASSIGNED, agent, None)
    await house.delivered()
    assert [user for user, _ in house.slack.shown] == ["U0", "U1"]
    for n in range(200):
        await site.insert_ticket(lena, f"Ticket {n}", "Hilfe")
    assert await house.told() == 2
    assert [user for user, _ in house.slack.shown] == ["U0", "U1"] * 2
    assert all("200" in view and "Ticket 0" in view for _, view in house.slack.shown[2:])
    assert await house.told() == 0


async def test_who_has_not_looked_lately_gets_none(house: House, site: Site, team: list[Agent]) -> None:
    await open_home(house.desk.db, team[0].slack_user, None)
    await house.delivered()
    lena = await site.sign_up("lena@example.com")
    await site.insert_ticket(lena, "Neu", "Hilfe")
    await house.delivered()
    await house.raw.execute(LATER)
    assert await tell_news(house.desk) == 1
    await house.raw.execute(CLOSE)
    await house.delivered()
    assert await house.raw.fetchval(REASON) == "nobody has looked at it lately"
    await site.insert_ticket(lena, "Neuer", "Hilfe")
    assert await house.told() == 0
    assert len(house.slack.shown) == 1


async def test_what_changes_nothing_that_is_shown_is_not_sent(house: House, site: Site, team: list[Agent]) -> None:
    anna, _ = team
    ticket = await site.insert_ticket(await site.sign_up("lena@example.com"), "Neu", "Hilfe")
    await choose_tab(house.desk.db, Tab.TEAM, anna, None)
    await house.delivered()
    await site.portal_status(ticket, "investigating", "")
    assert await house.told() == 1
    assert len(house.slack.shown) == 1
    assert await house.raw.fetchval(REASON) == "it shows that already"
    assert await house.told() == 0


async def test_what_somebody_wants_goes_before_what_comes_by_itself(
    house: House, site: Site, team: list[Agent]
) -> None:
    anna, _ = team
    await open_home(house.desk.db, anna.slack_user, None)
    await house.delivered()
    await site.insert_ticket(await site.sign_up("lena@example.com"), "Neu", "Hilfe")
    await plan_tickets(house.desk, house.lanes)
    while await index.work(house.desk.db):
        pass
    await house.raw.execute(LATER)
    assert await tell_news(house.desk) == 1
    await house.raw.execute(
        "update owona_bot.lanes set paused_until = now() + interval '1 hour' where name = $1", NEWS_LANE
    )
    await choose_tab(house.desk.db, Tab.UNASSIGNED, anna, None)
    await house.delivered()
    assert len(house.slack.shown) == 2
    assert "Neu" in house.slack.shown[-1][1]
    assert await ends(house.raw) == {"done": 2, "suppressed": 1}


async def test_replicas_that_look_at_once_draw_once(house: House, site: Site, team: list[Agent]) -> None:
    await open_home(house.desk.db, team[0].slack_user, None)
    await house.delivered()
    await site.insert_ticket(await site.sign_up("lena@example.com"), "Neu", "Hilfe")
    await house.delivered()
    await house.raw.execute(LATER)
    assert max(await asyncio.gather(*(tell_news(house.desk) for _ in range(8)))) == 1
    await house.delivered()
    assert await ends(house.raw) == {"done": 2}


async def test_the_team_is_told_with_what_each_holds(house: House, site: Site, team: list[Agent]) -> None:
    lena = await site.sign_up("lena@example.com")
    tickets = [await site.insert_ticket(lena, f"Ticket {n}", "Hilfe") for n in range(4)]
    await choose_tab(house.desk.db, Tab.TEAM, team[0], None)
    for ticket in tickets[:3]:
        await site.portal_status(ticket, "investigating", "Agent1@owona.de")
    await house.told()
    assert "Agent 0" in house.slack.shown[-1][1]
    assert "▰▱▱▱▱ 3/12 · " in house.slack.shown[-1][1]
    await site.portal_status(tickets[0], "resolved", "Agent1@owona.de")
    await site.delete_ticket(lena, tickets[1])
    await house.told()
    assert "▰▱▱▱▱ 1/12 · " in house.slack.shown[-1][1]


async def test_homes_say_who_is_not_there_and_why_as_soon_as_it_is_so(house: House, team: list[Agent]) -> None:
    anna, ben = team
    whom, db, now = Mention(ben.slack_user), house.desk.db, house.desk.clock()
    await choose_tab(db, Tab.TEAM, anna, None)
    await house.told()
    closed = {"zone": "UTC", "week": {WEEKDAYS[(now.weekday() + 3) % 7]: [[540, 600]]}}
    await change_abilities(db, whom, Wanted(cap=2, hours=closed), anna, None)
    await house.told()
    assert "▱▱▱▱▱ 0/2 · " in house.slack.shown[-1][1]
    assert "außerhalb der Arbeitszeit" in house.slack.shown[-1][1]
    await change_absence(db, whom, Absence(available=False, substitute=Mention("U0")), Saying(anna, now), None)
    await house.told()
    assert "nicht da · Vertretung: Agent 0" in house.slack.shown[-1][1]
    drawn = len(house.slack.shown)
    await house.raw.execute("insert into owona_bot.presences (agent_id, looked_at) values ($1, now())", ben.id)
    await house.raw.execute("update owona_bot.presences set looked_at = now()")
    await house.told()
    assert len(house.slack.shown) == drawn


async def test_many_wishes_that_wait_are_drawn_at_once(house: House, team: list[Agent]) -> None:
    for tab in (Tab.WAITING, Tab.CHANGED, Tab.TEAM):
        await choose_tab(house.desk.db, tab, team[0], None)
    await house.delivered()
    assert len(house.slack.shown) == 1
    assert "Agent 1" in house.slack.shown[0][1]
    assert await ends(house.raw) == {"done": 1, "suppressed": 2}


async def test_who_leaves_the_team_sees_no_ticket_any_more(house: House, site: Site, team: list[Agent]) -> None:
    await site.insert_ticket(await site.sign_up("lena@example.com"), "Geheim", "Hilfe")
    await choose_tab(house.desk.db, Tab.UNASSIGNED, team[1], None)
    await house.told()
    assert "Geheim" in house.slack.shown[-1][1]
    await house.raw.execute("update owona_bot.agents set active = false where id = $1", team[1].id)
    assert await house.told() == 1
    assert "Geheim" not in house.slack.shown[-1][1]
    assert "U0" in house.slack.shown[-1][1]


async def test_who_left_slack_as_well_troubles_nobody(house: House, team: list[Agent]) -> None:
    house.slack.refuses = "Slack refuses: user_not_found"
    await open_home(house.desk.db, "U404", None)
    await house.delivered()
    assert await ends(house.raw) == {"suppressed": 1}
    await open_home(house.desk.db, team[0].slack_user, None)
    await house.delivered()
    assert await ends(house.raw) == {"suppressed": 1, "dead": 1}


class Slow(Slack):
    """Takes the first one late."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answers = asyncio.Event(), asyncio.Event()

    async def publish(self, user: str, view: Mapping[str, object]) -> None:
        if not self.asked.is_set():
            self.asked.set()
            await self.answers.wait()
        await super().publish(user, view)


async def taken_over(house: House, agent: Agent) -> Delivery:
    """A redraw whose worker took so long that another one drew the Home, as it was wanted meanwhile."""
    await choose_tab(house.desk.db, Tab.UNASSIGNED, agent, None)
    assert await plan_general(house.desk, house.lanes)
    delivery = await deliveries.claim(house.raw, LEASE)
    assert delivery
    return delivery


async def test_a_home_that_another_worker_drew_meanwhile_is_not_drawn_over(house: House, team: list[Agent]) -> None:
    late = await taken_over(house, team[0])
    await house.raw.execute(RAN_OUT)
    await house.delivered()
    (newest,) = house.slack.shown
    with pytest.raises(Later):
        await house.worker.reactions[Reaction.HOME](late)
    assert house.slack.shown == [newest]


async def test_one_that_slack_took_late_is_drawn_again_as_it_is(house: House, team: list[Agent]) -> None:
    late, slow = await taken_over(house, team[0]), Slow()
    drawing = asyncio.create_task(PublishHome(house.desk, cast("client.Slack", slow))(late))
    await slow.asked.wait()
    await house.raw.execute(RAN_OUT)
    await choose_tab(house.desk.db, Tab.WAITING, team[0], None)
    await house.delivered()
    slow.answers.set()
    await drawing
    newest = house.slack.shown[-1]
    assert slow.shown != [newest]
    assert await house.told() == 1
    assert house.slack.shown[-1] == newest
    assert await house.told() == 0
