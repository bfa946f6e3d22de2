"""The desk's figures for whoever asks, by command, mention and button; on the real bot."""

import pytest

from tests.handlers.desk import Scene, said

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("user", "line", "told"),
    [
        ("anna", "statistik", ("Die letzten 7 Tage", "Kennzahl", "Erste Antwort", "Portal", "Mail:")),
        ("ben", "stats 30d", ("The last 30 days", "Figure", "compared with", "Portal", "Mail:")),
        ("anna", "zahlen monat priorität:dringend", ("Dieser Monat", "priorität:dringend", "verglichen mit")),
    ],
)
async def test_they_are_told_in_the_askers_language(desk: Scene, user: str, line: str, told: tuple[str, ...]) -> None:
    await desk.asked(settled=False)
    answer = said(await desk.says(user, f"/ticket {line}"))
    assert [word for word in told if word not in answer] == []
