"""`owona-bot sla explain | recompute`: a ticket's deadlines to the second, and what other rules would make of them."""

from collections.abc import AsyncIterator

from blocks.sla import counted, name, policy, stand, table, zone_of
from blocks.text import one_line
from blocks.ticket_card import headline
from owona_bot.desk import Desk
from owona_bot.domain.errors import OperatorError, UserError
from owona_bot.domain.sla_lines import lines_of
from owona_bot.domain.sla_recompute import Difference, Promise
from owona_bot.services.recompute import recompute
from owona_bot.services.show import show_ticket
from owona_bot.services.sla import clocks_of_ticket

WIDTH = 200


async def explain(desk: Desk, number: int) -> AsyncIterator[str]:
    """Every line of every clock, none folded; in English. Raises OperatorError for a number that there is not."""
    t, now = desk.t("en"), desk.clock()
    try:
        ticket = await show_ticket(desk.db, number)
    except UserError as refusal:
        raise OperatorError(t(refusal.key, **refusal.values)) from refusal
    yield one_line(headline(ticket, t), WIDTH)
    clocks = await clocks_of_ticket(desk.db, ticket.id, desk.sla, now)
    if not clocks:
        yield t("sla.none")
    for clock in clocks:
        lines, zone = lines_of(clock), zone_of(clock, desk.zone.key)
        yield ""
        yield f"{name(clock, t)}: {stand(clock, now, t)}"
        yield f"{counted(clock, lines, t)}, {policy(clock, t)}, {zone}"
        for line in table(lines, zone, t):
            yield line


async def compare(desk: Desk, *, apply: bool) -> AsyncIterator[str]:
    """A line a clock of open tickets that would say something else."""
    tickets = 0
    async for number, found in recompute(desk.db, desk.sla, desk.clock(), apply=apply):
        tickets += 1
        for difference in found:
            yield f"#{number} {changed(difference, desk)}"
    done = "Tickets changed: {}." if apply else "Tickets that would change: {}. Nothing was changed; --apply does it."
    yield done.format(tickets) if tickets else "No open ticket has other deadlines by these rules."


def changed(difference: Difference, desk: Desk) -> str:
    """`resolution 1: portal, due 2026-11-26 08:00:00 → gold, due 2026-11-25 17:00:00`."""
    before, after = (promise(one, desk) for one in (difference.before, difference.after))
    return f"{difference.metric} {difference.round}: {before} → {after}"


def promise(one: Promise | None, desk: Desk) -> str:
    """By the desk's wall."""
    if one is None:
        return "none"
    due = f"due {one.due.astimezone(desk.zone):%Y-%m-%d %H:%M:%S}" if one.due else "not due"
    return f"{one_line(one.policy, WIDTH)}, {due}"
