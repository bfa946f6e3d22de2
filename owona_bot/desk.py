"""What doors and jobs are handed: the database, the clock, the catalogues, and where things go."""

import asyncio
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from owona_bot.calm import Calm
from owona_bot.database.engine import Database
from owona_bot.database.listen import Bell
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.chain import Chains
from owona_bot.domain.clock import Clock, Translate
from owona_bot.domain.export_job import ExportRules
from owona_bot.domain.held import Rules
from owona_bot.domain.letter import Sender
from owona_bot.domain.plan import Places
from owona_bot.domain.schedule import Errands
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.locale.catalogue import BERLIN, Catalogues

LULL = 0.02
"""Seconds without a plan or a delivery after which nothing is under way: what was planned is begun within them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`locale` is the language of what whole channels read; a person's own answer is in theirs.

    `zone` is where its people live: their `tomorrow` is meant there.

    `workspace` is the address of Slack's own pages, `https://….slack.com/`.

    `system_user` is the address that owns the tickets of people without an account.

    `sender` is who letters are from.

    `replies` is how answers leave.

    `sla` is how soon tickets are to be answered; what the file says holds for those to come.

    `chains` are what escalations may begin, by name.

    `assignment` is how tickets find somebody by themselves.

    `exports` is how files leave.

    `errands` are the jobs of the schedule, by name.

    `planner` rings for the plan, `workers` for those who carry deliveries out, `turns` for whoever gives tickets away.
    It is `calm` while no knock is being answered, `still` while nothing is planned or delivered.
    """

    db: Database
    clock: Clock
    catalogues: Catalogues
    locale: str
    places: Places
    system_user: str | None
    planner: Bell
    workers: Bell
    turns: Bell = field(default_factory=Bell)
    calm: Calm = field(default_factory=Calm)
    still: Calm = field(default_factory=lambda: Calm(LULL))
    workspace: str = ""
    sender: Sender = field(default_factory=Sender)
    replies: Rules = field(default_factory=Rules)
    zone: ZoneInfo = BERLIN
    sla: SlaRules = field(default_factory=SlaRules)
    chains: Chains = field(default_factory=dict)
    assignment: AssignRules = field(default_factory=AssignRules)
    exports: ExportRules = field(default_factory=ExportRules)
    errands: Errands = field(default_factory=dict)

    async def rest(self, seconds: float) -> None:
        """For whoever looks again and again, and whom nobody waits for: so long, and while somebody else is waited for.

        That at most as long again, once for answers and once for cards.
        """
        await asyncio.sleep(seconds)
        await self.calm.wait(seconds)
        await self.still.wait(seconds)

    def t(self, locale: str | None = None) -> Translate:
        """A person's catalogue, or the channels'."""
        return self.catalogues.speak(locale or self.locale)
