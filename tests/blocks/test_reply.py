"""The two modals of an answer: nothing of what goes out is left unsaid, and all of it fits."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from blocks import ids, preview, reply
from blocks.new_ticket import State
from blocks.parts import View, verbatim
from blocks.preview import Outgoing
from blocks.reply import Typed
from owona_bot.domain.clock import Translate
from owona_bot.domain.guard import Finding, Found
from owona_bot.domain.message import Author, Message
from owona_bot.domain.reply import FILES, KEEP, LIMIT, QUICK_REPLIES, TEXT, File, Seen
from owona_bot.domain.ticket import Status
from owona_bot.playground.view_rules import check_view
from tests.blocks.reading import dicts, runs
from tests.blocks.replies import findings
from tests.blocks.samples import ANNA, DE, EN, WORST, a_message, a_ticket

VIEW_MOST = 250_000

RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi"}]}]}
FILE = File("F1", "bild.png", "image/png", 3)


def outgoing(
    body: str = "Hallo\n\nErika",
    *,
    internal: bool = False,
    files: Sequence[File] = (),
    since: Sequence[Message] = (),
    why: str | None = None,
) -> Outgoing:
    return Outgoing(body, "Betreff", "erika@example.org", internal, Status.RESOLVED, files, since, why)


def shown(view: View) -> str:
    return "\n".join(text for _, text in runs(view["blocks"]))


def body_of(view: View) -> str:
    """What stands in the frames that show a text as it is."""
    frames = [part for part in dicts(view["blocks"]) if part.get("type") == "rich_text_preformatted"]
    return "\n".join(text for frame in frames for _, text in runs(frame["elements"]))


@pytest.mark.parametrize(
    "text",
    [
        "Hallo Erika,\n\nalles gut.\n\nAnna\n\n-- \nOwona",
        "kurz",
        "\n".join(f"Zeile {n}" for n in range(2_000)),
        "   eingerückt\n\n\n\ndrei Leerzeilen\tTab",
        "<!channel> *fett* & :tada: \u2028",
    ],
)
def test_the_preview_shows_every_character(text: str) -> None:
    assert body_of(preview.preview(outgoing(text), "x", DE)) == text


@pytest.mark.parametrize("text", ["x" * 9_000, "🎉" * 6_000, "a b " * 3_000])
def test_a_line_longer_than_a_block_is_shown_whole_too(text: str) -> None:
    assert "".join(text for block in verbatim(text) for _, text in runs(block)) == text


def test_it_says_to_whom_and_about_what() -> None:
    view = preview.preview(outgoing(files=[FILE, FILE]), "x", DE)
    assert view["callback_id"] == ids.REPLY_PREVIEW
    assert view["private_metadata"] == "x"
    for words in (
        "An: erika@example.org",
        "Betreff: Betreff",
        "Mit Dateien: bild.png, bild.png",
        "Status danach: Gelöst",
    ):
        assert words in shown(view)


def test_without_a_letter_it_says_why() -> None:
    view = preview.preview(outgoing(why="no_letter.muted"), "x", EN)
    assert "No e-mail will go out: E-mails about this ticket were declined. The website will show:" in shown(view)
    assert "To:" not in shown(view)
    assert body_of(view) == "Hallo\n\nErika"


def test_a_note_says_that_it_stays_inside() -> None:
    view = preview.preview(outgoing(internal=True), "x", DE)
    assert "geht nicht an den Kunden" in shown(view)
    assert "Status danach" not in shown(view)
    assert runs(view["submit"]) == [("plain_text", "Notiz ablegen")]


def test_what_was_written_meanwhile_stands_first() -> None:
    news = [a_message("Ich war schneller", Author.SUPPORT, "Ben"), a_message("Und ich?")]
    text = shown(preview.preview(outgoing(since=news), "x", DE))
    order = ["Seit du angefangen hast", "Ben antwortet:", "Ich war schneller", "Erika Muster schreibt:", "An: erika"]
    assert sorted(order, key=text.index) == order


def test_of_many_the_newest_five_are_shown_and_the_others_counted() -> None:
    text = shown(preview.preview(outgoing(since=[a_message(f"Nachricht {n}.") for n in range(9)]), "x", DE))
    assert "Nachricht 3." not in text
    assert "Nachricht 4." in text
    assert "weitere Nachrichten: 4" in text


@pytest.mark.parametrize("t", [DE, EN])
@pytest.mark.parametrize("name", WORST)
def test_slack_takes_the_form_at_its_worst(name: str, t: Translate) -> None:
    text = WORST[name]
    for values in (Typed(), Typed({"type": "rich_text", "elements": []}, text, True), Typed(RICH, KEEP)):
        assert check_view(reply.form(a_ticket(title=text), "1001 x", t, values)) == []


@pytest.mark.parametrize("t", [DE, EN])
@pytest.mark.parametrize("name", WORST)
def test_slack_takes_the_preview_at_its_worst(name: str, t: Translate) -> None:
    text, worst = WORST[name], WORST[name][:LIMIT]
    news = [a_message(text, author, text) for author in (Author.SUPPORT, Author.CUSTOMER)] * 20
    files = [File("F1", text, text, 1)] * 10
    for internal, why in ((False, None), (False, "no_letter.muted"), (True, None)):
        out = Outgoing(worst, text, text, internal, None, files, news, why, Status.NEW, [text] * 5, findings(text))
        view = preview.preview(out, "x" * 100, t)
        assert check_view(view) == []
        assert len(json.dumps(view)) < VIEW_MOST


@pytest.mark.parametrize("character", ["🎉", "&", "<", '"', "\\", "ä", "\n", "x\n", "\u2028"])
def test_the_longest_answer_fits_into_a_view(character: str) -> None:
    """With the letter's own words around it, a thousand characters."""
    body = "Owona\n" + (character * LIMIT)[:LIMIT] + "\n" + "ä" * 1_000
    out = outgoing(body, since=[a_message(character * 5_000)] * 9)
    out = replace(out, became=Status.RESOLVED, quick_replies=[character * 60] * 5, findings=findings("x" * 80))
    for view in (preview.preview(out, "x", DE), preview.release(out, "x", DE)):
        assert check_view(view) == []
        assert len(json.dumps(view)) < VIEW_MOST


@pytest.mark.parametrize("size", range(900, 2_600, 100))
def test_lines_that_just_miss_each_other_fit_into_a_view(size: int) -> None:
    body = "\n".join(["&" * (size // 5)] * (LIMIT * 5 // size))[:LIMIT]
    view = preview.preview(outgoing(body, since=[a_message("x" * 5_000)] * 9), "x", DE)
    assert check_view(view) == []


def test_the_forms_fields_are_those_that_refusals_name() -> None:
    blocks = [block for block in dicts(reply.form(a_ticket(), "x", DE, Typed())["blocks"]) if "block_id" in block]
    assert [block["block_id"] for block in blocks] == [
        TEXT,
        ids.CANNED,
        ids.STATUS,
        ids.INTERNAL,
        FILES,
        QUICK_REPLIES,
    ]


@pytest.mark.parametrize(
    ("status", "usual"),
    [
        (Status.NEW, "waiting_customer"),
        (Status.WAITING_CUSTOMER, "waiting_customer"),
        (Status.RESOLVED, KEEP),
        (Status.CLOSED, KEEP),
    ],
)
def test_the_usual_status_is_chosen(status: Status, usual: str) -> None:
    ticket = a_ticket(status=status, agent=ANNA)
    chosen = [
        p
        for p in dicts(reply.form(ticket, "x", DE, Typed(status=reply.usual(ticket)))["blocks"])
        if "initial_option" in p
    ]
    assert [part["initial_option"]["value"] for part in chosen if isinstance(part["initial_option"], dict)] == [usual]


def test_what_comes_back_is_read() -> None:
    state: State = {
        ids.TEXT: {ids.VALUE: {"type": "rich_text_input", "rich_text_value": RICH}},
        ids.STATUS: {ids.VALUE: {"selected_option": {"value": "resolved"}}},
        ids.INTERNAL: {ids.VALUE: {"selected_options": [{"value": ids.INTERNAL}]}},
        ids.FILES: {ids.VALUE: {"files": [{"id": "F1", "name": "bild.png", "mimetype": "image/png", "size": 3}]}},
    }
    assert reply.read(state) == Typed(RICH, "resolved", True, [FILE])


def test_what_comes_back_of_a_notes_form_is_a_note_whatever_else_stands_in_it() -> None:
    view = reply.note_form(a_ticket(), Seen(datetime(2026, 11, 25, tzinfo=UTC), Status.NEW), EN)
    state: State = {
        ids.TEXT: {ids.VALUE: {"rich_text_value": RICH}},
        ids.STATUS: {ids.VALUE: {"selected_option": {"value": "resolved"}}},
        ids.INTERNAL: {ids.VALUE: {"selected_options": []}},
        ids.FILES: {ids.VALUE: {"files": [{"id": "F1"}]}},
        ids.QUICK_REPLIES: {ids.VALUE: {"value": "Yes"}},
    }
    assert reply.read_as(reply.remembered(str(view["private_metadata"])), state) == Typed(RICH, KEEP, internal=True)


@pytest.mark.parametrize("odd", [None, "x", 5, [None, "F1", {}], {}])
def test_what_comes_back_broken_is_nothing(odd: object) -> None:
    state: State = {
        ids.TEXT: {ids.VALUE: {"rich_text_value": None}},
        ids.INTERNAL: {ids.VALUE: {"selected_options": None}},
        ids.FILES: {ids.VALUE: {"files": odd}},
    }
    typed = reply.read(state)
    assert (typed.rich_text, typed.status, typed.internal) == ({}, "", False)
    assert all(file.size == 0 for file in typed.files)


def test_a_memo_comes_back_to_the_microsecond() -> None:
    moment = datetime(2026, 11, 25, 12, 0, 0, 123, tzinfo=UTC)
    for status in Status:
        for what, more in (("1001", ""), ("1001", "5f7c"), ("5f7c", reply.FOUND)):
            for readers in ("", "0123456789abcdef"):
                seen = Seen(moment, status, readers)
                assert reply.remembered(reply.memo(what, seen, more)) == reply.Memo(what, seen, more)
    whole = Seen(moment.replace(microsecond=0), Status.NEW)
    assert reply.remembered(reply.memo("1001", whole)) == reply.Memo("1001", whole)
    assert reply.remembered(f"1001 {moment.isoformat()} new") == reply.Memo("1001", Seen(moment, Status.NEW))


@pytest.mark.parametrize(
    ("may_override", "button", "then"),
    [(False, "Freigabe erbitten", "wenn eine Leitung sie freigibt"), (True, "Trotzdem senden", "wird festgehalten")],
)
def test_what_the_guard_found_stands_first_and_says_what_becomes_of_it(
    may_override: bool, button: str, then: str
) -> None:
    found = [Finding(Found.PASSWORD, "Hx…")]
    view = preview.preview(replace(outgoing(), findings=found, may_override=may_override), "x", DE)
    text = shown(view)
    order = ["sollte wohl nicht hinaus", "ein Passwort: Hx…", then, "An: erika@example.org"]
    assert sorted(order, key=text.index) == order
    assert runs(view["submit"]) == [("plain_text", button)]


def test_a_status_that_somebody_else_set_is_named() -> None:
    text = shown(preview.preview(replace(outgoing(), became=Status.CLOSED), "x", EN))
    assert "the status has changed. It is now: Closed" in text


def test_what_we_wrote_into_the_editor_stands_in_a_new_block_and_is_read_from_there() -> None:
    view = reply.form(a_ticket(), "x", DE, Typed(RICH), reply.Page(edition=3))
    blocks = [block["block_id"] for block in dicts(view["blocks"]) if "block_id" in block]
    assert blocks[:2] == ["text.3", "canned.3"]
    state: State = {"text.3": {ids.VALUE: {"rich_text_value": RICH}}}
    assert reply.edition_in(state) == 3
    assert reply.read(state).rich_text == RICH


def test_files_of_an_earlier_draft_are_ticked() -> None:
    offered = [File(f"F{n}", f"{n}.png", "image/png", 1) for n in range(10)]
    blocks = reply.form(a_ticket(), "x", DE, Typed(), reply.Page(offered=offered))["blocks"]
    (box,) = [part for part in dicts(blocks) if part.get("type") == "checkboxes" and part.get("initial_options")]
    assert box["initial_options"] == box["options"]
    state: State = {ids.KEPT: {ids.VALUE: {"selected_options": [{"value": "F2"}, "odd", None]}}}
    assert reply.read(state).kept == ["F2"]
