"""A file of tickets is checked whole before any of it counts: every fault says where it is and what would fit."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from owona_bot.domain.json_text import DEEPEST, BadJson, Pieces, Raw, parse
from owona_bot.domain.ticket_stream import check, tickets_in

ID = UUID("6f1c0000-0000-4000-8000-000000000001")


def a_ticket(number: int = 1001, **said: object) -> dict[str, Any]:
    return {
        "id": str(UUID(int=ID.int + (number << 64))),
        "number": number,
        "title": "Bilder fehlen",
        "description": "Seit gestern.",
        "status": "new",
        "priority": "normal",
        "created_at": "2026-11-26T08:00:00+00:00",
        "updated_at": "2026-11-26T08:00:00+00:00",
        "user_id": str(ID),
        **said,
    }


def a_message(number: int = 1, **said: object) -> dict[str, Any]:
    at = "2026-11-26T08:00:00+00:00"
    return {"id": str(UUID(int=number)), "author_type": "customer", "message": "?", "created_at": at, **said}


def opened(text: str, size: int = 7) -> Callable[[], Pieces]:
    return lambda: Pieces(text[at : at + size] for at in range(0, len(text), size))


def faults(text: str) -> list[str]:
    return [str(fault) for fault in check(opened(text)).faults.kept]


def a_file(*tickets: Mapping[str, object]) -> str:
    return '{"format": "owona-tickets/1", "tickets": [\n' + ",\n".join(map(json.dumps, tickets)) + "\n]}\n"


FORMS: dict[str, Callable[..., str]] = {
    "as the export writes it": a_file,
    "a ticket a line": lambda *tickets: "\n".join(map(json.dumps, tickets)),
    "all in one line": lambda *tickets: json.dumps({"format": "owona-tickets/1", "tickets": tickets}),
    "indented": lambda *tickets: json.dumps({"format": "owona-tickets/1", "tickets": tickets}, indent=4),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [1, 3, 64, 1_000_000])
def test_tickets_come_one_by_one_however_the_file_is_laid_out_and_read(form: str, size: int) -> None:
    tickets = [a_ticket(1001, title='"]}\\"{[', messages=[a_message()]), a_ticket(1002, title="ü😀"), a_ticket(1003)]
    text = FORMS[form](*tickets)
    assert [parse(raw) for raw in tickets_in(opened(text, size))] == tickets
    assert not faults(text)


def test_every_fault_of_every_ticket_is_said_with_its_line_and_its_field() -> None:
    text = a_file(
        a_ticket(1001, status="reopened", titel="?"),
        a_ticket(1002),
        a_ticket(1003, messages=[a_message(), a_message(2, author_type="bot")]) | {"number": "1003"},
    )
    told = faults(text)
    assert [fault.split(":", 1)[0] for fault in told] == ["line 2", "line 2", "line 4", "line 4"]
    assert "ticket 1 (#1001): status: must be one of new, investigating" in told[0]
    assert told[1].endswith("titel: is not known: did you mean title?")
    assert "messages[1].author_type: must be one of customer, support, system, not 'bot'" in told[3]


def test_in_an_indented_file_the_line_is_that_of_the_field() -> None:
    text = FORMS["indented"](a_ticket(1001), a_ticket(1002, messages=[a_message(created_at="yesterday")]))
    line = next(n for n, said in enumerate(text.splitlines(), 1) if "yesterday" in said)
    assert faults(text) == [
        f"line {line}: ticket 2 (#1002): messages[0].created_at: must be a moment with its zone, such as "
        "2026-11-26T08:00:00+00:00, not 'yesterday'"
    ]


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no id": ({"id": "1001"}, "id: must be an id"),
    "a truth as a number": ({"number": True}, "number: must be a whole number"),
    "a number behind which few are left": ({"number": 10**9}, "number: must be a whole number"),
    "null where text must stand": ({"title": None}, "title: must be text, not None"),
    "a moment without a zone": ({"created_at": "2026-11-26T08:00:00"}, "created_at: must be a moment with its zone"),
    "a day that there is not": ({"created_at": "2026-02-30T08:00:00Z"}, "created_at: must be a moment"),
    "a zone that there is not": ({"updated_at": "2026-11-26T08:00:00+16:00"}, "updated_at: must be a moment"),
    "a moment beyond all calendars": ({"created_at": "9999-12-31T23:59:59-12:00"}, "created_at: must be a moment"),
    "a week date": ({"created_at": "2026-W01-1T08:00:00Z"}, "created_at: must be a moment"),
    "another type": ({"messages": "none"}, "messages: must be a list"),
    "null instead of a message": ({"messages": [None]}, "messages[0]: must have names and values"),
    "a list instead of a word": ({"priority": ["high"]}, "priority: must be one of low"),
    "itself as where it goes on": ({"merged_into": a_ticket()["id"]}, "merged_into: is the ticket itself"),
    "a message twice": ({"messages": [a_message(), a_message()]}, "messages[1].id: stands twice"),
    "tags that are no texts": ({"tags": ["vip", 7]}, "tags: must be a list of texts"),
    "a name that could be anything": ({"\x1b[2J": 1}, r"\x1b[2J: is not known"),
    "rich text of nobody": ({"messages": [a_message(rich_text={"content": {}})]}, "rich_text: lacks agent"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_stay_is_named(what: str) -> None:
    said, expected = WRONG[what]
    [told] = faults(a_file(a_ticket() | said))
    assert told.startswith("line 2: ticket 1")
    assert expected in told
    assert told.isprintable()


def test_what_customers_wrote_past_the_site_is_no_fault() -> None:
    odd = a_message(metadata=None, quick_reply_options={"a": 1})
    assert not faults(a_file(a_ticket(messages=[odd], source_metadata=None, escalation_path="?")))


BROKEN = {
    "": "line 1: must be {",
    "[]": "line 1: must be {",
    "\ufefftickets": "line 1: must be {",
    '{"format": "owona-tickets/1"}': "must go on with tickets",
    '{"format": "owona-tickets/1", "tickets": {}}': "tickets must be a list",
    '{"format": "owona-tickets/1", "tickets": [\n{"id": "6f': "line 2: the file ends here, within what began on line 2",
    '{"format": "owona-tickets/1", "tickets": [\n{}\n': "line 3: a comma or ] must stand here, but the file ends here",
    '{"format": "owona-tickets/1", "tickets": []} more': "the file must end here, not 'more'",
    '{"format": "owona-tickets/1", "tickets": [], "more": 1}': "nothing but } can follow",
    '{"tickets": [], "format": "owona-tickets/1"}': "the format comes first",
    '{"id": 1, "id": 2}': "'id' stands twice in one object",
    '{"number": NaN}': "NaN is no JSON",
    '{"number": 1e999999999}': "a number is too large",
    '{"number": ' + "9" * 5_000 + "}": "a number is too large",
    '{"title": "\\u0000"}': "title: holds NUL",
    '{"title": "\\ud83d"}': "title: holds NUL or half a character",
    '{"title": "a\tb"}': "Invalid control character",
    '{"title": "a" "b"}': "no JSON",
    '{"a":' * 100 + "1" + "}" * 100: f"more than {DEEPEST} objects or lists within each other",
    "[" * 100_000: "line 1: must be {",
    '{"a": ' + "[" * 100_000: f"more than {DEEPEST} objects or lists within each other",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: ascii(text[:40]))
def test_a_file_that_cannot_be_read_says_where_it_breaks(text: str) -> None:
    assert any(BROKEN[text] in told for told in faults(text))


def test_a_pair_of_surrogates_is_a_character_and_a_backslash_is_no_nul() -> None:
    said = '{"title": "\\ud83d\\ude00 \\\\u0000"}'
    assert parse(Raw(1, said)) == {"title": "😀 \\u0000"}


def test_of_a_file_with_thousands_of_faults_the_first_are_said_and_the_rest_counted() -> None:
    checked = check(opened("{}\n" * 5_000, 100_000))
    assert len(checked.faults.kept) == 100
    assert checked.faults.more == 5_000 * 9 - 100


def test_a_ticket_or_number_that_comes_twice_is_found() -> None:
    told = faults(a_file(a_ticket(1001), a_ticket(1002, id=a_ticket(1001)["id"]), a_ticket(1003) | {"number": 1002}))
    assert [fault.split(": ", 1)[1] for fault in told] == [
        "ticket 2 (#1002): id: stands twice in this file",
        "ticket 3 (#1002): number: 1002 stands twice in this file",
    ]


def test_tickets_that_go_on_in_each_other_are_refused() -> None:
    one, two, three = (a_ticket(number) for number in (1001, 1002, 1003))
    ring = [one | {"merged_into": two["id"]}, two | {"merged_into": three["id"]}, three | {"merged_into": one["id"]}]
    assert faults(a_file(*ring, a_ticket(1004, merged_into=one["id"]))) == [
        "line 4: ticket 3 (#1003): merged_into: goes round in a circle"
    ]
    assert not faults(a_file(*ring[:2], three, a_ticket(1004, merged_into=one["id"])))


def test_one_ticket_is_held_at_a_time_not_the_file() -> None:
    held: list[int] = []

    def pieces() -> Iterator[str]:
        line = json.dumps(a_ticket()) + "\n"
        for _ in range(2_000):
            held.append(len(source.text))
            yield line

    source = Pieces(pieces())
    while source.next_sign():
        source.value()
    assert max(held) < 2 * len(json.dumps(a_ticket()))


def test_a_value_without_end_is_given_up() -> None:
    def pieces() -> Iterator[str]:
        yield '{"title": "'
        while True:
            yield "x" * 8_000_000

    with pytest.raises(BadJson, match="larger than 64 MB"):
        Pieces(pieces()).value()
