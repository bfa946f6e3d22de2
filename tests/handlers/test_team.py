"""The team and oneself, through the doors."""

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, said


async def test_everybody_sees_the_team_and_only_an_admin_its_button(desk: Scene) -> None:
    assert "Anna" in said(await desk.says("ben", "/ticket team"))
    assert "Team ändern" not in said(await desk.says("ben", "/ticket team"))
    assert "Team ändern" in said(await desk.says("anna", "/ticket mannschaft"))


async def test_an_agent_changes_nobody(desk: Scene) -> None:
    assert "Your role (agent) may not do that" in said(await desk.says("ben", "/ticket team remove <@U0ANNA>"))


async def test_the_last_admin_is_not_removed(desk: Scene) -> None:
    assert "letzte Admin" in said(await desk.says("anna", "/ticket team entfernen <@U0ANNA>"))
    assert "Anna" in said(await desk.says("anna", "/ticket team"))


async def test_a_colleague_joins_as_a_reader_and_may_look_alone(desk: Scene) -> None:
    ticket = await desk.asked()
    user = await desk.slack.add_user("rita", email="rita@owona.de")
    assert "in einem Augenblick" in said(await desk.says("anna", f"/ticket team hinzu <@{user}> leser"))

    async def shown() -> bool:
        return f"#{ticket.number}" in said(await desk.says("rita", f"/ticket show {ticket.number}"))

    await until(shown, "rita is of the team")
    assert "Rolle (Leser)" in said(await desk.says("rita", f"/ticket nimm {ticket.number}")) or "role (reader)" in said(
        await desk.says("rita", f"/ticket claim {ticket.number}")
    )
    said(await desk.says("anna", f"/ticket team remove <@{user}>"))
    assert "Support-Team" in said(await desk.says("rita", "/ticket team"))


async def test_a_guest_can_not_join_and_operations_hear_why(desk: Scene) -> None:
    said(await desk.says("anna", "/ticket team hinzu <@U0GRETA>"))
    assert "Gäste" in text_of(await desk.alarm("kann nicht ins Team"))


async def test_what_is_typed_wrong_is_told(desk: Scene) -> None:
    assert "„hinzo“" in said(await desk.says("anna", "/ticket team hinzo <@U0BEN>"))
    assert "„ben“" in said(await desk.says("anna", "/ticket team hinzu ben"))
    assert "„chef“" in said(await desk.says("anna", "/ticket team rolle <@U0BEN> chef"))
    assert "“quux”" in said(await desk.says("ben", "/ticket me quux"))


async def test_who_wants_german_is_answered_in_it(desk: Scene) -> None:
    assert "Du bist da" in said(await desk.says("ben", "/ticket me de"))
    assert "You are there" in said(await desk.says("ben", "/ticket me slack"))


async def test_an_absence_is_seen_by_the_others(desk: Scene) -> None:
    assert "away until" in said(await desk.says("ben", "/ticket me away until tomorrow 9am"))
    assert "nicht da bis morgen" in said(await desk.says("anna", "/ticket team"))
    assert "You are there" in said(await desk.says("ben", "/ticket me back"))
    assert "nicht da" not in said(await desk.says("anna", "/ticket team"))


async def test_the_form_says_what_is_so_and_keeps_what_is_chosen(desk: Scene) -> None:
    await desk.says("ben", "/ticket me")
    await desk.slack.submit("ben", {"Are you there?": "No", "Away until?": "Monday", "Language": "Deutsch"})
    assert "nicht da bis" in said(await desk.says("anna", "/ticket team"))
    assert "„quux“" in said(await desk.says("ben", "/ticket me quux"))
    said(await desk.says("ben", "/ticket me back"))
    said(await desk.says("ben", "/ticket me slack"))
