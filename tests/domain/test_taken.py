"""What a message becomes on a ticket: its title, its note, and the note's name."""

from uuid import UUID

import pytest

from owona_bot.domain.people import AgentId
from owona_bot.domain.taken import Taken, Writer, note_of, title_of
from tests.domain.samples import NOW, TICKET

MIA, BEN = Writer("Mia", None, "mia@owona.de"), Writer("Ben", AgentId(8), "ben@owona.de")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ein Satz\nund mehr", "Ein Satz"),
        ("\n \u200b\n  Zweite   Zeile ", "Zweite Zeile"),
        ("x" * 200, "x" * 159 + "…"),
        ("", "(ohne Text)"),
        (" \n\t", "(ohne Text)"),
        ("\ud800", "\ufffd"),
    ],
)
def test_the_first_line_that_says_something_is_the_title(text: str, title: str) -> None:
    assert title_of(text, "(ohne Text)") == title


def a_message(text: str, writer: Writer, *files: str) -> Taken:
    return Taken("C1", "1.0", writer, text, None, files, NOW)


def test_who_is_no_agent_is_named_in_the_note() -> None:
    assert a_message("Hallo", MIA, "📎 a.txt").noted == "Mia:\nHallo\n📎 a.txt"
    assert a_message("Hallo", BEN).noted == "Hallo"


def test_files_alone_say_what_came() -> None:
    assert a_message(" ", MIA, "📎 a.txt").whole == "📎 a.txt"
    assert a_message("Hallo", MIA, "📎 a.txt").whole == "Hallo"


def test_a_message_is_one_note_on_a_ticket_and_another_on_the_next() -> None:
    assert note_of(TICKET, "C1", "1.0") == note_of(TICKET, "C1", "1.0")
    others = {note_of(UUID(int=9), "C1", "1.0"), note_of(TICKET, "C2", "1.0"), note_of(TICKET, "C1", "1.1")}
    assert len(others - {note_of(TICKET, "C1", "1.0")}) == 3
