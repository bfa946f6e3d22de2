"""Answers: each says what happened, or why nothing did and what to do now."""

import re
from dataclasses import replace

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from blocks import notice
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import UnknownVerb, UserError, WordMistyped
from owona_bot.domain.ticket import Status
from owona_bot.domain.ticket_errors import AlreadyClaimed, NoSuchTicket
from owona_bot.domain.verbs import BY_WORD, NUMBERED, WORDS, Verb, number_in, said
from owona_bot.domain.words import priority_in
from owona_bot.playground.block_rules import check_blocks
from tests.blocks.reading import pressed, seen
from tests.blocks.samples import ACTS, ANNA, BEN, DE, EN, NOW, WORST, a_ticket

TICKET = a_ticket(agent=ANNA, status=Status.INVESTIGATING)


async def test_an_answer_is_the_ack_itself() -> None:
    ack = AsyncAck()  # type: ignore[no-untyped-call]  # Bolt leaves its constructor unannotated
    answer = await ack(**notice.claimed(TICKET, DE).ack())
    assert "#1001 liegt jetzt bei dir: Anmeldung geht nicht" in answer.body


def test_every_act_is_answered_with_number_and_title() -> None:
    for answer in ACTS:
        assert re.fullmatch(r"#1001 .*: Anmeldung geht nicht", seen(answer(TICKET, EN)))


@pytest.mark.parametrize("name", WORST)
def test_slack_takes_the_offer_to_open_a_form_however_much_was_said(name: str) -> None:
    offer = notice.offer(said(f"new {WORST[name] * 50}"), EN)
    assert check_blocks(offer.blocks, "message") == []


def test_who_had_it_before_is_named_when_it_was_somebody_else() -> None:
    assert seen(notice.assigned(TICKET, None, DE)) == "#1001 liegt jetzt bei Anna: Anmeldung geht nicht"
    assert seen(notice.assigned(TICKET, ANNA, EN)) == "#1001 is with Anna now: Anmeldung geht nicht"
    assert "bei Anna, vorher bei Ben:" in seen(notice.assigned(TICKET, BEN, DE))
    assert "wieder frei" in seen(notice.assigned(a_ticket(), ANNA, DE))


def test_new_values_are_told_by_their_words() -> None:
    assert seen(notice.status_set(TICKET, EN)) == "#1001 has the status “Investigating” now: Anmeldung geht nicht"
    assert "die Priorität „Normal“" in seen(notice.priority_set(TICKET, DE))
    assert "die Kategorie „Fehler“" in seen(notice.category_set(TICKET, DE))
    assert seen(notice.tagged(replace(TICKET, tags=("vip", "a")), DE)) == "#1001 hat jetzt diese Schlagworte: vip, a"
    assert "keine Schlagworte mehr" in seen(notice.tagged(TICKET, DE))


def test_a_wrong_value_is_answered_with_what_fits_and_an_example() -> None:
    with pytest.raises(WordMistyped) as mistyped:
        priority_in(said("prio 1001 hooch"), "de")
    assert seen(notice.refused(mistyped.value, DE)) == (
        "„hooch“ passt hier nicht. Meintest du „hoch“? Möglich ist: niedrig, normal, hoch, dringend. "
        "Zum Beispiel: /ticket prio 1001 hoch"
    )


def test_a_ticket_shown_is_the_card_without_buttons_and_with_its_age() -> None:
    shown = notice.shown(TICKET, NOW, DE)
    assert "In Analyse · Normal · Fehler · bei Anna" in seen(shown)
    assert seen(shown).endswith("2 Tage alt")
    assert pressed(shown) == {}


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
def test_help_knows_every_word(t: Translate) -> None:
    words = {word.casefold() for word in re.findall(r"[\w?-]+", seen(notice.help(t)))}
    assert words >= set(BY_WORD)


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
def test_every_example_of_help_can_be_said(t: Translate) -> None:
    examples = re.findall(r"^/ticket (.*)$", seen(notice.help(t)), re.MULTILINE)
    spoken = [said(example) for example in examples]
    assert [command.verb for command in spoken] == list(Verb)
    assert {number_in(command) for command in spoken if command.verb in NUMBERED} == {1001}
    assert all(command.word in WORDS[command.verb][:2] for command in spoken)


def test_who_hears_the_help_hears_all_of_it() -> None:
    assert all(f"/ticket {verb}" in notice.help(EN).text for verb in Verb)


def test_a_wrong_word_is_answered_with_the_nearest_and_an_example() -> None:
    with pytest.raises(UnknownVerb) as unknown:
        said("nimmm 1001")
    answer = seen(notice.refused(unknown.value, DE))
    assert answer == "„nimmm“ kenne ich nicht. Meintest du „nimm“? Zum Beispiel: /ticket nimm 1001"


@pytest.mark.parametrize("word", ["xyzzy", "neuu", "hilf"])
def test_the_example_for_a_wrong_word_can_be_said(word: str) -> None:
    with pytest.raises(UnknownVerb) as unknown:
        said(word)
    assert said(notice.reason(unknown.value, EN).rpartition("/ticket ")[2])


def test_a_refusal_shows_what_it_names_as_it_was_typed() -> None:
    post = notice.refused(AlreadyClaimed(number=1001, agent="<!channel> *Ben*"), EN)
    assert "#1001 is with <!channel> *Ben* already" in seen(post)
    assert "&lt;!channel&gt;" in post.text


def test_a_value_that_looks_like_a_placeholder_stays_one() -> None:
    assert "{locale.x}" in seen(notice.refused(NoSuchTicket(number="{locale.x}"), DE))


def test_what_is_named_is_shortened() -> None:
    assert len(notice.reason(NoSuchTicket(number="9" * 9_000), DE)) < 250


def test_values_that_no_sentence_wants_do_no_harm() -> None:
    class Odd(UserError):
        key = "error.repeated"

    assert notice.reason(Odd(key="k", self_="s", number=1), DE).startswith("Das ist zweimal")


def test_a_fault_tells_its_reference() -> None:
    assert "a1b2c3" in seen(notice.fault("a1b2c3", EN))
