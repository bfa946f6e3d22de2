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


async def test_a_colleague_stands_in_and_it_is_said_when_they_are_away_too(desk: Scene) -> None:
    assert "stands in" not in said(await desk.says("ben", "/ticket me away until tomorrow"))
    answer = said(await desk.says("ben", "/ticket me weg bis morgen vertretung <@U0ANNA>"))
    assert "Anna stands in for you." in answer
    assert "either" not in answer
    assert "Vertretung: Anna" in said(await desk.says("anna", "/ticket team"))
    answer = said(await desk.says("anna", "/ticket ich krank vertretung <@U0BEN>"))
    assert "Du bist weg bis morgen" in answer
    assert "Ben vertritt dich. Ben ist gerade auch nicht da." in answer
    for who in ("anna", "ben"):
        said(await desk.says(who, "/ticket me back"))
    assert "Vertretung" not in said(await desk.says("anna", "/ticket team"))


async def test_who_can_not_stand_in_is_named_with_an_example(desk: Scene) -> None:
    for words in ("<@U0BEN>", "me", "ben"):
        assert "Only somebody else can stand in" in said(await desk.says("ben", f"/ticket me away substitute {words}"))
    assert "“quux”" in said(await desk.says("ben", "/ticket me sick substitute quux"))
    assert "Who is to stand in?" in said(await desk.says("ben", "/ticket me sick substitute"))
    assert "gehört nicht zum Support-Team" in said(await desk.says("anna", "/ticket ich weg vertretung <@U0GRETA>"))
    assert "nicht da" not in said(await desk.says("anna", "/ticket team"))


async def test_a_lead_says_that_a_colleague_is_sick_and_back(desk: Scene) -> None:
    assert "may not do that here" in said(await desk.says("ben", "/ticket team sick <@U0ANNA>"))
    answer = said(await desk.says("anna", "/ticket team krank <@U0BEN> bis Freitag vertretung ich"))
    assert "nicht da bis" in answer
    assert "Vertretung: Anna" in answer
    assert "wieder da" in said(await desk.says("anna", "/ticket team da <@U0BEN>"))
    assert "nicht da bis" in said(await desk.says("anna", "/ticket team weg ben bis Freitag"))
    assert "there again" in said(await desk.says("ben", "/ticket team back me"))


async def test_what_a_colleague_can_is_said_and_seen(desk: Scene) -> None:
    answer = said(await desk.says("anna", "/ticket team fähigkeiten <@U0BEN> Billing, sso"))
    assert "Fähigkeiten: billing, sso" in answer
    assert "fragt bisher keine Regel: billing, sso" in answer
    answer = said(await desk.says("anna", "/ticket team sprachen <@U0BEN> deutsch, en"))
    assert "Fähigkeiten: billing, sso · Sprachen: de, en" in answer
    assert "keine Regel" not in answer
    assert "höchstens 8 offene" in said(await desk.says("anna", "/ticket team obergrenze <@U0BEN> 8"))
    assert "hours: mon-fri 9:00-17:00" in said(await desk.says("ben", "/ticket team hours me Mo-Fr 9-17"))
    shown = said(await desk.says("anna", "/ticket team"))
    assert "/8 offen" in shown
    assert "billing, sso · de, en · mo-fr 9:00-17:00" in shown
    assert "bekommt nichts" in said(await desk.says("anna", "/ticket team obergrenze ben 0"))
    for word in ("skills", "languages", "cap", "hours"):
        said(await desk.says("anna", f"/ticket team {word} <@U0BEN> -"))
    assert "billing" not in said(await desk.says("anna", "/ticket team"))


async def test_what_can_not_be_is_refused_with_its_word(desk: Scene) -> None:
    for words, told in (
        ("skills <@U0BEN> <!channel>", "!channel"),
        ("cap <@U0BEN> -1", "“-1”"),
        ("cap <@U0BEN> 1001", "“1001”"),
        ("cap <@U0BEN> acht", "“acht”"),
        ("languages <@U0BEN> klingonisch", "“klingonisch”"),
        ("hours <@U0BEN> mon-fri 25-26", "25-26"),
        ("skills billing, bug", "“billing,”"),
        ("skills", "Wen aus dem Team meinst du?"),
        ("skils <@U0BEN> bug", "“skills”"),
    ):
        answer = said(await desk.says("anna", f"/ticket team {words}"))
        assert told in answer or told.replace("“", "„").replace("”", "“") in answer, answer


async def test_agents_say_their_own_languages_and_hours_and_nothing_else(desk: Scene) -> None:
    assert "may not" in said(await desk.says("ben", "/ticket team skills me billing"))
    assert "may not" in said(await desk.says("ben", "/ticket team cap <@U0BEN> 99"))
    assert "may not" in said(await desk.says("ben", "/ticket team hours <@U0ANNA> mon 9-17"))
    assert "My languages and hours" in said(await desk.says("ben", "/ticket team"))
    assert "hours: mon-fri 8:00-17:00" in said(await desk.says("ben", "/ticket me hours Mo-Fr 8-17"))
    assert "may not" in said(await desk.says("ben", "/ticket me skills api"))
    await desk.says("ben", "/ticket team edit me")
    await desk.slack.submit("ben", {"Languages": "fr", "Working hours": "mon-fri 8-16"})
    assert "fr · mo-fr 8:00-16:00" in said(await desk.says("anna", "/ticket team"))
    await desk.says("ben", "/ticket team hours me")
    view = await desk.slack.view("ben")
    assert view is not None
    assert "Cap" not in str(view["blocks"])
    await desk.slack.submit("ben", {"Languages": "", "Working hours": ""})
    assert "fr · " not in said(await desk.says("anna", "/ticket team"))


async def test_a_lead_fills_the_form_with_what_is_so(desk: Scene) -> None:
    said(await desk.says("anna", "/ticket team skills <@U0BEN> bug, sso"))
    await desk.says("anna", "/ticket team bearbeiten <@U0BEN>")
    refused = await desk.slack.submit("anna", {"Obergrenze": "viele"})
    assert "„viele“" in str(refused.errors)
    refused = await desk.slack.submit("anna", {"Obergrenze": "5", "Weitere Fähigkeiten": "<!here>"})
    assert "!here" in str(refused.errors)
    await desk.slack.submit(
        "anna", {"Fähigkeiten": ["sso"], "Weitere Fähigkeiten": "api", "Obergrenze": "5", "Arbeitszeiten": "Mo 9-12"}
    )
    await desk.slack.close("anna")
    shown = said(await desk.says("anna", "/ticket team"))
    assert "/5 offen" in shown
    assert "api, sso · mo 9:00-12:00" in shown
    for word in ("skills", "cap", "hours"):
        said(await desk.says("anna", f"/ticket team {word} <@U0BEN> -"))


async def test_fairness_is_asked_for_beside_the_team(desk: Scene) -> None:
    for words in ("fairness", "Gerechtigkeit", "fairness <@U0BEN>"):
        assert "30" in said(await desk.says("ben", f"/ticket team {words}"))


async def test_the_form_says_what_is_so_and_keeps_what_is_chosen(desk: Scene) -> None:
    await desk.says("ben", "/ticket me")
    filled = {"Are you there?": "No", "Away until?": "Monday", "Language": "Deutsch", "Who stands in for you?": "Anna"}
    await desk.slack.submit("ben", filled)
    shown = said(await desk.says("anna", "/ticket team"))
    assert "nicht da bis" in shown
    assert "Vertretung: Anna" in shown
    await desk.says("ben", "/ticket ich")
    view = await desk.slack.view("ben")
    assert view is not None
    assert "09:00" in str(view["blocks"])
    await desk.slack.submit("ben", {"Bist du da?": "Nein, krank", "Bis wann nicht?": ""})
    assert "nicht da bis morgen" in said(await desk.says("anna", "/ticket team"))
    assert "„quux“" in said(await desk.says("ben", "/ticket me quux"))
    said(await desk.says("ben", "/ticket me back"))
    said(await desk.says("ben", "/ticket me slack"))
