"""What is read of an export while it runs and once it has ended, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blocks import export as view
from blocks import ids
from owona_bot.domain.export import Format
from owona_bot.domain.export_job import Reason, Upload, Way
from owona_bot.domain.export_words import Asked, Kind
from owona_bot.domain.list_errors import FilterTooLong
from tests.blocks.exports import AS_OF, LINK, a_spec, an_export, so_far
from tests.blocks.reading import dicts, interpreted, pressed, seen
from tests.blocks.samples import DE, EN


@pytest.mark.parametrize(
    ("rows", "seconds", "german", "english"),
    [
        (0, 0, "Export als CSV", "Export as CSV"),
        (12_000, 1, "12.000 von 100.000 · 12 %", "12,000 of 100,000 · 12 %"),
        (12_000, 2, "12 % · noch etwa 20 Sekunden", "12 % · about 20 seconds left"),
        (50_000, 58, "50 % · noch etwa eine Minute", "50 % · about a minute left"),
        (10_000, 21, "10 % · noch etwa 4 Minuten", "10 % · about 4 minutes left"),
        (99_999, 600, "99 % · noch etwa 10 Sekunden", "99 % · about 10 seconds left"),
        (100_000, 600, "100.000 von 100.000 · 99 %", "100,000 of 100,000 · 99 %"),
    ],
)
def test_it_says_how_far_it_is_and_how_long_it_takes(rows: int, seconds: float, german: str, english: str) -> None:
    running = so_far(an_export(rows=rows, total=100_000), seconds)
    assert german in view.progress(running, None, DE).text
    assert english in view.progress(running, None, EN).text


def test_what_nobody_has_counted_has_no_share() -> None:
    assert view.progress(so_far(an_export(rows=3)), None, DE).text == "Export als CSV · 3 Tickets"
    assert view.progress(so_far(an_export(rows=3, total=2)), None, DE).text == "Export als CSV · 3 Tickets"


def test_while_it_runs_it_can_be_cancelled_and_then_no_more() -> None:
    assert list(pressed(view.progress(so_far(an_export()), None, DE))) == [ids.EXPORT_CANCEL]
    for state in ("done", "failed", "cancelled"):
        assert list(pressed(view.progress(so_far(an_export(state, rows=1)), None, DE))) == []


def test_once_it_is_done_size_checksum_and_place_are_told() -> None:
    done = so_far(an_export("done", rows=1_234), upload=Upload(1, "F1", None, Way.FILE))
    told = seen(view.progress(done, None, DE))
    assert "Export als CSV fertig · 1.234 Tickets · 12,3 MB" in told
    assert bytes(range(32)).hex() in told
    assert "Die Datei steht hier in diesem Chat." in told


def test_a_link_says_until_when() -> None:
    told = str(view.progress(so_far(an_export("done", rows=1)), LINK, DE).blocks)
    assert f"'url': '{LINK}', 'text': 'Herunterladen'" in told
    assert "3. Dez." in told


def test_no_ticket_is_said_to_be_none() -> None:
    assert "dazu passt kein Ticket" in view.progress(so_far(an_export("done")), None, DE).text


def test_the_filter_is_said_in_the_readers_words() -> None:
    running = so_far(an_export(spec=a_spec("status:new priority:>=high")))
    assert "status:neu prio" in seen(view.progress(running, None, DE))
    assert "mit Nachrichten · mit internen Notizen" in seen(view.progress(running, None, DE))
    assert "status:new priority:>=high" in seen(view.progress(running, None, EN))


@pytest.mark.parametrize("reason", Reason)
def test_every_failure_says_why_and_what_now(reason: Reason) -> None:
    failed = so_far(replace(an_export("failed"), reason=reason.value))
    de, en = (view.progress(failed, None, t).text for t in (DE, EN))
    assert de.startswith("Der Export als CSV ist gescheitert. ")
    assert len(de) > 60
    assert en != de


def test_a_list_offers_links_for_what_is_there_and_names_whose_it_is() -> None:
    there, gone = so_far(an_export("done", rows=3)), replace(an_export("done", rows=3), expires_at=AS_OF)
    post = view.listed([there, so_far(gone)], AS_OF + timedelta(days=1), DE, others=True, links=True)
    assert list(pressed(post)) == [ids.EXPORT_LINK]
    assert "Datei nicht mehr da" in seen(post)
    assert seen(post).count("Ben") == 2
    assert "Ben" not in seen(view.listed([there], AS_OF, DE, others=False, links=False))
    assert list(pressed(view.listed([there], AS_OF, DE, others=True, links=False))) == []


def test_the_box_of_notes_is_for_who_may_have_them() -> None:
    forms = [view.form(Asked(), DE, notes=notes) for notes in (True, False)]
    assert [view.NOTES in [one.get("value") for one in dicts(form)] for form in forms] == [True, False]


def test_what_was_said_stands_in_the_form() -> None:
    form = view.form(Asked(Kind.XLSX, messages=True, filter="status:neu"), DE, notes=True)
    assert [value_of(one["initial_option"]) for one in dicts(form) if "initial_option" in one] == ["xlsx", "tickets"]
    assert [one["initial_value"] for one in dicts(form) if "initial_value" in one] == ["status:neu"]
    ticked = [one["initial_options"] for one in dicts(form) if "initial_options" in one]
    assert [value_of(one) for one in dicts(ticked)] == [view.MESSAGES, None]


def value_of(option: object) -> object:
    return option.get("value") if isinstance(option, dict) else None


def test_no_filter_is_cut_without_a_word() -> None:
    with pytest.raises(FilterTooLong):
        view.form(Asked(filter="x" * 3_001), DE, notes=True)


def test_what_was_filled_in_is_read() -> None:
    value = ids.VALUE
    state: dict[str, dict[str, dict[str, object]]] = {
        ids.FILTER: {value: {"value": " status:neu "}},
        ids.SINCE: {value: {"selected_date": "1996-11-26"}},
        ids.UNTIL: {value: {"selected_date": "2026-11-26"}},
        ids.KIND: {value: {"selected_option": {"value": "excel"}}},
        ids.WHAT: {value: {"selected_option": {"value": "tickets"}}},
        ids.WITH: {value: {"selected_options": [{"value": "notes"}]}},
        ids.COLUMNS: {value: {"selected_options": [{"value": "number"}, {"value": "title"}]}},
    }
    assert view.read(state) == Asked(
        kind=Kind.EXCEL,
        notes=True,
        columns=("number", "title"),
        filter="status:neu since:1996-11-26 until:2026-11-26",
    )
    assert view.read({}) == Asked(Kind.CSV)


def test_nobody_is_called_by_a_filter() -> None:
    hostile = so_far(an_export(spec=a_spec('"<!channel>"', Format.CSV)), agent="<!channel>")
    assert interpreted(view.progress(hostile, None, DE).blocks) == []


def test_a_file_says_what_is_in_it() -> None:
    export = an_export("done", a_spec("tag:vip status:new"))
    assert view.title(export, DE) == f"{export.name} · tag:vip status:neu · mit Nachrichten · mit internen Notizen"
    assert len(view.title(an_export("done", a_spec("x" * 5_000), text="y" * 500), DE)) < 350
