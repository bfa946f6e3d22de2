"""The table of rights, cell by cell, through a door: role by act by whose ticket it is."""

from collections.abc import AsyncIterator

import pytest

from owona_bot.domain.people import ROLES, Role
from owona_bot.domain.permissions import ANY, NEVER, OWN, Act, right
from tests.handlers.desk import Asked, Scene, said
from tests.handlers.test_parity import BROKEN, ROW, closed

pytestmark = pytest.mark.database

LINES: dict[Act, str] = {
    Act.SHOW: "show {n}",
    Act.WHY: "why {n}",
    Act.NEW: "new",
    Act.CLAIM: "claim {n}",
    Act.RELEASE: "release {n}",
    Act.ASSIGN: "assign {n} anna",
    Act.REPLY: "reply {n}",
    Act.NOTE: "note {n} called back",
    Act.STATUS: "status {n} waiting",
    Act.RESOLVE: "resolve {n}",
    Act.CLOSE: "close {n}",
    Act.REOPEN: "reopen {n}",
    Act.PRIORITY: "priority {n} high",
    Act.CATEGORY: "category {n} billing",
    Act.TAG: "tag {n} vip",
    Act.ESCALATE: "escalate {n} all of them see it",
    Act.SNOOZE: "snooze {n} tomorrow",
    Act.MERGE: "merge {n} {other}",
    Act.UNMERGE: "unmerge {n}",
    Act.SPLIT: "split {n}",
    Act.SHARE: "share",
    Act.CANNED: "canned",
    Act.ME: "me",
    Act.SCHEDULE: "schedule",
    Act.STATS: "stats",
    Act.REPORT: "report list",
    Act.EXPORT: "export",
    Act.TOKEN: "token",
    Act.SCHEDULE_CHANGE: "schedule time prune",
    Act.TEAM: "team",
    Act.TEAM_CHANGE: "team change",
    Act.ABILITIES: "team cap <@U0ANNA> -",
    Act.ONCALL: "oncall",
    Act.SWAP: "oncall swap",
    Act.ROTA: "oncall edit",
}
"""What is typed for it."""

NOT_TYPED = {
    *(Act.CANNED_SHARED, Act.OVERRIDE, Act.SETTLE, Act.BULK, Act.ESCALATION_STOP, Act.VIEW_SHARED),
    *(Act.EXPORT_NOTES, Act.EXPORT_OTHERS, Act.REPORT_SHARED),
}
"""Acts that no verb alone asks for."""

REFUSED = ("may not do that here", "Only its holder or the role")

SET_ROLE = "update owona_bot.agents set role = $1 where slack_user = 'U0BEN' returning id"

BEGUN = {Act.REOPEN: "closed"}
"""The status that an act needs, where it is not an open one."""


@pytest.fixture
async def ben(desk: Scene) -> AsyncIterator[Scene]:
    """Whose role changes, and is an agent's again afterwards."""
    yield desk
    await desk.fetchval(SET_ROLE, "agent")


async def a_ticket_of(desk: Scene, holder: str, act: Act) -> Asked:
    """The act can be done to it."""
    ticket, other = await desk.asked(settled=False), await desk.asked(settled=False)
    await desk.site.portal_status(ticket.id, BEGUN.get(act, "investigating"), f"{holder}@owona.de")
    if act is Act.UNMERGE:
        await desk.says("anna", f"/ticket merge {ticket.number} {other.number}")
    return ticket


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", LINES)
async def test_a_door_does_what_the_table_says(ben: Scene, act: Act, role: Role) -> None:
    """Own and another's; what is refused changes nothing."""
    allowed = {"ben": right(role, act) is not NEVER, "anna": right(role, act) is ANY or "{n}" not in LINES[act]}
    for holder, may in allowed.items():
        ticket, other = await a_ticket_of(ben, holder, act), await ben.asked(settled=False)
        await ben.fetchval(SET_ROLE, role)
        before = await ben.fetchval(ROW, ticket.number)
        answer = await ben.says("ben", f"/ticket {LINES[act].format(n=ticket.number, other=other.number)}")
        refused = any(words in said(answer) for words in REFUSED)
        assert refused is not (may and right(role, act) is not NEVER), said(answer)
        assert not [words for words in BROKEN if words in said(answer)]
        if refused:
            assert answer.view is None
            assert await ben.fetchval(ROW, ticket.number) == before
            assert (REFUSED[1] in said(answer)) is (right(role, act) is OWN)
        await closed(ben, "ben")


async def test_no_reader_gets_the_form_of_an_answer_by_the_shortcut(ben: Scene) -> None:
    ticket = await ben.asked()
    ts = await ben.slack.post("anna", ben.tickets, "Sagt ihm das.", (await ben.card(ticket))["ts"])
    await ben.fetchval(SET_ROLE, "reader")
    assert (await ben.slack.shortcut("ben", "Send to customer", ben.tickets, ts)).acked
    assert await ben.slack.view("ben") is None
    await ben.whisper("ben", "may not do that here")


def test_every_act_is_typed_or_known_not_to_be() -> None:
    assert LINES.keys() | NOT_TYPED == set(Act)
    assert not LINES.keys() & NOT_TYPED
