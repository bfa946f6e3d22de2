"""What is typed: each gets its answer, in the asker's language, and nothing happens twice."""

import pytest

from tests.handlers.desk import Scene, said

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("user", "line", "answer"),
    [
        ("anna", "/ticket clam 1001", "„clam“ kenne ich nicht. Meintest du „claim“? Zum Beispiel: /ticket claim 1001"),
        ("ben", "/ticket clam 1001", "I don't know “clam”. Did you mean “claim”? For example: /ticket claim 1001"),
        ("anna", "/ticket nimm", "Da fehlt die Nummer des Tickets. Zum Beispiel: /ticket nimm 1001"),
        ("ben", "/ticket resolve", "The ticket's number is missing. For example: /ticket resolve 1001"),
        ("ben", "/ticket show abc", "“abc” is no ticket number. For example: /ticket show 1001"),
        ("anna", "/ticket nimm 999999", "Ein Ticket mit der Nummer 999999 gibt es nicht."),
        ("ben", f"/ticket claim {'9' * 20}", f"There is no ticket with the number {'9' * 20}."),
        ("ben", f"/ticket claim {'9' * 3_000}", "There is no ticket with the number 999"),
        ("anna", "/ticket", "Das kannst du mir sagen"),
        ("ben", "/ticket help", "This is what you can tell me"),
        ("ben", "/ticket <!channel>", "I don't know"),
        ("ben", "/ticket 💥💥💥", "I don't know “💥💥💥”"),
        ("ben", "/ticket claim \u202e1001", "is no ticket number"),
        ("ben", "/ticket R&amp;D", "I don't know “R&D”"),
        ("ben", "/ticket show &lt;b&gt;", "“<b>” is no ticket number"),
        ("anna", "/ticket <https://a.example|a.example>", "„a.example“ kenne ich nicht"),
    ],
)
async def test_what_is_typed_wrong_gets_a_sentence(desk: Scene, user: str, line: str, answer: str) -> None:
    assert answer in said(await desk.says(user, line))


@pytest.mark.parametrize("user", ["greta", "mia", "elsa"])
async def test_who_is_no_agent_is_refused_in_words(desk: Scene, user: str) -> None:
    """A guest, an ordinary member, a stranger of another workspace: typing or pressing."""
    ticket = await desk.asked()
    assert "nicht als Teil des Support-Teams" in said(await desk.says(user, f"/ticket nimm {ticket.number}"))
    assert "nicht als Teil" in said(await desk.says(user, "/ticket neu"))
    assert await desk.slack.view(user) is None
    assert (await desk.presses(user, ticket, "Gelöst")).acked
    await desk.whisper(user, "nicht als Teil")
    assert await desk.holder(ticket) is None


async def test_claiming_is_answered_shown_and_told(desk: Scene) -> None:
    ticket = await desk.asked("Anmeldung")
    assert said(await desk.says("anna", f"/ticket nimm #{ticket.number}")) == (
        f"#{ticket.number} liegt jetzt bei dir: Anmeldung"
    )
    await desk.card_says(ticket, "bei Anna", "In Analyse")
    await desk.line_says(ticket, "Anna hat das Ticket übernommen")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
    assert await desk.holder(ticket) == "anna@owona.de"


async def test_what_another_holds_stays_there(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    assert "is with Anna already" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    assert "Only its holder or the role lead" in said(await desk.says("ben", f"/ticket release {ticket.number}"))
    assert await desk.holder(ticket) == "anna@owona.de"


async def test_a_ticket_goes_round(desk: Scene) -> None:
    ticket = await desk.asked()
    assert "is yours now" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    assert "is free again" in said(await desk.says("ben", f"/ticket release {ticket.number}"))
    assert "with nobody" in said(await desk.says("ben", f"/ticket release {ticket.number}"))
    assert "is resolved" in said(await desk.says("ben", f"/ticket resolve {ticket.number}"))
    assert "is done already" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    await desk.card_says(ticket, "Gelöst", "bei Ben")
    await desk.settled(ticket)
    told = " | ".join(await desk.lines(ticket))
    acts = ["Ben hat das Ticket übernommen", "Ben hat das Ticket freigegeben", "Status: Gelöst"]
    assert sorted(acts, key=told.index) == acts
    await desk.once_and_in_order(ticket)


async def test_a_closed_ticket_stays_closed(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.site.portal_status(ticket.id, "closed", "ben@owona.de")
    for verb in ("claim", "release", "resolve"):
        assert "is done already" in said(await desk.says("ben", f"/ticket {verb} {ticket.number}"))


async def test_a_deleted_ticket_is_none(desk: Scene) -> None:
    ticket = await desk.asked("Wird gelöscht")
    assert await desk.site.delete_ticket(ticket.user, ticket.id)
    await desk.settled(ticket)
    assert "no ticket with the number" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    card = await desk.card_says(ticket, "wurde gelöscht")
    assert "Wird gelöscht" not in str(card["blocks"]) + card["text"]
    await desk.line_says(ticket, "wurde gelöscht")


async def test_a_ticket_is_shown_to_the_asker_alone(desk: Scene) -> None:
    ticket = await desk.asked("Nur für Ben")
    before = len(await desk.slack.messages(desk.tickets))
    assert f"#{ticket.number} Nur für Ben" in said(await desk.says("ben", f"/ticket show {ticket.number}"))
    assert len(await desk.slack.messages(desk.tickets)) == before


async def test_a_command_that_comes_twice_acts_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.deliver(twice=True)
    await desk.says("ben", f"/ticket claim {ticket.number}")
    await desk.line_says(ticket, "Ben hat das Ticket übernommen")
    await desk.settled(ticket)
    assert sum("übernommen" in line for line in await desk.lines(ticket)) == 1


async def test_claiming_again_what_is_ones_own_changes_nothing(desk: Scene) -> None:
    ticket = await desk.asked()
    for _ in range(3):
        assert "is yours now" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    await desk.settled(ticket)
    assert sum("übernommen" in line for line in await desk.lines(ticket)) == 1
