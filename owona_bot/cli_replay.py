"""What `owona-bot assign replay` says: for people, and as JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from blocks.candidates import because, name_of, standing, stuck
from blocks.parts import labels
from blocks.text import one_line
from blocks.why import terms
from owona_bot.desk import Desk
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_happening import Fate, Outcome
from owona_bot.domain.replay_record import Recorded
from owona_bot.domain.replay_report import Report, Share, Waits
from owona_bot.domain.why import Kept
from owona_bot.services.replay import Question

NAME = 30
"""Characters of a name in a table."""

Names = Mapping[int, str]
"""By agent, of former ones too."""

Json = dict[str, Any]
"""What json.dumps takes: that has no narrower type."""

UNKNOWN = """\
Not known: who was away or what Slack said of them then (all count as there in their hours), and skills, languages,
caps and hours as they were then: those of now are taken. So are a ticket's category and language; its priority is the
one it came with. A ticket occupies whoever would have got it for as long as it really was somebody's."""


def report_lines(report: Report, question: Question, names: Names, desk: Desk) -> Iterator[str]:
    """For people."""
    if not report.tickets:
        yield f"No tickets came {span_text(question, desk)}."
        return
    yield f"Tickets that came {span_text(question, desk)}: {report.tickets}. Nothing was sent or changed."
    yield from fate_lines(report)
    yield ""
    yield from share_lines(report, names)
    yield ""
    yield f"{'waiting for somebody':<22}{'tickets':>9}{'median':>12}{'p90':>12}{'longest':>12}"
    yield waits_line("would have been", report.would)
    if report.still.tickets:
        yield waits_line("in vain until the end", report.still)
    yield waits_line("really was", report.really)
    yield ""
    yield from UNKNOWN.splitlines()


def fate_lines(report: Report) -> Iterator[str]:
    """What would have become of them."""
    fates, why = report.fates, ", ".join(f"{why} {count}" for why, count in report.stuck.items())
    yield f"Would have been given away: {fates[Fate.GIVEN]}; to who really had them: {report.same}."
    if report.relaxed:
        yield f"Given without the skills that were asked for, after waiting for them: {report.relaxed}."
    if fates[Fate.LEFT]:
        yield f"Left to people by a rule that is off: {fates[Fate.LEFT]}."
    if fates[Fate.OVER]:
        yield f"Done by nobody, before it was anybody's turn: {fates[Fate.OVER]}."
    if fates[Fate.WAITING]:
        yield f"Nobody could take until the end: {fates[Fate.WAITING]} ({why})."
    yield f"How often somebody had as many as they take: {report.filled}."
    if report.carried:
        yield f"Older tickets that were somebody's when it began, and stay theirs: {report.carried}."
    if report.untold:
        yield f"Nothing tells when somebody had them first (they are not in `really was`): {report.untold}."
    if report.strangers:
        yield f"Really had by people who may hold none any more: {report.strangers}."


def share_lines(report: Report, names: Names) -> Iterator[str]:
    """A line each."""
    yield f"{'agent':<{NAME}}{'would':>7}{'share':>9}{'really':>8}{'most':>6}{'cap':>5}{'points':>9}{'full':>6}"
    given = max(report.fates[Fate.GIVEN], 1)
    for share in report.shares:
        yield (
            f"{one_line(names[share.agent], NAME - 1):<{NAME}}{share.given:>7}{share.given / given:>9.1%}"
            f"{share.really:>8}{share.most_open:>6}{share.cap:>5}{share.most_load / 100:>9g}{share.filled:>6}"
        )


def waits_line(whose: str, waits: Waits) -> str:
    """Hours, minutes, seconds."""
    spans = (waits.median, waits.p90, waits.longest)
    return f"{whose:<22}{waits.tickets:>9}" + "".join(f"{lasted(one):>12}" for one in spans)


def lasted(one: timedelta | None) -> str:
    """`26:03:04`; a dash for none."""
    if one is None:
        return "–"
    minutes, seconds = divmod(one // timedelta(seconds=1), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def ticket_lines(outcome: Outcome, names: Names, desk: Desk) -> Iterator[str]:
    """One ticket: who had it, who would have, and what stood against each of the others."""
    ticket = outcome.ticket
    yield f"#{ticket.number} came {moment(ticket.created_at, desk)}: {traits(ticket)}"
    after = f", after {lasted(ticket.waited)}" if ticket.waited is not None else ""
    yield f"really: {person(ticket.holder, names)}{after}"
    yield f"would have: {fate_text(outcome, names)}"
    yield from proof(outcome, names, desk)


def traits(ticket: Recorded) -> str:
    """What rules look at."""
    return one_line(", ".join(filter(None, (ticket.priority, ticket.category, ticket.language, ticket.channel))), 200)


def fate_text(outcome: Outcome, names: Names) -> str:
    """What would have become of it, and how soon."""
    after = lasted(outcome.at - outcome.ticket.created_at)
    match outcome.fate:
        case Fate.GIVEN:
            return f"{person(outcome.agent, names)}, after {after}"
        case Fate.LEFT:
            return "nobody by itself: its rule is off"
        case Fate.OVER:
            return f"nobody: it was done after {after}, before it was anybody's turn"
        case Fate.WAITING:
            return f"nobody yet, after {after}"


def person(agent: AgentId | None, names: Names) -> str:
    """By name; by number whose name is gone."""
    return one_line(names.get(agent, str(agent)), NAME) if agent is not None else "nobody"


def proof(outcome: Outcome, names: Names, desk: Desk) -> Iterator[str]:
    """As `/ticket why` shows it."""
    facts, decision, t, now = outcome.facts, outcome.decision, desk.t("en"), desk.clock()
    if facts is None or decision is None:
        return
    kept = Kept(outcome.agent, facts, facts.now, decision)
    yield because(decision, facts, names, t) if decision.agent else stuck(decision, facts, t)
    yield labels(terms(kept, now, t))
    workers = {worker.agent: worker for worker in facts.workers}
    for verdict in decision.verdicts:
        said = standing(verdict, workers[verdict.agent], kept, now, t)
        yield f"  {labels([name_of(verdict.agent, names, t), *said])}"


def span_text(question: Question, desk: Desk) -> str:
    """On the desk's wall."""
    return f"from {moment(question.since, desk)} until {moment(question.until, desk)}"


def moment(when: datetime, desk: Desk) -> str:
    """On the desk's wall."""
    return f"{when.astimezone(desk.zone):%Y-%m-%d %H:%M:%S}"


def told(outcome: Outcome, names: Names) -> Json:
    """A line of `--json`; moments in UTC."""
    ticket, decision = outcome.ticket, outcome.decision
    return {
        "ticket": ticket.number,
        "created": ticket.created_at.isoformat(),
        "priority": ticket.priority,
        "category": ticket.category,
        "language": ticket.language,
        "channel": ticket.channel,
        "really": told_agent(ticket.holder, names),
        "really_waited_seconds": seconds(ticket.waited),
        "fate": outcome.fate,
        "rule": outcome.rule,
        "because": decision and (decision.stuck or decision.because),
        "relaxed": bool(decision and decision.relaxed),
        "would": told_agent(outcome.agent if outcome.fate is Fate.GIVEN else None, names),
        "would_wait_seconds": seconds(outcome.at - ticket.created_at) if outcome.fate is not Fate.LEFT else None,
    }


def told_agent(agent: AgentId | None, names: Names) -> Json | None:
    """Null for nobody."""
    return None if agent is None else {"id": agent, "name": names.get(agent)}


def seconds(one: timedelta | None) -> float | None:
    """With their fraction."""
    return None if one is None else one.total_seconds()


def told_report(report: Report, names: Names) -> Json:
    """The last line of `--json`."""
    return {
        "tickets": report.tickets,
        "carried": report.carried,
        **{fate.value: count for fate, count in report.fates.items()},
        "nobody_because": {why.value: count for why, count in report.stuck.items()},
        "relaxed": report.relaxed,
        "same_holder": report.same,
        "caps_reached": report.filled,
        "untold": report.untold,
        "strangers": report.strangers,
        "would_wait": told_waits(report.would),
        "still_wait": told_waits(report.still),
        "really_waited": told_waits(report.really),
        "agents": [told_share(share, report, names) for share in report.shares],
        "not_known": UNKNOWN.replace("\n", " "),
    }


def told_waits(waits: Waits) -> Json:
    """In seconds; null where none waited."""
    return {
        "tickets": waits.tickets,
        "median": seconds(waits.median),
        "p90": seconds(waits.p90),
        "longest": seconds(waits.longest),
    }


def told_share(share: Share, report: Report, names: Names) -> Json:
    """Of one agent; `share` is of all that would have been given away."""
    return {
        "id": share.agent,
        "name": names.get(share.agent),
        "would": share.given,
        "share": round(share.given / max(report.fates[Fate.GIVEN], 1), 4),
        "really": share.really,
        "cap": share.cap,
        "most_open": share.most_open,
        "most_points": share.most_load / 100,
        "caps_reached": share.filled,
    }
