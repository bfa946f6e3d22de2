"""One act on many tickets: the form, what it would do, how far it has come."""

from blocks import ids, notice
from blocks.new_ticket import State, chosen_in, text_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    bullets,
    button,
    context,
    field,
    gap,
    labels,
    modal,
    plain,
    post,
    rich,
    said,
    section,
    select,
    sure,
    typed,
)
from blocks.text import one_line
from blocks.ticket_card import headline
from blocks.words import MENU
from owona_bot.domain.bulk import ACTS, Preview, Progress, Refusal, Wanted
from owona_bot.domain.clock import Translate
from owona_bot.domain.verbs import Verb

PAGE, WHOLE = "page", "whole"

WORDS = 200
"""Characters that may follow the verb."""

TITLE = 80


def form(list_id: str, t: Translate) -> View:
    """Which act, its words as they would be typed, and whom it means."""
    acts = {verb.value: t(MENU[verb]) for verb in ACTS}
    scopes = {PAGE: t("bulk.page"), WHOLE: t("bulk.whole")}
    return modal(
        ids.BULK_FORM,
        t("bulk.title"),
        t("bulk.preview"),
        t("notice.close"),
        [
            field(ids.ACT, t("bulk.act"), select(ids.VALUE, acts, "")),
            field(ids.WORDS, t("bulk.words"), typed(ids.VALUE, "", WORDS), t("bulk.words_hint")),
            field(ids.SCOPE, t("bulk.scope"), select(ids.VALUE, scopes, PAGE)),
        ],
        list_id,
    )


def read(state: State) -> Wanted:
    """As it was chosen and typed."""
    act = next((verb for verb in ACTS if verb == chosen_in(state, ids.ACT)), Verb.HELP)
    return Wanted(act, text_in(state, ids.WORDS).strip(), chosen_in(state, ids.SCOPE) == WHOLE)


def preview(looked: Preview, t: Translate) -> View:
    """How many, which for example, and who would be written to."""
    tickets = t("list.one") if looked.total == 1 else t("list.heading", count=looked.total)
    blocks = [
        rich(said(labels([tickets, what(looked.act, looked.words, t)]), "bold")),
        *sample(looked, t),
        letters(looked, t),
        *([context(plain(t("bulk.foreign", count=looked.foreign)))] if looked.foreign else []),
    ]
    submit = t("bulk.start") if looked.total else ""
    return modal(ids.BULK_PREVIEW, t("bulk.title"), submit, t("reply.back"), blocks, str(looked.id))


def sample(looked: Preview, t: Translate) -> list[Block]:
    """The first few, and how many more."""
    shown = [[gap(one_line(headline(ticket, t), TITLE))] for ticket in looked.sample]
    rest = looked.total - len(shown)
    more = [context(plain(t("bulk.others", count=rest)))] if rest else []
    return [*([bullets(*shown)] if shown else []), *more]


def letters(looked: Preview, t: Translate) -> Block:
    """What leaves the house can't be taken back: it stands out."""
    if not looked.letters:
        return context(plain(t("bulk.no_letters")))
    written = t("bulk.letters", customers=looked.customers, count=looked.letters)
    return section(f"✉️ {written}")


def what(act: Verb, words: str, t: Translate) -> str:
    """`Priorität: hoch`."""
    return f"{t(MENU[act]).rstrip(' .…')}: {one_line(words, WORDS)}"


def progress(so_far: Progress, t: Translate) -> Post:
    """One message all the way; at its end the report."""
    named = {"what": what(so_far.act, so_far.words, t), "done": so_far.done, "total": so_far.total}
    sentence = told(so_far, named, t)
    cancel = [] if so_far.ended else actions(stop(so_far, t))
    return post(sentence, section(sentence), *refused(so_far, t), *cancel)


def refused(so_far: Progress, t: Translate) -> list[Block]:
    """How many stay as they are; at the end why, each reason once."""
    if not so_far.refused:
        return []
    count = context(plain(t("bulk.refused", count=so_far.refused)))
    if not so_far.ended or not so_far.refusals:
        return [count]
    rest = so_far.refused - sum(one.alike for one in so_far.refusals)
    more = [context(plain(t("bulk.others", count=rest)))] if rest else []
    return [count, bullets(*(reason(one, t) for one in so_far.refusals)), *more]


def told(so_far: Progress, named: dict[str, object], t: Translate) -> str:
    """Where it stands."""
    if so_far.state == "cancelled":
        return t("bulk.cancelled", **named)
    return t("bulk.done", **named) if so_far.state == "done" else t("bulk.running", **named)


def reason(one: Refusal, t: Translate) -> list[Block]:
    """A number, why it stays as it is, and how many more do; the values were typed or named by people."""
    words, number = notice.refusal(one.key, one.values, t), f"#{one.number}"
    named = words if not one.number or words.startswith(number) else f"{number}: {words}"
    alike = [gap(" "), said(t("bulk.alike", count=one.alike - 1), "bold")] if one.alike > 1 else []
    return [gap(named), *alike]


def stop(so_far: Progress, t: Translate) -> Block:
    """What was done stays done: asked once more."""
    asked = button(t("bulk.cancel"), ids.BULK_CANCEL, str(so_far.id))
    return sure(asked, t("bulk.cancel"), t("bulk.cancel_text"), t("bulk.cancel_yes"), t("bulk.cancel_no"))
