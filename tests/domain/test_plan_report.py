"""Reports: each who is to read one gets it once, and its files come after it."""

from owona_bot.domain.delivery import Reaction
from owona_bot.domain.event import Kind
from owona_bot.domain.plan import plan
from tests.domain.samples import PLACES, a_story, an_event

TO = ["channel:C1", "person:7", "mail:8"]


def planned(kind: Kind, **payload: object) -> list[tuple[str, str, str]]:
    """Target, order and lane of each."""
    found = plan(a_story(an_event(kind, payload={"report": 5, **payload})), PLACES)
    assert {one.reaction for one in found} <= {Reaction.REPORT}
    return [(one.target, one.order_key, one.lane) for one in found]


def test_it_goes_to_each_once() -> None:
    assert planned(Kind.REPORT_MADE, to=TO, pdf=False) == [
        ("channel:C1", "report:5:channel:C1", "slack.post:C1"),
        ("person:7", "report:5:person:7", "slack.post:direct:7"),
        ("mail:8", "report:5:mail:8", "smtp"),
    ]


def test_the_pdf_comes_after_it_in_slack_and_lies_in_the_letter() -> None:
    assert planned(Kind.REPORT_MADE, to=TO, pdf=True) == [
        ("channel:C1", "report:5:channel:C1", "slack.post:C1"),
        ("pdf:channel:C1", "report:5:channel:C1", "slack.files"),
        ("person:7", "report:5:person:7", "slack.post:direct:7"),
        ("pdf:person:7", "report:5:person:7", "slack.files"),
        ("mail:8", "report:5:mail:8", "smtp"),
    ]


def test_who_waits_for_one_that_failed_is_told() -> None:
    story = a_story(an_event(Kind.SCHEDULE_RAN, payload={"run": 3, "failed": True, "alarm": False, "asker": "agent:7"}))
    (told,) = plan(story, PLACES)
    assert (told.reaction, told.target, told.payload) == (Reaction.REPORT, "failed", {"agent": "7"})


def test_who_can_mend_an_entry_that_nobody_reads_is_told() -> None:
    assert planned(Kind.REPORT_PAUSED, entry="report-3", tell=[7, 8]) == [
        ("paused:7", "report:paused:7:7", "slack.post:direct:7"),
        ("paused:8", "report:paused:8:8", "slack.post:direct:8"),
    ]


def test_a_file_that_is_wanted_waits_for_its_report_or_for_another_of_the_same_message() -> None:
    wanted = planned(Kind.REPORT_FILE_WANTED, file="charts", to="channel:C1")
    assert wanted == [("charts:channel:C1", "report:5:channel:C1", "slack.files")]
    pressed = planned(Kind.REPORT_FILE_WANTED, file="pdf", channel="C1", ts="1.2")
    assert pressed == [("file:pdf", "report:5:C1:1.2", "slack.files")]
