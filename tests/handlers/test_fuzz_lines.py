"""Some hundred mistyped lines through the real door: each is answered, none by a fault."""

import random

import pytest

from tests.domain.test_fuzz_lines import a_line
from tests.handlers.desk import Scene, said

pytestmark = pytest.mark.database

LINES = 300

FAULT = ("gib die Nummer", "give the reference", "nicht bestätigt", "not confirmed")


@pytest.mark.parametrize("user", ["anna", "ben"])
async def test_every_line_is_answered_and_none_by_a_fault(desk: Scene, user: str) -> None:
    chance = random.Random(user)
    for n in range(LINES):
        if n % 25 == 0:
            ticket = await desk.asked(settled=False)
        line = a_line(chance).replace("1001", str(ticket.number))
        answer = await desk.says(user, f"/ticket {line}")
        assert not [words for words in FAULT if words in said(answer)], line
        assert said(answer).strip() or answer.view, line
        while await desk.slack.view(user) is not None:
            await desk.slack.close(user)
