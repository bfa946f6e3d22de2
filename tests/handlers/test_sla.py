"""Deadlines explained to whoever asks, by command, mention and menu; on the real bot."""

import pytest

from tests.handlers.desk import Scene, said

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("user", "verb", "told"),
    [
        ("anna", "frist", ("Lösung", "läuft, fällig", "von 36:00:00 gezählt", "Regel portal", "zählt")),
        ("ben", "sla", ("Resolution", "running, due", "of 36:00:00 counted", "policy portal", "counts")),
    ],
)
async def test_it_is_explained_in_the_askers_language(desk: Scene, user: str, verb: str, told: tuple[str, ...]) -> None:
    ticket = await desk.asked("Rechnung")
    answer = said(await desk.says(user, f"/ticket {verb} {ticket.number}"))
    assert f"#{ticket.number} Rechnung" in answer
    assert [word for word in told if word not in answer] == []
