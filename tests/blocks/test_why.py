"""Why a ticket is whose: what it turned on, what stood against the others, and what people did."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blocks import why
from blocks.candidates import ABSENT, BECAUSE, ONLY, SHOWN, STUCK, WHY_NOT
from blocks.parts import Post
from owona_bot.domain.assignment import Absent, Because, Mode, Rule, Stuck, WhyNot, Worker
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Status, Ticket
from owona_bot.domain.why import Account, Kept, Moved
from owona_bot.locale.catalogue import Speaker
from tests.blocks.reading import dicts, runs, seen
from tests.blocks.samples import ANNA, BEN, DE, EN, NOW, a_ticket
from tests.blocks.turns import BILLING, HOUR, WANTED, a_worker, by_rule, facts, kept

NAMES = {7: "Anna", 8: "Ben", 9: "Carla", 10: "Dora", 11: "Emil", 12: "Frida"}


def told(
    ticket: Ticket,
    decision: Kept | None,
    moved: Moved | None,
    *,
    t: Speaker = EN,
    held: bool = False,
    queued: bool = False,
) -> Post:
    account = Account(ticket, moved, decision, NOW - HOUR if held else None, queued, NAMES)
    return why.told(account, BEN, NOW, t)


def rows(post: Post) -> list[str]:
    """The list, a line each."""
    lists = [part for part in dicts(post.blocks) if part.get("type") == "rich_text_list"]
    items = [item for one in lists for item in dicts(one["elements"]) if item.get("type") == "rich_text_section"]
    return [" ".join("".join(text for _, text in runs(item)).split()) for item in items]


def full(worker: Worker) -> Worker:
    return replace(worker, open=worker.cap)


def bens(*others: Worker, ben: Worker | None = None, rule: Rule = BILLING, t: Speaker = EN) -> Post:
    """Ben has it by the rule."""
    return told(a_ticket(agent=BEN), kept(facts(ben or a_worker(8), *others, rule=rule)), by_rule(8), t=t)


def test_it_names_what_it_turned_on_and_what_stood_against_each_of_the_others() -> None:
    away, unable = replace(a_worker(9), absent=Absent.DND), a_worker(11, skills=frozenset())
    french = replace(a_worker(12), languages=frozenset({"fr"}))
    post = bens(a_worker(7, open_=5, load=550), away, full(a_worker(10)), unable, french)
    assert "It's your turn: the lowest load." in seen(post)
    assert "rule billing · by load · sought: billing, English · today, 12:00 PM" in seen(post)
    assert rows(post) == [
        "Ben · 3 of 12 open · load 3",
        "Anna · 5 of 12 open · load 5.5 · more load",
        "Dora · 12 of 12 open · has enough",
        "Carla · 3 of 12 open · do not disturb",
        "Frida · 3 of 12 open · speaks no English",
        "Emil · 3 of 12 open · without billing",
    ]
    assert "Decided again from the same facts: the same." in seen(post)


def test_it_is_said_in_the_askers_language_and_to_colleagues_by_name() -> None:
    ticket = a_ticket(agent=ANNA)
    post = told(ticket, kept(facts(a_worker(7), a_worker(8, load=1250))), by_rule(7), t=DE)
    assert "Anna ist dran: die geringste Last." in seen(post)
    assert rows(post)[1] == "Ben · 3 von 12 offen · Last 12,5 · mehr Last"
    assert "Aus denselben Angaben noch einmal entschieden: dasselbe." in seen(post)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([], "there is nobody else on the team"),
        ([a_worker(7, skills=frozenset())], "nobody else has billing"),
        ([replace(a_worker(7), languages=frozenset({"de"}))], "nobody else speaks English"),
        ([replace(a_worker(7), absent=Absent.AWAY)], "nobody else is there"),
        ([full(a_worker(7))], "everybody else has enough"),
        ([full(a_worker(7)), a_worker(9, skills=frozenset())], "nobody else can right now"),
    ],
)
def test_the_only_one_is_told_why_nobody_else_could(others: list[Worker], words: str) -> None:
    assert f"It's your turn: {words}." in seen(bens(*others))


@pytest.mark.parametrize(
    ("t", "words", "against"),
    [
        (EN, "It's your turn: nobody else could but who gave it back.", "gave it back"),
        (DE, "sonst könnte es nur, wer es zurückgegeben hat", "hat es zurückgegeben"),
    ],
)
def test_who_gave_it_back_is_passed_over_in_words(t: Speaker, words: str, against: str) -> None:
    decision = kept(facts(a_worker(8), a_worker(7), wanted=replace(WANTED, released_by=ANNA.id)))
    post = told(a_ticket(agent=BEN), decision, by_rule(8), t=t)
    assert words in seen(post)
    assert rows(post)[1].endswith(against)


def test_in_turn_it_says_when_each_was_last_given_one() -> None:
    rule = replace(BILLING, mode=Mode.ROUND_ROBIN)
    later = replace(a_worker(7), idle_since=NOW - HOUR)
    post = bens(later, rule=rule)
    assert "the longest without one" in seen(post)
    assert rows(post) == [
        "Ben · 3 of 12 open · none yet",
        "Anna · 3 of 12 open · last one today, 12:00 PM · had one later",
    ]


def test_a_known_customer_and_a_substitute_are_named() -> None:
    ben, ticket = a_worker(8), a_ticket(agent=BEN)
    known = kept(facts(ben, a_worker(7), wanted=replace(WANTED, last=BEN.id)))
    post = told(ticket, known, by_rule(8))
    assert "the customer is known from before" in seen(post)
    assert rows(post)[1].endswith("could have it too")
    anna = replace(a_worker(7), absent=Absent.AWAY, substitute=BEN.id)
    instead = kept(facts(ben, anna, wanted=replace(WANTED, last=ANNA.id)))
    assert "It's your turn: standing in for Anna." in seen(told(ticket, instead, by_rule(8)))


def test_skills_that_were_let_go_are_told() -> None:
    post = bens(ben=a_worker(8, skills=frozenset()))
    assert "after 2 hr also without billing" in seen(post)


def test_a_version_that_decides_otherwise_says_so() -> None:
    two = facts(a_worker(7, load=100), a_worker(8))
    post = told(a_ticket(agent=BEN), kept(two, BEN.id), by_rule(8))
    assert "It was Ben's turn: the rule decided so." in seen(post)
    assert "From the same facts this version would decide otherwise: Anna." in seen(post)
    nobody = kept(facts(full(a_worker(8))), BEN.id)
    assert "this version would decide otherwise: nobody." in seen(told(a_ticket(agent=BEN), nobody, by_rule(8)))


def test_what_people_did_is_theirs_and_what_the_rule_had_said_stands_beneath() -> None:
    given = kept(facts(a_worker(8), a_worker(7, load=900)))
    post = told(a_ticket(agent=ANNA), given, Moved("agent:7", BEN.id, ANNA.id, NOW))
    assert "Anna took it themselves." in seen(post)
    assert "Before that, by the rule: Ben · today, 12:00 PM" in seen(post)
    assert rows(post) == []
    post = told(a_ticket(agent=ANNA), None, Moved("agent:8", None, ANNA.id, NOW))
    assert "Ben gave it to Anna." in seen(post)
    post = told(a_ticket(agent=ANNA), None, Moved("agent:99", None, ANNA.id, NOW), t=DE)
    assert "(unbekannt) hat es an Anna gegeben." in seen(post)
    assert "from outside" in seen(told(a_ticket(agent=ANNA), None, Moved("role:service_role", None, ANNA.id, NOW)))
    assert "by an escalation" in seen(told(a_ticket(agent=ANNA), None, Moved("bot:escalate", BEN.id, ANNA.id, NOW)))
    assert "Anna has had it from the start." in seen(told(a_ticket(agent=ANNA), None, None))


def test_a_ticket_that_was_shared_out_is_the_rules_choice_and_somebodys_act() -> None:
    moved = Moved("agent:7", AgentId(9), BEN.id, NOW, shared=True)
    post = told(a_ticket(agent=BEN), kept(facts(a_worker(8), a_worker(7, load=900))), moved)
    assert "Anna had the tickets of Carla shared out, and it was Ben's turn: the lowest load." in seen(post)
    assert len(rows(post)) == 2


def test_that_it_came_by_the_rule_once_is_no_reason_when_people_gave_it_back() -> None:
    """Ben got it, Anna took it, and gave it to Ben again."""
    given = kept(facts(a_worker(8), a_worker(7, load=900)))
    post = told(a_ticket(agent=BEN), given, Moved("agent:7", ANNA.id, BEN.id, NOW))
    assert "Anna gave it to Ben." in seen(post)
    assert rows(post) == []


@pytest.mark.parametrize(
    ("workers", "words"),
    [
        ([], "there is nobody on the team who takes tickets"),
        ([a_worker(7, skills=frozenset())], "nobody has billing"),
        ([replace(a_worker(7), languages=frozenset({"de"}))], "nobody speaks English"),
        ([replace(a_worker(7), absent=Absent.OFF_HOURS)], "whoever can is not there"),
        ([full(a_worker(7)), replace(a_worker(8), absent=Absent.OFF_HOURS)], "whoever could has enough"),
    ],
)
def test_nobodys_turn_says_what_is_missing(workers: list[Worker], words: str) -> None:
    rule = replace(BILLING, relax_after=None)
    post = told(a_ticket(), kept(facts(*workers, rule=rule)), None, queued=True)
    assert f"It's nobody's turn yet: {words}." in seen(post)
    assert len(rows(post)) == len(workers)


def test_without_a_decision_it_says_whether_one_comes() -> None:
    assert "Somebody is being looked for right now." in seen(told(a_ticket(), None, None, queued=True))
    post = told(a_ticket(), None, Moved("agent:8", BEN.id, None, NOW))
    assert "No rule gives it away: it waits until somebody takes it." in seen(post)
    assert "released by Ben · today, 1:00 PM" in seen(post)


def test_what_nobody_has_any_more_says_whose_it_was() -> None:
    given = kept(facts(a_worker(9)))
    assert "was last with Carla · today, 1:00 PM" in seen(told(a_ticket(), given, by_rule(9), queued=True))
    post = told(a_ticket(), given, Moved("role:service_role", AgentId(9), None, NOW))
    assert "released · today, 1:00 PM\nBefore that, by the rule: Carla" in seen(post)


def test_what_needs_nobody_says_so_and_shows_no_candidates() -> None:
    nobody = kept(facts(full(a_worker(8))))
    for ticket, words in (
        (a_ticket(status=Status.RESOLVED), "it is done"),
        (replace(a_ticket(), merged_into=a_ticket().id), "it goes on in another ticket"),
    ):
        post = told(ticket, nobody, None)
        assert words in seen(post)
        assert rows(post) == []


def test_another_automation_is_named_before_all_else() -> None:
    post = told(a_ticket(), kept(facts(full(a_worker(8)))), None, held=True, queued=True)
    assert "Another program has been giving tickets away since today, 12:00 PM." in " ".join(seen(post).split())
    assert rows(post) == []


def test_of_many_candidates_the_nearest_are_shown() -> None:
    others = [a_worker(n, skills=frozenset()) for n in range(20, 80)]
    post = bens(*others, full(a_worker(99)))
    assert len(rows(post)) == SHOWN
    assert rows(post)[0].startswith("Ben")
    assert rows(post)[1].endswith("has enough")
    assert "and 50 more" in seen(post)


def test_somebody_who_left_the_table_is_somebody_still() -> None:
    post = told(a_ticket(agent=BEN), kept(facts(a_worker(8), a_worker(1_000, load=900))), by_rule(8))
    assert rows(post)[1].startswith("(unknown) · ")


def test_every_value_has_its_words() -> None:
    reasons = {Because.ONLY, Because.NOBODY, Because.OFF}
    assert BECAUSE.keys() | reasons == set(Because)
    assert STUCK.keys() == set(Stuck)
    assert ABSENT.keys() == set(Absent)
    assert WHY_NOT.keys() | {WhyNot.ABSENT} == set(WhyNot)
    assert ONLY.keys() < set(WhyNot)


def test_what_was_there_before_anything_was_given_away_says_so() -> None:
    account = Account(a_ticket(), None, None, None, False, NAMES, early=True)
    assert "It was there before my first day" in seen(why.told(account, BEN, NOW, EN))
    done = replace(account, ticket=a_ticket(status=Status.RESOLVED))
    assert "it is done" in seen(why.told(done, BEN, NOW, EN))


@pytest.mark.parametrize(
    ("relax_after", "language", "words"),
    [
        (5 * HOUR, False, "also without billing from today, 4:00 PM"),
        (5 * HOUR, True, "also without billing, English from today, 4:00 PM"),
        (None, False, ""),
    ],
)
def test_what_waits_says_when_less_is_asked_for(relax_after: timedelta | None, language: bool, words: str) -> None:
    rule = replace(BILLING, relax_after=relax_after, relax_language=language)
    unable = a_worker(7, skills=frozenset())
    told_now = seen(told(a_ticket(), kept(facts(unable, rule=rule)), None, queued=True))
    assert (words or "nobody has billing") in told_now
    assert ("also without" in told_now) is bool(words)
    assert "Decided again" not in told_now
    able = seen(told(a_ticket(), kept(facts(full(a_worker(8)), rule=rule)), None, queued=True))
    assert "also without" not in able


def test_what_waits_while_somebody_could_have_it_is_about_to_be_given() -> None:
    found = replace(kept(facts(a_worker(8))), agent=None)
    assert "Somebody is being looked for right now." in seen(told(a_ticket(), found, None, queued=True))
    off = kept(facts(a_worker(8), rule=replace(BILLING, mode=Mode.OFF)))
    assert "No rule gives it away" in seen(told(a_ticket(), off, None, queued=True))


def test_whoever_gets_none_by_the_rule_is_not_said_to_have_enough() -> None:
    none, away = replace(a_worker(7), cap=0), replace(a_worker(8), absent=Absent.AWAY)
    post = told(a_ticket(), kept(facts(none, away)), None, queued=True)
    assert "nobody's turn yet: whoever can is not there." in seen(post)
    assert rows(post)[0] == "Anna · 3 open · gets none by the rule"
    for others in ((), (replace(away, skills=frozenset()),)):
        only_none = kept(facts(none, *others, rule=replace(BILLING, relax_after=None)))
        assert "whoever could gets none by the rule." in seen(told(a_ticket(), only_none, None, queued=True))
    assert "It's your turn: nobody else can right now." in seen(bens(none))
