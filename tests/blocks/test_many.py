"""Lists, acts on many, the team: what is said at a glance, and what is left out."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from blocks import bulk, team
from blocks import list as listing
from blocks.parts import View
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.bulk import Preview
from owona_bot.domain.filters import parse
from owona_bot.domain.hit import Place, Snippet
from owona_bot.domain.listing import Line, Listing
from owona_bot.domain.people import Agent
from owona_bot.domain.sla import Metric
from owona_bot.domain.team import Wish
from owona_bot.domain.ticket import Priority, Ticket
from owona_bot.domain.verbs import Verb
from owona_bot.playground.block_rules import check_blocks
from owona_bot.playground.mentions import active_mentions
from tests.blocks import many
from tests.blocks.reading import dicts, interpreted, runs, seen
from tests.blocks.samples import ANNA, DE, EN, NOW, a_ticket


def a_list(*tickets: Ticket, asked: str = "", found: Snippet | None = None) -> Listing:
    lines = [Line(ticket, many.CARD, found) for ticket in tickets]
    return Listing(UUID(int=1), parse(asked), lines, len(tickets), False)


def test_a_row_is_a_title_and_a_grey_line_with_what_is_unusual() -> None:
    shown = seen(listing.listed(a_list(a_ticket()), [], ANNA, many.WORKSPACE, NOW, DE)).split("\n")
    assert shown[1:5] == ["#1001", " ", "Anmeldung geht nicht", "Neu · noch niemand"]
    pressing = a_ticket(priority=Priority.URGENT, agent=ANNA)
    assert "Neu · 🔴 Dringend · bei Anna" in seen(listing.listed(a_list(pressing), [], ANNA, many.WORKSPACE, NOW, DE))


def test_the_number_leads_to_the_card_where_one_stands() -> None:
    page = a_list(a_ticket())
    links = [
        one["url"] for one in dicts(listing.listed(page, [], ANNA, many.WORKSPACE, NOW, EN).blocks) if "url" in one
    ]
    assert links == ["https://owona.slack.com/archives/C0TICKETS/p1764072000000100"]
    nowhere = replace(page, lines=[Line(a_ticket(), None, None)])
    assert not [one for one in dicts(listing.listed(nowhere, [], ANNA, many.WORKSPACE, NOW, EN).blocks) if "url" in one]


def test_hits_are_bold_and_a_title_is_not_said_twice() -> None:
    found = Snippet(Place.MESSAGE, ("…die ", "Quittung", " fehlt"))
    page = listing.listed(a_list(a_ticket(), asked="quittung", found=found), [], ANNA, "", NOW, DE)
    bold = [one["text"] for one in dicts(page.blocks) if one.get("style") == {"bold": True}]
    assert bold == ["#1001", "Anmeldung geht nicht", "Quittung"]
    in_title = replace(found, place=Place.TITLE)
    page = listing.listed(a_list(a_ticket(), asked="quittung", found=in_title), [], ANNA, "", NOW, DE)
    assert "fehlt" not in seen(page)


def test_nothing_found_is_one_sentence_and_what_was_asked() -> None:
    assert seen(listing.listed(a_list(asked="tag:vip"), [], ANNA, "", NOW, EN)).split("\n")[:2] == [
        "No ticket fits.",
        "tag:vip",
    ]
    assert seen(listing.listed(a_list(), [], ANNA, "", NOW, EN)) == "No ticket fits."


def told(line: Line, sort: str = "", *, reader: Agent = ANNA, page: int = 1, waiting: int = 0) -> str:
    """A list of two, of which this is one."""
    found = replace(a_list(a_ticket(), asked=sort), lines=[line], total=2, page=page, waiting=waiting)
    return seen(listing.listed(found, [], reader, "", NOW, DE))


def test_a_row_says_how_old_is_what_it_is_sorted_by() -> None:
    line = Line(a_ticket(), None, None, updated_at=NOW - timedelta(hours=2))
    assert "noch niemand · geändert\n<!date^1795600800^{ago}|vor 2 Std.>" in told(line)
    assert "· geändert\n" not in told(line, "sort:created")
    assert "· geändert\n" not in told(replace(line, updated_at=line.ticket.created_at))


def test_a_deadline_that_presses_stands_in_place_of_the_age() -> None:
    soon = Deadline(Metric.FIRST_RESPONSE, NOW + timedelta(minutes=25), Tone.RISK)
    assert "⏳ Erste Antwort fällig\n<!date^1795609500^{ago}|in 25 Min.>" in told(
        Line(a_ticket(), None, None, NOW, soon)
    )
    late = Deadline(Metric.RESOLUTION, NOW - timedelta(hours=3), Tone.LATE)
    assert "❗ Lösung war fällig\n<!date^1795597200^{ago}|vor 3 Std.>" in told(
        Line(a_ticket(), None, None, NOW, late), "sort:due"
    )


def test_a_later_page_says_so_and_leads_back() -> None:
    assert "Seite 3" in told(Line(a_ticket(), None, None), page=3)
    assert "Zum Anfang" in told(Line(a_ticket(), None, None), page=3)
    assert "Zum Anfang" not in told(Line(a_ticket(), None, None))


def test_who_may_change_nothing_is_shown_no_button_for_it() -> None:
    assert "Für alle …" in told(Line(a_ticket(), None, None))
    assert "Für alle …" not in told(Line(a_ticket(), None, None), reader=replace(ANNA, role="reader"))


def test_what_is_not_read_in_yet_is_told() -> None:
    assert "Noch etwa 900 ältere Tickets" in told(Line(a_ticket(), None, None), waiting=900)


def test_the_filter_is_told_in_the_readers_words() -> None:
    asked = a_list(asked="status:new agent:me sla:risk since:7d")
    assert "status:neu bearbeiter:ich frist:gefährdet erstellt:>=7t" in seen(
        listing.listed(asked, [], ANNA, "", NOW, DE)
    )
    assert "status:new agent:me sla:risk created:>=7d" in seen(listing.listed(asked, [], ANNA, "", NOW, EN))


def a_view(letters: int, foreign: int = 0, total: int = 7) -> View:
    looked = Preview(UUID(int=1), Verb.STATUS, "gelöst", total, [a_ticket()], letters, min(letters, 2), foreign)
    return bulk.preview(looked, DE)


def test_a_preview_says_who_gets_mail_and_what_stays() -> None:
    shown = "\n".join(text for _, text in runs(a_view(letters=5, foreign=3)))
    assert "7 Tickets · Status: gelöst" in shown
    assert "und noch 6" in shown
    assert "Kunden, die eine E-Mail bekommen: bis zu 2 (E-Mails: bis zu 5)" in shown
    assert "bleiben, wie sie sind: 3" in shown
    quiet = "\n".join(text for _, text in runs(a_view(letters=0)))
    assert "Kein Kunde bekommt deswegen eine E-Mail." in quiet
    assert "liegen bei anderen" not in quiet
    assert "submit" not in a_view(letters=0, total=0)


def test_a_report_says_each_number_once_and_roles_in_the_reader_s_language() -> None:
    shown = seen(bulk.progress(many.a_progress("Ben", "done"), DE))
    assert "Bleiben, wie sie sind: 2000" in shown
    assert "und noch 1196" in shown
    assert "Aus demselben Grund noch 400." in shown
    assert "#1001 liegt bei Ben, ich habe nichts geändert. Das darf nur, wer es hat, oder die Rolle Leitung." in shown
    assert "#1001: #1001" not in shown
    assert "#0" not in shown
    assert interpreted(bulk.progress(many.a_progress("<!channel>", "done"), DE).blocks) == []


def test_who_joins_is_named_by_a_mention_of_ours() -> None:
    for post in (team.changed(Wish("U0ANNA", "lead"), known=False, t=EN), team.refused("U0ANNA", EN)):
        assert check_blocks(post.blocks, "message") == []
        assert active_mentions(post.text, post.blocks) == ["<@U0ANNA>"]
