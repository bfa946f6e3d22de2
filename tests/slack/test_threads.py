"""Which events tell of what a person said in a thread, and what they tell."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from owona_bot.domain.note import Act, Heard
from owona_bot.slack.threads import heard_in, moment, plain_of, rich_text_of, typed

AT = datetime(2023, 11, 14, 22, 13, 20, 100, tzinfo=UTC)


def section(text: str) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def block(*texts: str) -> dict[str, Any]:
    return {"type": "rich_text", "block_id": "b", "elements": [section(text) for text in texts]}


def said(**more: Any) -> dict[str, Any]:
    """Anna's reply in a thread."""
    usual = {
        "type": "message",
        "user": "U0ANNA",
        "text": "a &lt; b",
        "ts": "1700000001.000100",
        "thread_ts": "1700000000.000000",
    }
    return usual | more


def event(**more: Any) -> dict[str, Any]:
    return said(channel="C1", event_ts="1700000000.000100") | more


def changed(**message: Any) -> dict[str, Any]:
    outer = {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "ts": "1",
        "event_ts": "1700000000.000100",
    }
    return outer | {"message": said(**message), "previous_message": said(text="before")}


def deleted(**more: Any) -> dict[str, Any]:
    outer = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "ts": "1",
        "event_ts": "1700000000.000100",
    }
    return outer | {"deleted_ts": "1700000001.000100"} | more


def heard(act: Act, text: str = "a < b", **more: Any) -> Heard:
    thread = more.get("thread", "1700000000.000000")
    user = more.get("user", "U0ANNA")
    return Heard(act, "C1", "1700000001.000100", thread, user, text, more.get("rich"), more.get("files", []), AT)


@pytest.mark.parametrize("subtype", [None, "file_share", "me_message", "thread_broadcast"])
def test_what_a_person_says_in_a_thread_is_heard(subtype: str | None) -> None:
    more = {"subtype": subtype} if subtype else {}
    assert heard_in(event(**more)) == heard(Act.WRITTEN)
    assert heard_in(changed(**more)) == heard(Act.EDITED)
    assert heard_in(deleted(previous_message=said(**more))) == heard(Act.DELETED, "")


def test_a_deletion_of_which_slack_tells_nothing_is_heard_too() -> None:
    assert heard_in(deleted()) == heard(Act.DELETED, "", thread=None, user=None)


def test_several_blocks_are_one_text_and_files_are_named() -> None:
    files = [{"id": "F1", "name": "bild.png"}, {"id": "F2"}]
    told = heard_in(event(blocks=[block("eins"), {"type": "section"}, block("zwei")], files=files))
    rich = {"type": "rich_text", "elements": [section("eins"), section("zwei")]}
    assert told == heard(Act.WRITTEN, rich=rich, files=["bild.png", "F2"])


@pytest.mark.parametrize(
    "odd",
    [
        event(thread_ts=None),
        event(thread_ts="1700000001.000100"),
        event(bot_id="B1"),
        event(subtype="bot_message"),
        event(subtype="channel_join"),
        event(subtype="message_replied", message=said()),
        event(ts=None),
        changed(bot_id="B0OWONA", user="U0OWONA"),
        changed(thread_ts="1700000001.000100"),
        changed(thread_ts=None),
        changed(subtype="tombstone"),
        changed(text="before", attachments=[{"from_url": "https://a.example"}]),
        deleted(previous_message=said(thread_ts=None)),
        deleted(previous_message=said(bot_id="B1")),
        deleted(previous_message=said(thread_ts="1700000001.000100")),
        {"type": "message", "subtype": "message_changed", "channel": "C1"},
        {"type": "message", "channel": "C1"},
    ],
)
def test_everything_else_is_not(odd: dict[str, Any]) -> None:
    assert heard_in(odd) is None


def test_a_message_without_rich_text_has_none() -> None:
    assert rich_text_of({"text": "x"}) is None
    assert rich_text_of({"blocks": [{"type": "rich_text", "elements": []}]}) is None


@pytest.mark.parametrize(("ts", "micro"), [("1700000000.000100", 100), ("1700000000", 0), ("1700000000.5", 500_000)])
def test_a_ts_is_a_moment_to_the_microsecond(ts: str, micro: int) -> None:
    assert moment(ts) == datetime(2023, 11, 14, 22, 13, 20, micro, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<@U0ANNA|anna> <@U0BEN> in <#C1|tickets>", "@anna @U0BEN in #tickets"),
        ("<!here> <!channel|@channel> <!subteam^S1|@team>", "@here @channel @team"),
        (
            "<https://a.example> <https://a.example/x|hier> <mailto:a@b.de|a@b.de>",
            "https://a.example hier (https://a.example/x) a@b.de",
        ),
        ("&lt;@U0ANNA&gt;", "<@U0ANNA>"),
        ("5 < 6 > 4 <>", "5 < 6 > 4 <>"),
        ("<" * 5_000, "<" * 5_000),
        ("List<String> and <b>x</b>", "List<String> and <b>x</b>"),
    ],
)
def test_markup_is_read_as_it_was_typed(text: str, seen: str) -> None:
    assert typed(text) == seen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*Praxis Dr. Sommer*: _seit heute_", "Praxis Dr. Sommer: seit heute"),
        ("*_beides_* und _*beides*_", "beides und beides"),
        ("`rm *alles*` und ```\nx = *y*\n```", "rm *alles* und x = *y*"),
        ("3 * 4 * 5, a_b_c, **, * a *, ein*wort*mittendrin", "3 * 4 * 5, a_b_c, **, * a *, ein*wort*mittendrin"),
        ("<https://a.example/_b_/*c*|*hier*> &lt;*x*&gt;", "*hier* (https://a.example/_b_/*c*) <x>"),
        ("*erste\nzweite*", "*erste\nzweite*"),
        ("", ""),
    ],
)
def test_customers_read_what_slack_shows_without_its_signs(text: str, shown: str) -> None:
    assert plain_of({"text": text}) == shown


def test_where_slack_heeds_no_signs_they_stay() -> None:
    assert plain_of({"text": "*a*", "mrkdwn": False}) == "*a*"


@pytest.mark.parametrize("unit", ["*", "*a ", "_a ", "`", "```", "<", "*_a", "_*a* "])
def test_many_signs_take_little_time(unit: str) -> None:
    start = time.process_time()
    plain_of({"text": unit * (40_000 // len(unit))})
    assert time.process_time() - start < 3
