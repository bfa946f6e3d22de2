"""Who may send what, and who may take it back."""

from dataclasses import replace

import pytest

from owona_bot.domain.guard import Finding, Found
from owona_bot.domain.held import Held, State, check_take_back, state_of
from owona_bot.domain.people import AgentId, Role
from owona_bot.domain.reply import Draft, Reply
from owona_bot.domain.reply_errors import NotTheWriter
from tests.domain.samples import BEN, MESSAGE, NOW, TICKET

FOUND = [Finding(Found.PASSWORD, "Hx…")]
CARLA = replace(BEN, id=AgentId(9), name="Carla")


@pytest.mark.parametrize("role", ["agent", "lead", "admin"])
def test_what_is_clean_is_held_whoever_sends_it(role: Role) -> None:
    assert state_of([], replace(BEN, role=role)) is State.HELD


@pytest.mark.parametrize(("role", "state"), [("agent", State.GUARDED), ("lead", State.HELD), ("admin", State.HELD)])
def test_what_was_found_in_stops_agents_alone(role: Role, state: State) -> None:
    assert state_of(FOUND, replace(BEN, role=role)) is state


def test_its_writer_takes_it_back_and_who_may_override() -> None:
    draft = Draft(MESSAGE, TICKET, Reply({}, None, internal=False, files=[], seen_until=NOW))
    held = Held(draft, BEN, State.HELD, [], NOW, None)
    check_take_back(held, BEN)
    check_take_back(held, replace(BEN, role="reader"))
    for role in ("lead", "admin"):
        check_take_back(held, replace(CARLA, role=role))
    with pytest.raises(NotTheWriter) as refused:
        check_take_back(held, replace(CARLA, role="agent"))
    assert refused.value.values == {"agent": "Ben", "least": "lead"}
