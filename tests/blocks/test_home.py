"""The Home as an eye reads it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from blocks import ids
from owona_bot.domain.hit import Place, Snippet
from owona_bot.domain.home import Change, Home, Tab
from owona_bot.domain.list_errors import FilterValueUnknown
from owona_bot.domain.listing import Line, SavedView
from owona_bot.domain.ticket import Status
from tests.blocks.homes import CARD, a_home, a_seat, a_sheet, a_wish, drawn
from tests.blocks.reading import dicts, runs
from tests.blocks.samples import ANNA, BEN, DE, EN, NOW, a_ticket

READER = replace(ANNA, role="reader")


def said(page: Home) -> str:
    return "\n".join(text for _, text in runs(drawn(page, EN)))


def buttons(page: Home) -> dict[str, Mapping[str, object]]:
    """By action id."""
    return {str(b["action_id"]): b for b in dicts(drawn(page, EN)) if b.get("type") == "button"}


def test_tabs_have_their_counts_and_the_one_that_is_shown_stands_out() -> None:
    page = a_home(a_wish(Tab.UNASSIGNED), sheet=a_sheet())
    assert said(page).split("\n")[:5] == [
        "Mine 1",
        "Unassigned 1000+",
        "Waiting for customers 0",
        "News on mine 2",
        "Team 2",
    ]
    styles = {action: button.get("style") for action, button in buttons(page).items() if action.startswith("home.")}
    assert [action for action, style in styles.items() if style == "primary"] == [ids.HOME_UNASSIGNED]


def test_a_row_has_all_that_decides_and_the_act_that_suggests_itself() -> None:
    page = a_home(a_wish(), sheet=a_sheet(a_ticket(agent=ANNA)))
    assert "Anmeldung geht nicht" in said(page)
    assert "<https://owona.slack.com/archives/C0TICKETS/p1764072000000100|#1001>" in said(page)
    assert "New · Normal · with Anna" in said(page)
    assert f"<!date^{int(NOW.timestamp()) - 172_800}^{{ago}}|" in said(page)
    assert buttons(page)[ids.REPLY]["value"] == "1001"
    assert ids.CLAIM not in buttons(page)


def test_what_nobody_holds_is_taken_before_it_is_answered() -> None:
    page = a_home(a_wish(Tab.UNASSIGNED), sheet=a_sheet(a_ticket()))
    assert buttons(page)[ids.CLAIM]["value"] == "1001"
    assert ids.REPLY not in buttons(page)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_done_offers_nothing(status: Status) -> None:
    page = a_home(a_wish(), sheet=a_sheet(a_ticket(status=status)))
    assert not {ids.CLAIM, ids.REPLY} & buttons(page).keys()


def test_readers_have_no_button_that_acts() -> None:
    page = a_home(a_wish(Tab.UNASSIGNED), READER, sheet=a_sheet(a_ticket(), a_ticket(agent=BEN)))
    assert not {ids.CLAIM, ids.REPLY} & buttons(page).keys()
    assert buttons(page)[ids.SAY]["value"] == "me"
    assert ids.MENU not in buttons(page)
    assert ids.HOME_TEAM in buttons(page)


def test_a_filter_takes_the_place_of_the_tab_and_can_be_kept_and_cleared() -> None:
    found = a_sheet(a_ticket(), asked="vip", found=Snippet(Place.MESSAGE, ("Ich bin ", "vip", " und warte")))
    page = a_home(a_wish(Tab.WAITING, "vip"), sheet=found)
    assert not [b for b in buttons(page).values() if b.get("style") == "primary"]
    assert buttons(page)[ids.HOME_CLEAR]["value"] == "waiting"
    assert ids.HOME_SAVE in buttons(page)
    assert "1 ticket · last changed first · vip" in said(page)
    (field,) = [block for block in dicts(drawn(page, EN)) if block.get("type") == "input"]
    assert field["dispatch_action"] is True
    assert {"initial_value": "vip"}.items() <= dict(field["element"]).items()  # type: ignore[call-overload]  # a dict
    assert [run["text"] for run in dicts(drawn(page, EN)) if run.get("style") == {"bold": True}] == ["vip"]


def test_what_is_typed_stays_until_another_filter_takes_its_place() -> None:
    def block_ids(edition: int, field: int) -> list[object]:
        wish = replace(a_wish(Tab.MINE, "vip"), edition=edition, field=field)
        page = a_home(wish, sheet=a_sheet(asked="vip"))
        return [block["block_id"] for block in dicts(drawn(page, EN)) if "block_id" in block]

    assert block_ids(1, 1) == block_ids(1, 1)
    assert block_ids(1, 1)[0] == block_ids(2, 1)[0]
    assert block_ids(2, 1)[0] != block_ids(2, 2)[0]
    assert block_ids(1, 1)[1] != block_ids(2, 1)[1]  # a menu forgets what was chosen


def test_what_can_not_be_read_is_told_above_the_tab() -> None:
    fault = FilterValueUnknown(field="status", word="nue", position=8, fits="neu")
    page = a_home(a_wish(Tab.MINE, "status:nue"), fault=fault, sheet=a_sheet(a_ticket(agent=ANNA)))
    lines = said(page)
    assert "“nue”" in lines
    assert lines.index("“nue”") < lines.index("Anmeldung")
    assert ids.HOME_SAVE not in buttons(page)
    assert ids.HOME_CLEAR in buttons(page)
    assert buttons(page)[ids.HOME_MINE]["style"] == "primary"


def test_pages_lead_on_and_back() -> None:
    first = a_home(a_wish(), sheet=a_sheet(a_ticket()), next="x")
    assert buttons(first)[ids.HOME_MORE]["value"] == "2"
    assert ids.HOME_FIRST not in buttons(first)
    last = a_home(a_wish(page=3), sheet=a_sheet(a_ticket()))
    assert ids.HOME_MORE not in buttons(last)
    assert "page 3" in said(last)


def test_news_say_who_did_what() -> None:
    ticket = Line(a_ticket(agent=ANNA), CARD, None)
    news = [Change(ticket, "Erika", True, NOW), Change(ticket, "Ben", False, NOW), Change(ticket, None, False, NOW)]
    page = a_home(a_wish(Tab.CHANGED), changes=news)
    assert all(words in said(page) for words in ("Erika wrote", "Ben changed something", "The automation changed"))


def test_the_team_is_told_with_its_load() -> None:
    page = a_home(a_wish(Tab.TEAM), team=[a_seat(), a_seat("Ben", there=False)])
    assert "Who has how many tickets, of how many at most\n▰▰▰▱▱ 3/5 · \nAnna\n · agent" in said(page)
    assert "away" in said(page)


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        (Tab.MINE, "Du hast gerade kein offenes Ticket."),
        (Tab.UNASSIGNED, "Jedes offene Ticket hat jemanden."),
        (Tab.WAITING, "Kein Ticket wartet auf einen Kunden."),
        (Tab.CHANGED, "Seit deinem letzten Schritt hat niemand etwas an deinen Tickets getan."),
    ],
)
def test_an_empty_tab_says_so(tab: Tab, words: str) -> None:
    page = a_home(a_wish(tab), sheet=None if tab is Tab.CHANGED else a_sheet())
    assert words in [text for _, text in runs(drawn(page, DE))]


def test_views_are_chosen_and_deleted_from_one_menu() -> None:
    page = a_home(a_wish(), sheet=a_sheet(), views=[SavedView(3, "Meine VIP", "vip", shared=True)])
    (menu,) = [block for block in dicts(drawn(page, EN)) if block.get("action_id") == ids.HOME_VIEW]
    assert [option["value"] for option in dicts(menu["options"]) if "value" in option] == ["3", "forget"]
