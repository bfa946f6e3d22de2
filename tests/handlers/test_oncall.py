"""Who is on call, through the doors: set up, looked at, swapped, handed over."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Scene, said

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("nora")]

NORA = "Nora"

ACTIVE = "select count(*)::integer from owona_bot.agents where slack_user = $1 and active"

WEEKLY = {"Wie lange am Stück": "Wöchentlich", "Übergabe am (bei wöchentlich)": "Montag", "Übergabe um": "09:00"}


@pytest.fixture(scope="module")
async def nora(opened: Scene) -> AsyncIterator[str]:
    """An agent as long as these tests run."""
    user = await opened.slack.add_user(NORA, email="agent11@owona.de")

    async def counts(agents: int) -> bool:
        return await opened.fetchval(ACTIVE, user) == agents

    await until(lambda: counts(1), "nora is of the team", PATIENCE)
    yield user
    await opened.slack.change_user(user, is_ultra_restricted=True)
    await until(lambda: counts(0), "nora is of the team no more", PATIENCE)


async def set_up(desk: Scene, turns: str) -> str:
    """By anna, from now on; answers the preview."""
    await desk.says("anna", "/ticket bereitschaft ändern")
    shown = await desk.slack.submit("anna", {"Wer in welcher Reihenfolge": turns, **WEEKLY})
    assert not shown.errors
    assert (await desk.slack.submit("anna")).outcome == "acked"
    assert await desk.slack.view("anna") is None
    return text_of({"text": "", "blocks": shown.view["blocks"]}) if shown.view else ""


async def directs(desk: Scene, user: str) -> list[Json]:
    """Direct messages; none where there is no such channel yet."""
    channel = "D" + next(one["id"] for one in await desk.slack.users() if one["name"] == user.lower())[1:]
    there = {call["args"].get("channel") for call in await desk.slack.calls("chat.postMessage")}
    return await desk.slack.messages(channel) if channel in there else []


async def heard(desk: Scene, user: str, words: str) -> list[str]:
    """The `ts` of each direct message that says `words`."""
    return [message["ts"] for message in await directs(desk, user) if words in text_of(message)]


async def told(desk: Scene, user: str, words: str, before: Sequence[str] = ()) -> str:
    """The `ts` of a direct message that says `words`, and was not there `before`."""

    async def says() -> str | None:
        return next((ts for ts in await heard(desk, user, words) if ts not in before), None)

    return await until(says, f"{user} is told {words}", PATIENCE)


async def test_before_a_rota_is_set_up_everybody_sees_that_there_is_none(desk: Scene) -> None:
    assert "Nobody has set up" in said(await desk.says("ben", "/ticket oncall"))
    assert "Change …" not in said(await desk.says("ben", "/ticket oncall"))
    assert "Ändern …" in said(await desk.says("anna", "/ticket rufbereitschaft"))


async def test_a_lead_sets_it_up_sees_it_before_and_whoever_begins_is_told(desk: Scene) -> None:
    preview = await set_up(desk, "Ben\nAnna\nNora")
    assert "Wöchentlich, Übergabe Montag 09:00 (Europe/Berlin). Reihenfolge: Ben, Anna, Nora" in preview
    assert "Keine Lücken in den nächsten 14 Tagen" in preview
    await told(desk, "ben", "You are on call from now until")
    shown = said(await desk.says("ben", "/ticket oncall"))
    assert "Ben is on call until" in shown
    assert "Weekly, hand-over Monday 09:00 (Europe/Berlin). Order: Ben, Anna, Nora" in shown
    assert "Dein nächster Dienst" in said(await desk.says("anna", "/ticket bereitschaft"))


async def test_what_is_wrong_in_the_form_is_said_beside_its_field(desk: Scene) -> None:
    await desk.says("anna", "/ticket oncall edit")
    for turns, zone, words in (
        ("Ben\nBen", "Europe/Berlin", "zweimal hintereinander"),
        ("Ben\nQuaxi", "Europe/Berlin", "„Quaxi“ passt hier nicht"),
        (" ; , ", "Europe/Berlin", "Mindestens eine Person"),
        ("Ben", "Europe/Belin", "Meintest du „Europe/Berlin“"),
    ):
        answer = await desk.slack.submit("anna", {"Wer in welcher Reihenfolge": turns, **WEEKLY, "Zeitzone": zone})
        assert words in str(answer.errors), answer
    past = str(int((datetime.now(UTC) - timedelta(days=2)).timestamp()))
    answer = await desk.slack.submit("anna", {"Wer in welcher Reihenfolge": "Ben", "Zeitzone": "UTC", "Gilt ab": past})
    assert "schon vorbei" in str(answer.errors)
    await desk.slack.close("anna")


async def test_who_is_away_is_a_gap_that_is_shown_before_and_after(desk: Scene) -> None:
    said(await desk.says(NORA, "/ticket me away"))
    assert "Nora ist nicht da" in await set_up(desk, "Ben\nNora")
    assert "⚠️ Gaps in the next 14 days" in said(await desk.says("ben", "/ticket oncall"))
    said(await desk.says(NORA, "/ticket me back"))
    assert "No gaps in the next 14 days" in said(await desk.says("ben", "/ticket oncall"))


async def test_a_time_is_taken_out_and_given_by_hand(desk: Scene) -> None:
    await set_up(desk, "Ben\nNora")
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    times = {"Von": str(int(start.timestamp())), "Bis": str(int((start + timedelta(hours=3)).timestamp()))}
    await desk.says("anna", "/ticket oncall dienst")
    wrong = await desk.slack.submit("anna", {"Wer": "Niemand", "Von": times["Bis"], "Bis": times["Von"]})
    assert "nicht nach dem Anfang" in str(wrong.errors)
    assert (await desk.slack.submit("anna", {"Wer": "Niemand", **times})).outcome == "acked"
    assert ": nobody" in said(await desk.says("ben", "/ticket oncall"))
    await desk.says("anna", "/ticket oncall schicht")
    assert (await desk.slack.submit("anna", {"Wer": "Nora", **times})).outcome == "acked"
    assert "No gaps" in said(await desk.says("ben", "/ticket oncall"))


async def asks(desk: Scene, asker: str, colleague: str) -> None:
    """For the first shift that the form names."""
    await desk.says(asker, "/ticket oncall swap")
    view = await desk.slack.view(asker)
    assert view is not None
    labels = [block["label"]["text"] for block in view["blocks"]]
    assert (await desk.slack.submit(asker, {labels[1]: colleague})).outcome == "acked"


async def test_of_two_who_are_asked_the_first_yes_counts(desk: Scene) -> None:
    await set_up(desk, "Ben\nNora")
    await told(desk, "ben", "You are on call from now until")
    nora, anna, ben = await heard(desk, NORA, ""), await heard(desk, "anna", ""), await heard(desk, "ben", "")
    await asks(desk, "ben", "Nora")
    await asks(desk, "ben", "Anna")
    theirs, hers = await told(desk, NORA, "Ben asks", nora), await told(desk, "anna", "Ben fragt", anna)
    assert "You asked Nora" in said(await desk.says("ben", "/ticket oncall"))
    assert "Ben fragt dich" in said(await desk.says("anna", "/ticket oncall"))
    assert (await desk.slack.click("anna", "D0ANNA", hers, "Übernehmen")).outcome == "acked"
    await told(desk, "ben", "Anna takes your shift", ben)
    await told(desk, "anna", "Das ist jetzt dein Dienst", [ts for ts in anna if ts != hers])
    await told(desk, "anna", "Ab jetzt hast du Rufbereitschaft", anna)
    await told(desk, "ben", "Your shift is over. Anna is on call now", ben)
    assert "Anna hat Rufbereitschaft" in said(await desk.says("anna", "/ticket oncall"))

    async def overtaken() -> bool:
        (there,) = [m for m in await directs(desk, NORA) if m["ts"] == theirs]
        return "übernimmt den Dienst schon" in text_of(there) or "takes the shift already" in text_of(there)

    await until(overtaken, "nora's message has no buttons", PATIENCE)


async def test_a_request_is_declined_or_taken_back(desk: Scene) -> None:
    await set_up(desk, "Ben\nNora\nAnna")
    anna, ben = await heard(desk, "anna", ""), await heard(desk, "ben", "")
    await asks(desk, "ben", "Anna")
    asked = await told(desk, "anna", "Übernehmen", anna)
    assert (await desk.slack.click("anna", "D0ANNA", asked, "Ablehnen")).outcome == "acked"
    await told(desk, "ben", "Anna can't take your shift", ben)
    await asks(desk, "ben", "Nora")
    number = await desk.fetchval("select max(id) from owona_bot.swaps")
    assert "not for you" in said(await desk.says("ben", f"/ticket oncall accept {number}"))
    assert "The request was withdrawn" in said(await desk.says("ben", f"/ticket oncall withdraw {number}"))
    assert "settled already" in said(await desk.says("ben", f"/ticket oncall withdraw {number}"))


async def test_what_is_typed_wrong_is_told(desk: Scene) -> None:
    assert "„quux“" in said(await desk.says("anna", "/ticket oncall quux"))
    assert "no such request" in said(await desk.says("ben", "/ticket oncall accept"))
    assert "no such request" in said(await desk.says("ben", "/ticket oncall accept 99999999999999999999999"))


async def test_a_lead_who_was_slower_sees_what_the_other_has_saved(desk: Scene) -> None:
    await set_up(desk, "Ben\nNora")
    await desk.says("anna", "/ticket oncall edit")
    shown = await desk.slack.submit("anna", {"Wer in welcher Reihenfolge": "Anna\nBen", **WEEKLY})
    query = """
        insert into owona_bot.rotas (turns, length, weekday, hand_over, zone, begins_at, made_by, made_at)
        select array[id], 'week', 0, '08:00', 'UTC', now() - interval '1 s', id, now() from owona_bot.agents
        where name = 'Nora' returning id"""
    assert await desk.fetchval(query)
    late = await desk.slack.submit("anna")
    assert "Nora hat die Rufbereitschaft gerade geändert, jetzt ist die Reihenfolge: Nora" in str(late.view)
    await desk.slack.close("anna")
    shown = await desk.slack.submit("anna", {"Wer in welcher Reihenfolge": "Anna\nBen", **WEEKLY})
    assert "während dein Formular offen war" in str(shown.view)
    assert "Übergabe Montag 08:00 (UTC). Reihenfolge: Nora" in str(shown.view)
    assert (await desk.slack.submit("anna")).outcome == "acked"
    assert "Reihenfolge: Anna, Ben" in said(await desk.says("anna", "/ticket oncall"))
