"""One table: every verb, and each way there is to say it. Each way is knocked at; no other exists."""

from enum import StrEnum
from typing import NamedTuple

import pytest
from slack_bolt.async_app import AsyncApp

import handlers
from blocks import ids
from owona_bot.domain.emoji import ACTS, DEEDS
from owona_bot.domain.verbs import FOLLOWS, NUMBERED, WORDS, Verb, said_in_thread
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.slack.doors import Doors
from tests.blocks.reading import offered, pressed
from tests.handlers.cards import every_card
from tests.handlers.desk import PATIENCE, Asked, Scene
from tests.handlers.desk import said as answered
from tests.test_house import MANIFEST

pytestmark = pytest.mark.database


class Way(StrEnum):
    """How a verb is said."""

    GERMAN = "German"
    ENGLISH = "English"
    MENTION = "mention"
    COMMAND = "a command of its own"
    BUTTON = "button"
    MENU = "menu"
    FORM = "form"
    SHORTCUT = "shortcut"
    EMOJI = "emoji"


SPOKEN = {Way.GERMAN, Way.ENGLISH, Way.MENTION}

WAYS: dict[Verb, set[Way]] = {
    Verb.NEW: SPOKEN | {Way.FORM, Way.SHORTCUT, Way.EMOJI},
    Verb.SHOW: SPOKEN,
    Verb.LIST: SPOKEN | {Way.COMMAND},
    Verb.FIND: SPOKEN,
    Verb.CLAIM: SPOKEN | {Way.COMMAND, Way.BUTTON, Way.EMOJI},
    Verb.RELEASE: SPOKEN | {Way.MENU},
    Verb.ASSIGN: SPOKEN | {Way.MENU, Way.FORM},
    Verb.REPLY: SPOKEN | {Way.COMMAND, Way.BUTTON, Way.FORM, Way.SHORTCUT},
    Verb.NOTE: SPOKEN | {Way.MENU, Way.FORM},
    Verb.STATUS: SPOKEN | {Way.MENU, Way.FORM},
    Verb.RESOLVE: SPOKEN | {Way.BUTTON, Way.MENU, Way.EMOJI},
    Verb.CLOSE: SPOKEN | {Way.MENU},
    Verb.REOPEN: SPOKEN | {Way.MENU},
    Verb.PRIORITY: SPOKEN | {Way.MENU, Way.FORM, Way.EMOJI},
    Verb.CATEGORY: SPOKEN | {Way.MENU, Way.FORM},
    Verb.TAG: SPOKEN | {Way.MENU, Way.FORM},
    Verb.ESCALATE: SPOKEN | {Way.COMMAND, Way.BUTTON, Way.FORM},
    Verb.SNOOZE: SPOKEN | {Way.MENU, Way.FORM},
    Verb.SLA: SPOKEN | {Way.MENU},
    Verb.WHY: SPOKEN | {Way.MENU},
    Verb.MERGE: SPOKEN | {Way.MENU, Way.FORM},
    Verb.UNMERGE: SPOKEN | {Way.MENU},
    Verb.SPLIT: SPOKEN | {Way.MENU, Way.FORM},
    Verb.SHARE: SPOKEN | {Way.FORM},
    Verb.CANNED: SPOKEN,
    Verb.ME: SPOKEN | {Way.FORM},
    Verb.EXPORT: SPOKEN | {Way.COMMAND, Way.FORM},
    Verb.SCHEDULE: SPOKEN | {Way.FORM},
    Verb.STATS: SPOKEN,
    Verb.REPORT: SPOKEN | {Way.COMMAND, Way.FORM},
    Verb.TOKEN: SPOKEN | {Way.FORM},
    Verb.TEAM: SPOKEN | {Way.FORM},
    Verb.ONCALL: SPOKEN | {Way.FORM},
    Verb.HELP: SPOKEN,
}

COMMANDS = {
    Verb.CLAIM: ids.CLAIM_COMMAND,
    Verb.REPLY: ids.REPLY_COMMAND,
    Verb.LIST: ids.TICKETS,
    Verb.ESCALATE: ids.ESCALATE_COMMAND,
    Verb.EXPORT: ids.EXPORT_COMMAND,
    Verb.REPORT: ids.REPORT_COMMAND,
}

BUTTONS = {
    Verb.CLAIM: "Übernehmen",
    Verb.REPLY: "Antworten",
    Verb.RESOLVE: "Gelöst",
    Verb.ESCALATE: "Eskalieren",
}
"""On the card, in the desk's language."""

KEPT = {Verb.RELEASE}
"""Verbs whose button stands on cards that an older version drew."""

LISTED = {Verb.SCHEDULE, Verb.STATS, Verb.REPORT, Verb.TOKEN}
"""Verbs whose buttons stand beneath their own list."""

TOLD = {Verb.WHY}
"""Verbs whose button stands beside what the bot did by itself."""

MENU = {
    Verb.RESOLVE: "Gelöst",
    Verb.ASSIGN: "Zuweisen …",
    Verb.RELEASE: "Freigeben",
    Verb.NOTE: "Notiz …",
    Verb.STATUS: "Status …",
    Verb.CLOSE: "Schließen",
    Verb.REOPEN: "Wieder öffnen",
    Verb.PRIORITY: "Priorität …",
    Verb.CATEGORY: "Kategorie …",
    Verb.TAG: "Schlagworte …",
    Verb.SNOOZE: "Zurücklegen …",
    Verb.SLA: "Fristen zeigen",
    Verb.WHY: "Wer ist dran?",
    Verb.MERGE: "Zusammenführen …",
    Verb.UNMERGE: "Wieder trennen",
    Verb.SPLIT: "Aufteilen …",
}
"""In the card's menu, the same way."""

FORMS: dict[Verb, str] = {
    Verb.NEW: ids.NEW_TICKET,
    Verb.ASSIGN: ids.ASSIGN_FORM,
    Verb.REPLY: ids.REPLY_FORM,
    Verb.NOTE: ids.REPLY_FORM,
    Verb.STATUS: ids.STATUS_FORM,
    Verb.PRIORITY: ids.PRIORITY_FORM,
    Verb.CATEGORY: ids.CATEGORY_FORM,
    Verb.TAG: ids.TAG_FORM,
    Verb.ESCALATE: ids.ESCALATE_FORM,
    Verb.SNOOZE: ids.SNOOZE_FORM,
    Verb.MERGE: ids.MERGE_FORM,
    Verb.SPLIT: ids.SPLIT_FORM,
    Verb.SHARE: ids.SHARE_FORM,
    Verb.ME: ids.ME_FORM,
    Verb.EXPORT: ids.EXPORT_FORM,
    Verb.SCHEDULE: ids.SCHEDULE_TIME,
    Verb.REPORT: ids.REPORT_FORM,
    Verb.TOKEN: ids.TOKEN_FORM,
    Verb.TEAM: ids.TEAM_FORM,
    Verb.ONCALL: ids.ROTA_FORM,
}
"""What opens when a verb is said with nothing but its ticket's number."""

FOR_FORM = {
    Verb.TOKEN: "token new",
    Verb.SCHEDULE: "schedule time prune",
    Verb.TEAM: "team change",
    Verb.ONCALL: "oncall edit",
}
"""Where the verb alone shows something, and a button beneath it says this."""

BEHIND = {
    *(ids.MERGE_CONFIRM, ids.REPLY_PREVIEW, ids.RELEASE_FORM, ids.TICKET_FROM_MESSAGE, ids.ATTACH_MESSAGE),
    *(ids.CANNED_FORM, ids.VIEW_FORM, ids.FORGET_FORM, ids.BULK_FORM, ids.BULK_PREVIEW),
    *(ids.SCHEDULE_RUN, ids.REPORT_SCHEDULE),
    *(ids.ROTA_PREVIEW, ids.COVER_FORM, ids.SWAP_FORM, ids.SHARE_PREVIEW),
    ids.ABILITIES_FORM,
}
"""Forms that another form, a list or a shortcut opens."""

SHORTCUTS: dict[str, Verb | None] = {
    ids.REPLY_FROM_MESSAGE: Verb.REPLY,
    ids.MAKE_FROM_MESSAGE: Verb.NEW,
    ids.NEW_FROM_ANYWHERE: Verb.NEW,
    ids.ADD_FROM_MESSAGE: None,
}
"""None: no verb says it."""

EMOJI = {Verb.CLAIM: "eyes", Verb.RESOLVE: "white_check_mark", Verb.PRIORITY: "rotating_light", Verb.NEW: "ticket"}

BROKEN = ("gib die Nummer", "give the reference", "kenne ich nicht", "don't know", "älteren Karte", "older card")
"""What is said where nobody answers."""

ROW = """
    select concat_ws(' ', t.status, t.priority, t.category, t.assigned_agent, s.tags::text, s.snoozed_until::text,
                     s.merged_into::text, (select count(*) from owona_bot.notes n where n.ticket_id = t.id))
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id where s.number = $1"""

MADE = "select count(*) from public.support_tickets"


class Sight(NamedTuple):
    """What could show that somebody answered."""

    row: object
    tickets: object
    whispers: int
    view: str


async def sight(desk: Scene, user: str, ticket: Asked) -> Sight:
    view = await desk.slack.view(user)
    whispers = len(await desk.slack.ephemerals(user))
    return Sight(await desk.fetchval(ROW, ticket.number), await desk.fetchval(MADE), whispers, str(view and view["id"]))


async def happened(desk: Scene, user: str, ticket: Asked, before: Sight) -> None:
    """Something did, and it was no excuse."""

    async def differs() -> bool:
        return await sight(desk, user, ticket) != before

    await until(differs, "somebody answered", PATIENCE)
    told = [text_of(one) for one in (await desk.slack.ephemerals(user))[before.whispers :]]
    assert not [words for words in told if any(excuse in words for excuse in BROKEN)]
    await closed(desk, user)


async def closed(desk: Scene, user: str) -> None:
    while await desk.slack.view(user) is not None:
        await desk.slack.close(user)


async def prepared(desk: Scene, verb: Verb) -> Asked:
    """A ticket of which the verb can be said."""
    ticket = await desk.asked()
    if verb in (Verb.RELEASE, Verb.UNMERGE):
        await desk.says("anna", f"/ticket nimm {ticket.number}")
    if verb is Verb.REOPEN:
        await desk.says("anna", f"/ticket close {ticket.number}")
    if verb is Verb.UNMERGE:
        await desk.says("anna", f"/ticket merge {ticket.number} {(await desk.asked()).number}")
    if verb is Verb.SPLIT:
        await desk.site.say(ticket.id, "customer", "Lena", "Und noch etwas anderes.", {})
    await desk.settled(ticket)
    return ticket


async def line(desk: Scene, verb: Verb, ticket: Asked, language: int) -> str:
    """What the example says, of tickets that there are."""
    follows = FOLLOWS[verb][language].replace("1001", str(ticket.number))
    return follows.replace("1002", str((await desk.asked()).number)) if "1002" in follows else follows


def rows(way: Way) -> list[Verb]:
    return [verb for verb, ways in WAYS.items() if way in ways]


@pytest.mark.parametrize("verb", rows(Way.GERMAN))
@pytest.mark.parametrize(("user", "language"), [("anna", 1), ("ben", 0)], ids=["German", "English"])
async def test_it_is_said_by_command_in_either_language(desk: Scene, verb: Verb, user: str, language: int) -> None:
    for word in WORDS[verb]:
        ticket = await prepared(desk, verb)
        answer = await desk.says(user, f"/ticket {word} {await line(desk, verb, ticket, language)}")
        assert not [excuse for excuse in BROKEN if excuse in answered(answer)]
        assert answered(answer).strip() or answer.view
        await closed(desk, user)


@pytest.mark.parametrize("verb", rows(Way.COMMAND))
async def test_it_is_said_by_a_command_of_its_own(desk: Scene, verb: Verb) -> None:
    ticket = await prepared(desk, verb)
    answer = await desk.says("ben", f"{COMMANDS[verb]} {await line(desk, verb, ticket, 0)}")
    assert not [excuse for excuse in BROKEN if excuse in answered(answer)]
    assert answered(answer).strip() or answer.view
    await closed(desk, "ben")


@pytest.mark.parametrize("verb", rows(Way.MENTION))
async def test_it_is_said_in_the_thread_without_the_number(desk: Scene, verb: Verb) -> None:
    ticket = await prepared(desk, verb)
    follows = (await line(desk, verb, ticket, 0)).removeprefix(str(ticket.number)).strip()
    before = await sight(desk, "anna", ticket)
    await desk.slack.post("anna", desk.tickets, f"<@U0OWONA> {verb} {follows}", (await desk.card(ticket))["ts"])
    await happened(desk, "anna", ticket, before)


@pytest.mark.parametrize("verb", rows(Way.BUTTON))
async def test_it_is_a_button_on_the_card(desk: Scene, verb: Verb) -> None:
    ticket = await prepared(desk, verb)
    before = await sight(desk, "anna", ticket)
    assert (await desk.presses("anna", ticket, BUTTONS[verb])).acked
    await happened(desk, "anna", ticket, before)


@pytest.mark.parametrize("verb", rows(Way.MENU))
async def test_it_is_a_choice_of_the_cards_menu(desk: Scene, verb: Verb) -> None:
    ticket = await prepared(desk, verb)
    before = await sight(desk, "anna", ticket)
    assert (await desk.presses("anna", ticket, MENU[verb])).acked
    await happened(desk, "anna", ticket, before)


@pytest.mark.parametrize("verb", rows(Way.FORM))
async def test_with_words_missing_it_is_a_form(desk: Scene, verb: Verb) -> None:
    ticket = await prepared(desk, verb)
    number = ticket.number if verb in NUMBERED else ""
    await desk.says("anna", f"/ticket {FOR_FORM.get(verb, verb)} {number}")
    view = await desk.slack.view("anna")
    assert view is not None
    assert view["callback_id"] == FORMS[verb]
    await closed(desk, "anna")


@pytest.mark.parametrize("callback", SHORTCUTS)
async def test_it_is_a_shortcut(desk: Scene, callback: str) -> None:
    ticket = await prepared(desk, Verb.SHOW)
    before = await sight(desk, "anna", ticket)
    of_message = {
        shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"] if shortcut["type"] == "message"
    }
    ts = await desk.slack.post("anna", desk.tickets, "Schon erledigt.", (await desk.card(ticket))["ts"])
    where = (desk.tickets, ts) if callback in of_message else ()
    assert (await desk.slack.shortcut("anna", callback, *where)).acked
    await happened(desk, "anna", ticket, before)


@pytest.mark.parametrize("verb", rows(Way.EMOJI))
async def test_it_is_an_emoji(desk: Scene, verb: Verb) -> None:
    ticket = await prepared(desk, verb)
    before = await sight(desk, "anna", ticket)
    ts = (await desk.card(ticket))["ts"] if verb is not Verb.NEW else await desk.slack.post("anna", desk.tickets, "Hm.")
    await desk.slack.react("anna", desk.tickets, ts, EMOJI[verb])
    await happened(desk, "anna", ticket, before)


# no other


@pytest.fixture(scope="module")
def doors() -> Doors:
    """As the bot hangs them, with nobody knocking."""

    async def nobody(_args: object) -> object:
        raise AssertionError

    doors = Doors(AsyncApp(token="xoxb-none", signing_secret="none"), nobody)
    for room in handlers.ROOMS:
        room.register(doors)
    return doors


def said_by(way: Way) -> set[Verb]:
    return set(rows(way))


def test_every_verb_is_answered_has_a_row_and_is_spoken(doors: Doors) -> None:
    assert set(WAYS) == set(doors.verbs) == set(Verb)
    assert all(ways >= SPOKEN for ways in WAYS.values())


def test_no_button_says_anything_else(doors: Doors) -> None:
    assert set(doors.buttons.values()) == said_by(Way.BUTTON) | KEPT | LISTED | TOLD
    drawn = {doors.buttons[action] for card in every_card() for action in pressed(card)}
    assert drawn == said_by(Way.BUTTON)


def test_no_menu_offers_anything_else() -> None:
    """Each choice is a line that can be said, of the card's own ticket."""
    spoken = [said_in_thread(choice, 1) for card in every_card() for choice in offered(card)]
    assert {one.verb for one in spoken} == said_by(Way.MENU)
    assert {one.rest for one in spoken} <= {"1001", "1 1001"}


def test_no_form_is_sent_for_anything_else(doors: Doors) -> None:
    assert set(FORMS) == said_by(Way.FORM)
    assert set(doors.forms) == set(FORMS.values()) | BEHIND


def test_no_shortcut_and_no_command_says_anything_else(doors: Doors) -> None:
    assert (
        set(doors.shortcuts) == set(SHORTCUTS) == {entry["callback_id"] for entry in MANIFEST["features"]["shortcuts"]}
    )
    assert set(filter(None, SHORTCUTS.values())) == said_by(Way.SHORTCUT)
    assert set(doors.commands) == {ids.COMMAND, *COMMANDS.values()}


def test_no_emoji_says_anything_else() -> None:
    assert {verb.value for verb in said_by(Way.EMOJI)} == {ACTS[deed].value for deed in DEEDS.values()}
    assert set(EMOJI.values()) == set(DEEDS)
