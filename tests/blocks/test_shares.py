"""What is read of a proposal: who gets what, what can be pressed, and who settled it."""

from blocks import ids, shares
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.shares import MOST, Fate, Row, Shown, State, Why
from owona_bot.playground.client import text_of
from tests.blocks.reading import dicts, pressed, seen
from tests.blocks.samples import DE, EN
from tests.blocks.shares import ME, OTHER, a_share, some_rows

ROWS = [
    Row(1001, "Login geht nicht", "Carla"),
    Row(1002, "Rechnung falsch", None, Stuck.SKILL),
    Row(1003, None, "Dora"),
]


def read(found: Shown, reader: int = OTHER) -> str:
    post = shares.told(found, ME if reader == ME else OTHER, "", DE)
    return text_of({"text": post.text, "blocks": post.blocks})


def test_each_ticket_says_where_it_goes() -> None:
    told = read(Shown(a_share(), "Ben", None, ROWS))
    assert "Ben ist krank. Offene Tickets: 3." in told
    assert "*#1001* Login geht nicht → *Carla*" in told
    assert "*#1002* Rechnung falsch → niemand: die Fähigkeiten fehlen" in told


def test_whose_tickets_they_are_keeps_them_leads_leave_them() -> None:
    own = shares.told(Shown(a_share(why=Why.AWAY), "Ben", None, ROWS), ME, "", DE)
    assert "Du bist nicht da." in own.text
    assert "Behalten" in seen(own)
    assert "So lassen" in seen(shares.told(Shown(a_share(), "Ben", None, ROWS), OTHER, "", DE))


def test_what_nobody_can_take_is_not_handed_over() -> None:
    nobody = shares.told(Shown(a_share(), "Ben", None, ROWS[1:2]), OTHER, "", DE)
    assert list(pressed(nobody)) == [ids.SHARE_DECLINE]
    assert "submit" not in shares.preview(Shown(a_share(), "Ben", None, ROWS[1:2]), 1, "", DE)


def test_a_message_names_the_first_ones_and_leads_to_all() -> None:
    post = shares.told(Shown(a_share(), "Ben", None, some_rows("Titel", 11)), OTHER, "", DE)
    assert list(pressed(post)) == [ids.SHARE_ACCEPT, ids.SHARE_DECLINE, ids.SHARE_SHOW]


def test_a_plan_of_the_most_urgent_says_that_there_may_be_more() -> None:
    for count, says in ((MOST - 1, False), (MOST, True)):
        found = Shown(a_share(), "Ben", None, some_rows("Titel", count))
        assert ("most urgent ones" in seen(shares.told(found, OTHER, "", EN))) is says
        assert ("most urgent ones" in str(shares.preview(found, 1, "", EN))) is says


def test_pages_lead_to_those_beside_them() -> None:
    found = Shown(a_share(), "Ben", None, some_rows("Titel", 120))
    pages = [shares.preview(found, page, "", DE) for page in (1, 2, 3)]
    values = [[one["value"] for one in dicts(page) if one.get("action_id") == ids.SHARE_PAGE] for page in pages]
    number = found.share.id
    assert values == [[f"{number} 2"], [f"{number} 1", f"{number} 3"], [f"{number} 2"]]
    assert "Seite 2 von 3" in str(shares.preview(found, 2, "", DE))


def test_once_settled_nothing_can_be_pressed_and_it_says_who_did() -> None:
    for state, words in (
        (State.ACCEPTED, "Anna übergibt Tickets von Ben: 2 …"),
        (State.DECLINED, "Anna lässt die Tickets bei Ben."),
        (State.OVERTAKEN, "Ben ist wieder da; übergeben wurde nichts."),
    ):
        post = shares.told(Shown(a_share(state), "Ben", "Anna", ROWS), OTHER, "", DE)
        assert words in post.text
        assert not pressed(post)
        assert "submit" not in shares.preview(Shown(a_share(state), "Ben", "Anna", ROWS), 1, "", DE)


def test_one_that_ended_by_itself_says_of_whose_tickets_it_was_and_why() -> None:
    for newer, reader, words in (
        (True, OTHER, "There is a newer proposal for the tickets of Ben."),
        (True, ME, "There is a newer proposal for your tickets."),
        (False, OTHER, "Ben is back; nothing was moved."),
        (False, ME, "You are back; nothing was moved."),
    ):
        found = Shown(a_share(State.OVERTAKEN), "Ben", None, ROWS, newer=newer)
        assert words in shares.told(found, reader, "", EN).text


def test_what_was_done_is_counted_and_what_stayed_says_why() -> None:
    rows = [
        Row(1001, "A", "Carla", fate=Fate.MOVED),
        Row(1002, "B", "Carla", fate=Fate.MOVED),
        Row(1003, "C", "Dora", fate=Fate.MOVED),
        Row(1004, "D", "Dora", fate=Fate.FULL),
        Row(1005, "E", "Dora", fate=Fate.TAKEN),
        Row(1006, "F", None, Stuck.FULL, Fate.NOBODY),
    ]
    told = read(Shown(a_share(State.DONE), "Ben", "Anna", rows))
    assert "✅ Anna hat Tickets von Ben übergeben: 3 von 6." in told
    assert "Carla: 2 · Dora: 1" in told
    assert "Nicht übergeben: 3" in told
    assert "*#1004* D: Dora hat schon genug" in told
    assert "*#1005* E: lag nicht mehr bei Ben" in told
    assert "*#1006* F: niemand: wer es könnte, hat genug" in told


def test_tickets_that_stayed_for_the_same_reason_are_one_line() -> None:
    rows = [
        Row(1001, "A", None, Stuck.SKILL, Fate.NOBODY, ("C1", "1.000100")),
        Row(1002, "B", "Dora", fate=Fate.FULL),
        *(Row(n, "C", None, Stuck.SKILL, Fate.NOBODY) for n in range(1003, 1014)),
    ]
    told = read(Shown(a_share(State.DONE), "Ben", "Anna", rows))
    assert "Nicht übergeben: 13" in told
    assert "niemand: die Fähigkeiten fehlen: 12 · *#1001* · *#1003* · " in told
    assert "*#1011* …" in told
    assert "#1012" not in told
    assert "*#1002* B: Dora hat schon genug" in told


def test_many_reasons_are_cut_and_what_they_leave_out_is_counted() -> None:
    rows = [Row(n, "A", f"Agent {n % 12}", fate=Fate.FULL) for n in range(24)]
    assert "und noch 4" in read(Shown(a_share(State.DONE), "Ben", "Anna", rows))


def test_nothing_moved_is_no_success() -> None:
    stayed = [Row(1001, "A", "Dora", fate=Fate.FULL)]
    told = read(Shown(a_share(State.DONE), "Ben", "Anna", stayed))
    assert "Anna wollte Tickets von Ben übergeben; übergeben wurde nichts." in told
    own = read(Shown(a_share(State.DONE, own=True), "Ben", "Ben", stayed))
    assert "Ben wollte die eigenen Tickets übergeben; übergeben wurde nichts." in own
    assert "✅" not in told + own


def test_more_than_somebody_takes_is_said_before() -> None:
    view = shares.preview(Shown(a_share(why=Why.ASKED), "Ben", None, ROWS[:1], 14), 1, "", EN)
    assert "Carla would then have 14 open tickets, more than intended." in str(view)
