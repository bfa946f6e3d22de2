"""The schedule, drawn with texts that a customer, a person or a database may have chosen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from blocks import schedule, thread
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.schedule import Entry, Forecast, Meant, Ran, Shown

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)

PRUNE = Entry("prune", "prune", "17 * * * *", "Europe/Berlin", {}, TOMORROW, NOW, paused=False)
CLOSE = Entry("auto_close", "auto_close", "30 3 * * *", "Europe/Berlin", {}, TOMORROW, None, paused=True)
REMIND = Entry("remind", "remind", "0 9 * * 1-5", "Europe/Berlin", {}, TOMORROW, NOW, paused=False)

DONE = Ran("done", NOW, NOW, 0, None, {"rows": 12})
LATE = Ran("done", NOW, NOW, 3, None, {"reminded": 2, "not_written_to": 1})
FAILED = Ran("failed", NOW, NOW, 0, None, reason="OSError: disk full")

USUAL = (Shown(CLOSE, None, days=14), Shown(REMIND, LATE, days=4), Shown(PRUNE, DONE))


def entries(text: str) -> list[Shown]:
    """Those that there are, and more than a message has room for, named by whoever made them."""
    own = replace(PRUNE, name=text, job=text, cron=text, next_at=None)
    failed = replace(FAILED, reason=text)
    return [*USUAL, Shown(REMIND, replace(DONE, state="running")), *[Shown(own, failed)] * 20]


def posts(text: str, t: Translate) -> Iterator[Post]:
    for changes in (True, False):
        yield schedule.listed(entries(text), NOW, t, changes=changes)
        yield schedule.listed([], NOW, t, changes=changes)
    for shown in entries(text):
        yield schedule.one(shown, NOW, t, changes=True)
    yield schedule.alarm(text, replace(FAILED, reason=text), t)
    yield thread.reminded(2, 1001, t)


def forms(text: str, t: Translate) -> Iterator[View]:
    meant = [Meant(1001 + n, text, NOW, "muted" if n % 5 == 4 else None) for n in range(100)]
    for shown in entries(text)[:5]:
        yield schedule.preview(shown.entry, Forecast(meant, more=True, rows={"inbox": 10**9}), t)
        yield schedule.preview(shown.entry, Forecast(), t)
        yield schedule.time_form(shown.entry, "Europe/Berlin", t)
        yield schedule.changed(shown, NOW, t)
    yield schedule.begun(text, t)
