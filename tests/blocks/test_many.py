"""Lists, acts on many, the team: what is said at a glance, and what is left out."""

from dataclasses import replace
from uuid import UUID

from blocks import bulk, team
from blocks import list as listing
from blocks.parts import View
from owona_bot.domain.bulk import Preview
from owona_bot.domain.filters import parse
from owona_bot.domain.hit import Place, Snippet
from owona_bot.domain.listing import Line, Listing
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
    shown = seen(listing.listed(a_list(a_ticket()), [], many.WORKSPACE, NOW, DE)).split("\n")
    assert shown[1:5] == ["#1001", " ", "Anmeldung geht nicht", "Neu · noch niemand"]
    pressing = a_ticket(priority=Priority.URGENT, agent=ANNA)
    assert "Neu · 🔴 Dringend · bei Anna" in seen(listing.listed(a_list(pressing), [], many.WORKSPACE, NOW, DE))


def test_the_number_leads_to_the_card_where_one_stands() -> None:
    page = a_list(a_ticket())
    links = [one["url"] for one in dicts(listing.listed(page, [], many.WORKSPACE, NOW, EN).blocks) if "url" in one]
    assert links == ["https://owona.slack.com/archives/C0TICKETS/p1764072000000100"]
    nowhere = replace(page, lines=[Line(a_ticket(), None, None)])
    assert not [one for one in dicts(listing.listed(nowhere, [], many.WORKSPACE, NOW, EN).blocks) if "url" in one]


def test_hits_are_bold_and_a_title_is_not_said_twice() -> None:
    found = Snippet(Place.MESSAGE, ("…die ", "Quittung", " fehlt"))
    page = listing.listed(a_list(a_ticket(), asked="quittung", found=found), [], "", NOW, DE)
    bold = [one["text"] for one in dicts(page.blocks) if one.get("style") == {"bold": True}]
    assert bold == ["#1001", "Anmeldung geht nicht", "Quittung"]
    in_title = replace(found, place=Place.TITLE)
    page = listing.listed(a_list(a_ticket(), asked="quittung", found=in_title), [], "", NOW, DE)
    assert "fehlt" not in seen(page)


def test_nothing_found_is_one_sentence_and_what_was_asked() -> None:
    assert seen(listing.listed(a_list(asked="tag:vip"), [], "", NOW, EN)).split("\n")[:2] == [
        "No ticket fits.",
        "tag:vip",
    ]
    assert seen(listing.listed(a_list(), [], "", NOW, EN)) == "No ticket fits."


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
