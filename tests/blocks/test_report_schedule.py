"""Reports that people want, as they see them in both languages."""

from dataclasses import replace
from datetime import timedelta

from blocks import report_schedule, report_told, schedule
from blocks.new_ticket import State
from blocks.parts import Post, View
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Figure, Form, ReportKind
from owona_bot.domain.report_ask import Ask, Asked
from owona_bot.domain.report_schedule import Made, Order, to_json
from owona_bot.domain.schedule import Chore, Entry, Forecast, Ran, Shown
from owona_bot.locale.catalogue import catalogues
from tests.blocks.reading import dicts, seen
from tests.blocks.report_plans import EMPTY, NOW

DE, EN = (catalogues().speak(locale) for locale in ("de", "en"))

ANNA, BEN = AgentId(7), AgentId(8)

BILLING = "category:billing priority:>=high"

ORDER = Order(ReportKind.WEEKLY, ANNA, BILLING, "C0REPORTS", people=(BEN,), mails=(ANNA, BEN), pdf=True)

ENTRY = Entry(
    "report-3", Chore.REPORT, "0 8 * * 1", "Europe/Berlin", to_json(ORDER), NOW + timedelta(days=5), None, paused=False
)

FULL = replace(EMPTY, figures=(Figure("report.figure.created", Form.COUNT, 4),))


def buttons(blocks: object) -> dict[str, str]:
    """Label to value."""
    found = [one for one in dicts(blocks) if one.get("type") == "button"]
    return {str(one["text"]["text"]): str(one["value"]) for one in found}  # type: ignore[index] # a button has one


def fields(view: View) -> list[str]:
    """Names of its blocks."""
    return [str(one["block_id"]) for one in dicts(view) if one.get("type") == "input"]


def line(post: Post) -> str:
    """What is read, without breaks."""
    return seen(post).replace("\n", "")


def test_one_says_which_report_of_which_tickets_when_and_for_whom() -> None:
    ran = Ran("done", NOW, NOW, 0, "agent:7", {"reports": 1})
    text = line(report_schedule.one(Shown(ENTRY, ran), NOW, DE, changes=True))
    for words in (
        "report-3 Wochenbericht",
        "abrechnung",
        "1 per Direktnachricht, 2 per E-Mail · PDF",
        "Montag um 8:00",
    ):
        assert words in text
    assert "von Hand · Berichte: 1" in text
    english = report_schedule.one(Shown(ENTRY, None), NOW, EN, changes=True)
    assert "Weekly report" in english.text
    assert "billing" in english.text


def test_its_buttons_say_what_would_be_typed() -> None:
    shown = Shown(ENTRY, None)
    assert buttons(report_schedule.one(shown, NOW, EN, changes=True).blocks) == {
        "Make now": "run report-3",
        "Pause": "pause report-3",
        "Delete": "delete report-3 yes",
    }
    paused = Shown(replace(ENTRY, paused=True), None)
    assert buttons(report_schedule.one(paused, NOW, EN, changes=True).blocks)["Resume"] == "resume report-3"
    assert buttons(report_schedule.one(shown, NOW, EN, changes=False).blocks) == {}
    doomed = report_schedule.doomed(shown, NOW, EN)
    assert buttons(doomed.blocks) == {"Delete": "delete report-3 yes"}
    assert [one for one in dicts(doomed.blocks) if one.get("type") == "button" and "confirm" in one]
    assert doomed.text == "Delete report-3? Nothing is deleted before the button beneath is pressed."


def test_the_schedule_of_all_jobs_tells_of_it_too() -> None:
    assert "makes a report: Weekly report" in line(schedule.one(Shown(ENTRY, None), NOW, EN, changes=False))
    counted = schedule.preview(ENTRY, Forecast(rows={"reports": 1}), EN)
    assert "Reports that would be made: 1" in str(counted)


def offered(made: Made) -> dict[str, str]:
    """Beneath it."""
    return buttons(report_told.delivered(report_told.Told(made, ""), EN).blocks)


def test_a_report_offers_what_it_does_not_bring() -> None:
    once = Made(5, replace(ORDER, pdf=False), FULL)
    assert offered(once) == {"PDF": "5", "Schedule …": f"schedule weekly {BILLING}"}
    assert offered(replace(once, name="report-3")) == {"PDF": "5"}
    assert offered(replace(once, order=ORDER, name="report-3")) == {}
    assert offered(replace(once, report=EMPTY)) == {}
    long = " ".join(["tag:vip"] * 300)
    assert offered(replace(once, order=replace(ORDER, pdf=False, filter=long))) == {"PDF": "5"}


def test_a_form_begins_with_what_was_said_and_reads_what_is_chosen() -> None:
    view = report_schedule.plan_form(Asked(Ask.SCHEDULE, ReportKind.MONTHLY, "cat:bug"), "Europe/Berlin", EN)
    assert "each month on day 1" in str([one.get("initial_option") for one in dicts(view)])
    assert "cat:bug" in [one.get("initial_value") for one in dicts(view)]
    where = {"channel", "people", "mails", "pdf", "language"}
    assert set(fields(view)) == {"kind", "filter", "rhythm", "at", "cron"} | where
    state: State = {
        "kind": {"value": {"selected_option": {"value": "monthly"}}},
        "filter": {"value": {"value": None}},
        "channel": {"value": {"selected_conversation": "C1"}},
        "people": {"value": {"selected_users": ["U1", 2]}},
        "pdf": {"value": {"selected_options": [{"value": "pdf"}]}},
        "day": {"value": {"selected_date": "2026-11-16"}},
    }
    typed = report_schedule.read(state)
    assert (typed.kind, typed.filter, typed.channel, typed.people, typed.mails) == ("monthly", "", "C1", ["U1"], [])
    assert (typed.pdf, typed.day, typed.at, typed.cron) == (True, "2026-11-16", "", "")
