"""What a ticket that is split off begins with."""

from dataclasses import replace
from uuid import UUID

import pytest

from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.errors import FieldError
from owona_bot.domain.message import Author, Message
from owona_bot.domain.split import NewTicket, split_off
from owona_bot.domain.ticket_errors import SplitGone, TitleMissing, TitleTooLong
from tests.domain.samples import MESSAGE, NOW, TICKET

ASKED = Message(MESSAGE, TICKET, Author.CUSTOMER, "Lena", "Und die Rechnung?", False, False, NOW)
ANSWERED = replace(ASKED, id=UUID(int=3), author=Author.SUPPORT, text="Sehe ich nach.")


def test_the_customers_first_words_describe_it() -> None:
    later = replace(ASKED, id=UUID(int=4), text="Hallo?")
    assert split_off(" Die \n Rechnung ", [ANSWERED, ASKED, later]) == NewTicket("Die Rechnung", "Und die Rechnung?")


def test_without_words_of_the_customers_the_first_ones_do() -> None:
    assert split_off("Rechnung", [ANSWERED]).description == "Sehe ich nach."


@pytest.mark.parametrize(
    ("title", "messages", "refusal", "field"),
    [
        ("Rechnung", [], SplitGone, "messages"),
        ("  \n", [ASKED], TitleMissing, "title"),
        ("x" * (TITLE_LIMIT + 1), [ASKED], TitleTooLong, "title"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    title: str, messages: list[Message], refusal: type[FieldError], field: str
) -> None:
    with pytest.raises(refusal) as caught:
        split_off(title, messages)
    assert caught.value.field == field
