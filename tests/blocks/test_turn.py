"""What is told when the rule gives somebody a ticket."""

from blocks import ids, turn
from blocks.parts import Post
from owona_bot.domain.listing import Line
from tests.blocks.reading import dicts, pressed, seen
from tests.blocks.samples import DE, EN, NAMES, a_ticket

GIVEN = {"agent": [None, 8]}


def called(post: Post) -> list[object]:
    return [part["user_id"] for part in dicts(post.blocks) if part.get("type") == "user"]


def test_the_thread_calls_whose_turn_it_is_and_offers_to_say_why() -> None:
    post = turn.told(GIVEN, NAMES, 1001, DE, "U0BEN")
    assert post.text == "#1001: Ben ist dran"
    assert called(post) == ["U0BEN"]
    assert "du bist dran mit #1001" in seen(post)
    assert pressed(post) == {ids.WHY: "1001"}
    assert "Warum ich?" in seen(post)


def test_where_the_thread_is_not_to_call_it_is_one_quiet_line() -> None:
    post = turn.told(GIVEN, NAMES, 1001, EN)
    assert seen(post) == "It's Ben's turn"
    assert called(post) == []
    assert pressed(post) == {}


def test_what_changed_with_it_is_said_too() -> None:
    changes = GIVEN | {"status": ["new", "investigating"]}
    assert "du bist dran mit #1001 · Status: In Analyse" in seen(turn.told(changes, NAMES, 1001, DE, "U0BEN"))
    assert seen(turn.told(changes, NAMES, 1001, DE)) == "Ben ist dran · Status: In Analyse"


def test_the_direct_message_names_the_ticket_and_offers_to_say_why() -> None:
    post = turn.direct(Line(a_ticket(), ("C0TICKETS", "1764072000.000100"), None), "https://owona.slack.com/", EN)
    assert post.text == "It's your turn: #1001 Anmeldung geht nicht"
    assert pressed(post) == {ids.WHY: "1001"}
    assert "Why me?" in seen(post)
