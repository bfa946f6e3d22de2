"""What the called read, what can be pressed there, and who is called by it: nobody but who was named."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from blocks import escalation, escalation_lines, ids
from blocks.escalation import Call
from blocks.new_ticket import State
from owona_bot.domain.clock import Translate
from owona_bot.domain.escalation import Called, Escalated, Skipped, Tier, Why
from owona_bot.playground.mentions import active_mentions
from tests.blocks.escalations import CARD, WORKSPACE, a_chain, a_step, an_escalation, seen
from tests.blocks.reading import dicts, pressed
from tests.blocks.reading import seen as written
from tests.blocks.samples import ANNA, BEN, DE, EN, a_ticket

PINGS = "<!channel> <!here> <@U0CARLA> <!subteam^S0ALL> @channel"


@pytest.mark.parametrize(("t", "words"), [(DE, "Anna bittet um Hilfe: Tier 2"), (EN, "Anna asks for help: Tier 2")])
def test_it_says_who_asks_whom_and_why_and_leads_to_the_card(t: Translate, words: str) -> None:
    told = escalation.told(seen(a_ticket(), "Alle sehen es", by="Anna", of=an_escalation()), Call(), CARD, WORKSPACE, t)
    assert words in written(told)
    assert "Alle sehen es" in written(told)
    assert f"#{a_ticket().number}" in written(told)
    assert "Erika Muster" in written(told)
    (link,) = [part["url"] for part in dicts(told.blocks) if part.get("type") == "link"]
    assert link == "https://owona.slack.com/archives/C0TICKETS/p1795608000000100"


def test_it_can_be_taken_answered_and_stopped() -> None:
    told = escalation.told(seen(a_ticket(), "?", by="Anna", of=an_escalation()), Call(), CARD, WORKSPACE, DE)
    assert pressed(told) == {
        ids.ESCALATION_TAKE: "1001 take",
        ids.REPLY: "1001",
        ids.ESCALATION_STOP: "1001 stop",
    }
    (stop,) = [part for part in dicts(told.blocks) if part.get("action_id") == ids.ESCALATION_STOP]
    assert "confirm" in stop


@pytest.mark.parametrize("why", Why)
def test_once_it_is_over_it_says_so_and_nothing_can_be_pressed(why: Why) -> None:
    over = an_escalation(a_chain(), why)
    told = escalation.told(seen(a_ticket(), "?", by="Anna", of=over), Call(), CARD, WORKSPACE, DE)
    assert "Eskalation beendet" in written(told)
    assert pressed(told) == {}


def test_of_a_ticket_that_was_deleted_nothing_is_left() -> None:
    gone = seen(None, "Lena kann nicht zahlen", by="Anna", of=an_escalation(None, Why.DELETED))
    told = escalation.told(gone, Call(), CARD, WORKSPACE, DE)
    assert written(told) == "#1001 · ✅ Eskalation beendet: Das Ticket wurde gelöscht."


def test_who_was_named_is_called_and_nobody_else_whatever_stands_in_the_texts() -> None:
    ticket = a_ticket(title=PINGS, description=PINGS)
    call = Call([ANNA, BEN], "S0TIER2", step=1)
    told = escalation.told(seen(ticket, PINGS, by=PINGS, of=an_escalation(a_chain())), call, CARD, WORKSPACE, DE)
    assert sorted(active_mentions(told.text, told.blocks)) == ["<!subteam^S0TIER2>", "<@U0ANNA>", "<@U0BEN>"]


def test_what_began_by_itself_names_its_chain_and_how_far_it_is() -> None:
    told = escalation.told(
        seen(a_ticket(), "", by=None, of=an_escalation(a_chain())), Call(step=2, run=2), CARD, WORKSPACE, DE
    )
    assert "Eine Frist ist verstrichen" in written(told)
    assert a_ticket().description in written(told)
    assert "Kette standard, Schritt 2 von 3 · Durchgang 2 von 2" in written(told)


def test_where_nobody_is_on_call_it_says_so() -> None:
    told = escalation.told(
        seen(a_ticket(), "?", by="Anna", of=an_escalation()), Call(instead=True), CARD, WORKSPACE, DE
    )
    assert "Niemand hat Rufbereitschaft" in written(told)
    done = escalation.escalated(Escalated(a_ticket(), Tier.ON_CALL, Called([BEN], instead=True), runs=True), DE)
    assert written(done) == (
        "#1001 ist eskaliert: Rufbereitschaft. Gerufen: Ben. Niemand hat Rufbereitschaft; stattdessen ist die Leitung "
        "gerufen. Eine Kette läuft schon; es beginnt keine zweite."
    )


def test_who_asks_hears_that_it_is_more_urgent_now_and_that_a_second_press_did_nothing() -> None:
    done = Escalated(a_ticket(), Tier.TIER2, Called(), runs=False, raised=True)
    assert "Die Priorität steigt um eine Stufe: Normal." in written(escalation.escalated(done, DE))
    again = replace(done, runs=True, raised=False, repeated=True)
    assert written(escalation.escalated(again, DE)) == (
        "#1001 ist gerade eben eskaliert worden: Tier 2. Es wird nicht noch einmal gerufen."
    )


def test_the_form_asks_for_a_chain_where_there_is_one() -> None:
    def asked(chains: list[str]) -> list[str]:
        return [str(part["block_id"]) for part in dicts(escalation.form(a_ticket(), chains, DE)) if "block_id" in part]

    assert asked([]) == [ids.TIER, ids.REASON, ids.AGENT, ids.RAISES]
    assert asked(["standard"]) == [ids.TIER, ids.REASON, ids.AGENT, ids.CHAIN, ids.RAISES]


def test_what_is_chosen_in_the_form_is_read() -> None:
    def chosen(value: str) -> Mapping[str, Mapping[str, object]]:
        return {ids.VALUE: {"selected_option": {"value": value}}}

    state: State = {
        ids.TIER: chosen("on_call"),
        ids.REASON: {ids.VALUE: {"value": "Alle sehen es"}},
        ids.AGENT: {ids.VALUE: {"selected_user": "U0BEN"}},
        ids.CHAIN: chosen("standard"),
        ids.RAISES: {ids.VALUE: {"selected_options": [{"value": "raises"}]}},
    }
    typed = escalation.read(state)
    assert typed == escalation.Typed(Tier.ON_CALL, "Alle sehen es", "U0BEN", "standard", True)
    bare: State = {
        ids.TIER: chosen("lead"),
        ids.REASON: {ids.VALUE: {"value": None}},
        ids.CHAIN: chosen(escalation.NO_CHAIN),
    }
    assert escalation.read(bare) == escalation.Typed(Tier.LEAD, "", None, None, False)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (a_step(), "Kette standard, Schritt 1 von 3 · gerufen: Ben"),
        (a_step() | {"act": "reassign", "to": "oncall", "step": 2}, "Schritt 2 von 3 · gegeben an Ben"),
        (a_step() | {"act": "raise_priority", "to": None, "step": 3}, "Schritt 3 von 3 · dringender gemacht"),
        (a_step() | {"to": "mail"}, "eine E-Mail ist unterwegs"),
        (a_step() | {"skipped": Skipped.LEFT.value}, "übersprungen, ben@example.org ist nicht mehr im Team"),
    ],
)
def test_each_step_has_a_line_in_the_thread(payload: dict[str, object], words: str) -> None:
    assert words in written(escalation_lines.stepped(1001, a_chain(), payload, [BEN], DE))


def test_operations_hear_which_step_is_to_be_mended() -> None:
    told = written(escalation_lines.mend(1001, a_chain(), a_step() | {"skipped": "left"}, EN))
    assert told.startswith("#1001: Chain standard, step 1 of 3: skipped, ben@example.org is not on the team any more.")
    assert "OWONA_CONFIG" in told


def test_by_hand_it_was_somebody() -> None:
    assert "Anna hat die Eskalation beendet" in written(escalation_lines.stopped(1001, Why.BY_HAND, "Anna", DE))
    assert "Der Kunde hat eine Antwort" in written(escalation_lines.stopped(1001, Why.ANSWERED, None, DE))
