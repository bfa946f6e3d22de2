"""The Home's deadlines: calm while nothing presses, and each count leads to what it counts."""

from dataclasses import replace
from datetime import timedelta

from blocks import ids
from blocks.parts import Post
from blocks.promises import coming, outlook, sparkline
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.clock import Translate
from owona_bot.domain.due import DAYS, Outlook
from owona_bot.domain.filters import parse
from owona_bot.domain.listing import Line
from owona_bot.domain.sla import Metric
from tests.blocks.homes import CARD, WORKSPACE, a_home, a_wish
from tests.blocks.reading import dicts, seen
from tests.blocks.samples import ANNA, DE, EN, NOW, a_ticket

LATELY = Outlook(late=12, risk=3, kept=47, broken=(0,) * 10 + (1, 0, 0, 2))


def shown(told: Outlook | None, t: Translate = DE) -> str:
    return seen(Post("", outlook(a_home(a_wish(), outlook=told), t)))


def test_counts_and_how_it_went() -> None:
    assert shown(LATELY).split("\n") == [
        "Überfällig 12",
        "Gefährdet 3",
        "94 % der Fristen in 14 Tagen gehalten · ▁▁▁▁▁▁▁▁▁▁▅▁▁█ 3 überschritten, heute 2",
    ]


def test_each_count_leads_to_what_it_counts_in_the_readers_words() -> None:
    values = {
        str(one["action_id"]): str(one["value"])
        for one in dicts(outlook(a_home(a_wish(), outlook=LATELY), DE))
        if "value" in one
    }
    assert values == {
        ids.HOME_LATE: "frist:überschritten sortiert:frist",
        ids.HOME_RISK: "frist:gefährdet sortiert:frist",
    }
    assert parse(values[ids.HOME_RISK]) == parse("sla:risk sort:due")


def test_nothing_is_said_where_nothing_was_promised_and_little_where_all_is_well() -> None:
    assert outlook(a_home(a_wish()), DE) == []
    assert outlook(a_home(a_wish(), outlook=Outlook(0, 0, 0, (0,) * DAYS)), DE) == []
    well = Outlook(0, 0, 5, (0,) * DAYS)
    assert shown(well, EN) == "100% of deadlines kept in 14 days · none missed in 14 days"


def test_one_that_was_missed_is_never_rounded_away() -> None:
    assert Outlook(0, 0, 1_000, (0,) * 13 + (1,)).share == 99
    assert sparkline((1_000, 1, 0)) == "█▂▁"
    assert sparkline((0, 0)) == "▁▁"


def test_a_deadline_to_come_is_a_line_with_its_moment_in_the_readers_zone() -> None:
    due = Deadline(Metric.RESOLUTION, NOW + timedelta(hours=2), Tone.RISK)
    one = Line(a_ticket(agent=ANNA), CARD, None, deadline=due)
    calm = replace(one, deadline=replace(due, tone=Tone.CALM))
    home = a_home(a_wish(), coming=[one, calm])
    told = dicts(coming(home, WORKSPACE, NOW, DE))
    dates = [part for part in told if part.get("type") == "date"]
    assert [part["timestamp"] for part in dates] == [int(due.due.timestamp())] * 2
    text = seen(Post("", coming(home, WORKSPACE, NOW, DE)))
    assert "Anmeldung geht nicht · ⏳ Lösung" in text
    assert "Anmeldung geht nicht · Lösung" in text
    assert "bei Anna" in text
