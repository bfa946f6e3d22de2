"""The letters that customers get: each a pure function of facts and a language."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_time
from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from owona_bot.domain.clock import Translate
from owona_bot.domain.letter import Alarm, Answer, Bulletin, Letter, LetterFacts, Origin, Plea, Promised, Quotation
from owona_bot.domain.text import shortened
from owona_bot.mail.plain import lines, one_line

FOLDER = Path(__file__).parent / "templates"

NAME_LIMIT = 80
TITLE_LIMIT = 160
QUOTE_LIMIT = 600
QUOTE_LINES = 12

LONG_DATES = {"de": "de", "en": "en_GB"}
"""English readers live on all continents: `25 November 2026` is read right everywhere."""


def received(facts: LetterFacts, t: Translate) -> Letter:
    """Somebody's ticket has come in. Nothing that the sender wrote is in it: neither title nor name.

    It goes to whoever a mail claims to be from, so it must not carry a stranger's words to them (backscatter).
    """
    words = {
        "subject": t("letter.received_subject"),
        "heading": t("letter.received_heading"),
        "greeting": t("letter.greeting"),
        "thanks": t("letter.received_thanks", number=facts.number),
        "next": t("letter.received_next"),
        "steps": [t("letter.received_read"), t("letter.received_answer"), t("letter.received_add")],
        "automatic": t("letter.automatic"),
    }
    return written("received", frame(facts, t) | words, t, Origin.AUTO_REPLIED)


def answer(facts: LetterFacts, said: Answer, t: Translate) -> Letter:
    """What an agent wrote, word for word and first of all; we add no greeting, since agents write their own."""
    words = {
        "title": title_of(facts, t),
        "byline": byline(said, t),
        "answer": shown(said),
        "quoted": quoted(said.quoted, t),
        "reply": t("letter.answer_reply"),
    }
    return written("answer", frame(facts, t) | words, t, Origin.PERSON)


def resolved(facts: LetterFacts, said: Answer | None, t: Translate) -> Letter:
    """A ticket is solved; with the answer that was given along with it, it is a person's letter."""
    words = {
        "subject": t("letter.resolved_subject", title=title_of(facts, t)),
        "heading": t("letter.resolved_heading"),
        "greeting": greeting(facts.requester, t),
        "statement": t("letter.resolved_statement", title=title_of(facts, t), number=facts.number),
        "byline": byline(said, t) if said else None,
        "answer": shown(said) if said else None,
        "reopen": t("letter.resolved_reopen"),
    }
    return written("resolved", frame(facts, t) | words, t, Origin.PERSON if said else Origin.AUTO_GENERATED)


def sla_warning(facts: LetterFacts, promised: Promised, t: Translate) -> Letter:
    """A promise was broken: what was promised, that it is not forgotten, and nothing that we don't know.

    Like `received` it holds nothing that the sender wrote: no person has looked at who that is.
    """
    sorry = {
        "answer": t("letter.late_answer", number=facts.number),
        "solution": t("letter.late_solution", number=facts.number),
    }
    words = {
        "subject": t("letter.late_subject"),
        "heading": t("letter.late_heading"),
        "greeting": t("letter.greeting"),
        "sorry": sorry[promised],
        "open": t("letter.late_open"),
        "next": t("letter.late_next"),
        "add": t("letter.late_add"),
        "automatic": t("letter.automatic"),
    }
    return written("sla_warning", frame(facts, t) | words, t, Origin.AUTO_GENERATED)


def reminder(facts: LetterFacts, t: Translate) -> Letter:
    """We answered and wait for the customer; whoever has what they wanted need not do anything."""
    words = {
        "subject": t("letter.reminder_subject", title=title_of(facts, t)),
        "heading": t("letter.reminder_heading"),
        "greeting": greeting(facts.requester, t),
        "statement": t("letter.reminder_statement", title=title_of(facts, t), number=facts.number),
        "reply": t("letter.reminder_reply"),
        "otherwise": t("letter.reminder_otherwise"),
        "automatic": t("letter.automatic"),
    }
    return written("reminder", frame(facts, t) | words, t, Origin.AUTO_GENERATED)


def sla_team(alarm: Alarm, desk: str, t: Translate) -> Letter:
    """To the team: which promise is at risk or broken, whose it is, and where its card stands."""
    late = alarm.late
    title = one_line(alarm.title, TITLE_LIMIT) or t("letter.untitled")
    words = {
        "number": alarm.number,
        "desk": one_line(desk, NAME_LIMIT),
        "title": title,
        "subject": t("letter.team_late" if late else "letter.team_risk", metric=alarm.metric, title=title),
        "heading": t("letter.team_late_heading" if late else "letter.team_risk_heading", metric=alarm.metric),
        "when": t("letter.team_was_due" if late else "letter.team_due", moment=moment(alarm.due, t)),
        "holder": alarm.holder,
        "automatic": t("letter.team_automatic"),
    }
    link = {"link": alarm.link, "link_label": t("letter.team_card")}
    bare = {"lang": t.locale, "ticket": t("letter.ticket", number=alarm.number), "opt_out": None, "imprint": ""}
    return written("sla_team", bare | link | words, t, Origin.AUTO_GENERATED)


def escalation(plea: Plea, desk: str, t: Translate) -> Letter:
    """To whom a chain names: a ticket needs help. Why stands in its thread, and in no mail."""
    title = one_line(plea.title, TITLE_LIMIT) or t("letter.untitled")
    words = {
        "number": plea.number,
        "desk": one_line(desk, NAME_LIMIT),
        "title": title,
        "subject": t("letter.escalation_subject", title=title),
        "heading": t("letter.escalation_heading", number=plea.number),
        "asks": one_line(plea.asks, TITLE_LIMIT),
        "holder": one_line(plea.holder, TITLE_LIMIT),
        "automatic": t("letter.escalation_automatic"),
    }
    link = {"link": plea.link, "link_label": t("letter.team_card")}
    bare = {"lang": t.locale, "ticket": t("letter.ticket", number=plea.number), "opt_out": None, "imprint": ""}
    return written("escalation", bare | link | words, t, Origin.AUTO_GENERATED)


def report(bulletin: Bulletin, desk: str, t: Translate) -> Letter:
    """To somebody of the team: what a report says first; of what it names nothing is a customer's word."""
    words: dict[str, object] = {
        "desk": one_line(desk, NAME_LIMIT),
        "subject": one_line(bulletin.title, TITLE_LIMIT),
        "heading": one_line(bulletin.title, TITLE_LIMIT),
        "sentences": [one_line(sentence, QUOTE_LIMIT) for sentence in bulletin.sentences],
        "file": t("letter.report_file") if bulletin.file else "",
        "automatic": t("letter.report_automatic"),
    }
    bare = {
        "lang": t.locale,
        "ticket": t("letter.report"),
        "link": None,
        "link_label": "",
        "opt_out": None,
        "imprint": "",
    }
    return written("report", bare | words, t, Origin.AUTO_GENERATED)


def fresh_link(link: str, desk: str, imprint: str | None, t: Translate) -> Letter:
    """To whoever asked on the page of a used link; of their ticket nothing is in it."""
    words = {
        "desk": one_line(desk, NAME_LIMIT),
        "ticket": t("letter.fresh_link"),
        "subject": t("letter.fresh_link_subject"),
        "heading": t("letter.fresh_link_subject"),
        "statement": t("letter.fresh_link_statement"),
        "automatic": t("letter.fresh_link_automatic"),
        "link": link,
        "link_label": t("letter.fresh_link_label"),
    }
    bare: dict[str, object] = {"lang": t.locale, "opt_out": None, "imprint": one_line(imprint or "", 300)}
    return written("fresh_link", bare | words, t, Origin.AUTO_REPLIED)


def frame(facts: LetterFacts, t: Translate) -> dict[str, object]:
    """What surrounds each letter; of the facts only those that nobody outside can choose."""
    return {
        "lang": t.locale,
        "number": facts.number,
        "desk": one_line(facts.desk, NAME_LIMIT),
        "ticket": t("letter.ticket", number=facts.number),
        "link": facts.link,
        "link_label": t("letter.link"),
        "opt_out": facts.opt_out,
        "opt_out_label": t("letter.opt_out"),
        "imprint": one_line(facts.imprint or "", 300),
    }


def title_of(facts: LetterFacts, t: Translate) -> str:
    """One line; a ticket by mail may have none."""
    return one_line(facts.title, TITLE_LIMIT) or t("letter.untitled")


def greeting(name: str | None, t: Translate) -> str:
    """By name, unless it is an address, as the site's author names often are."""
    known = one_line(name or "", NAME_LIMIT)
    return t("letter.greeting_name", name=known) if known and "@" not in known else t("letter.greeting")


def byline(said: Answer, t: Translate) -> str:
    """Who answers, and on which day."""
    return t("letter.byline", agent=one_line(said.agent, NAME_LIMIT), date=day(said.when, t))


def shown(said: Answer) -> dict[str, str]:
    """Both forms of the answer; the templates trust the HTML (see Answer)."""
    return {"text": lines(said.text), "html": lines(said.html)}


def quoted(message: Quotation | None, t: Translate) -> dict[str, object] | None:
    """The beginning of the customer's last message, enough to recognise it."""
    if message is None or not message.text.strip():
        return None
    beginning = lines(message.text).split("\n")
    text = "\n".join(line.rstrip() for line in beginning[:QUOTE_LINES])
    cut = "\n…" if len(beginning) > QUOTE_LINES and len(text) < QUOTE_LIMIT else ""
    return {
        "intro": t("letter.quoted", date=day(message.when, t)),
        "lines": (shortened(text, QUOTE_LIMIT) + cut).split("\n"),
    }


def day(when: datetime, t: Translate) -> str:
    """`25. November 2026`, in the zone that `when` has."""
    return format_date(when, "long", locale=LONG_DATES[t.locale])


def moment(when: datetime, t: Translate) -> str:
    """`25. November 2026, 14:00 MEZ`, in the zone that `when` has: a letter is read on any day, anywhere."""
    return f"{day(when, t)}, {format_time(when, 'HH:mm z', tzinfo=when.tzinfo, locale=LONG_DATES[t.locale])}"


def written(name: str, values: Mapping[str, object], t: Translate, origin: Origin) -> Letter:
    """A letter from its three templates, CSS inlined (Outlook and forwarded mail know no style sheets)."""
    subject, text, html = (
        templates().get_template(f"{name}/{file}") for file in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(
        subject=" ".join(subject.render(values).split()),
        text=text.render(values).strip("\n") + "\n",
        html=inliner().inline(html.render(values)),
        language=t.locale,
        origin=origin,
    )


@cache
def templates() -> Environment:
    """A name that a template lacks is an error; `.html` escapes by itself."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def inliner() -> CSSInliner:
    """Leaves alone the style sheet of screens (small, dark), and never goes out for one."""
    return CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
