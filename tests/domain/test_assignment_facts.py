"""What is stored of a decision decides the same again."""

import json

from hypothesis import given

from owona_bot.domain.assignment import Facts
from owona_bot.domain.assignment_facts import from_facts, to_facts
from owona_bot.domain.turns import decide
from tests.domain.teams import ANNA, BEN, a_wish, a_worker, all_facts, facts_of


@given(all_facts)
def test_stored_facts_decide_the_same_again(facts: Facts) -> None:
    again = from_facts(json.loads(json.dumps(to_facts(facts))))
    assert decide(again) == decide(facts)
    assert again.wanted == facts.wanted
    assert again.rule == facts.rule
    assert set(again.workers) == set(facts.workers)


def test_what_was_stored_before_anybody_could_give_back_decides_as_it_did() -> None:
    facts = facts_of(a_worker(ANNA), a_worker(BEN, held=(4, 900)), wanted=a_wish(last=BEN))
    assert "released_by" not in to_facts(facts)["ticket"]
    assert from_facts(to_facts(facts)) == facts


def test_what_is_nothing_takes_no_room() -> None:
    (worker,) = to_facts(facts_of(a_worker()))["workers"]
    assert worker == {"id": 1, "cap": 5, "open": 0, "load": 0}
