"""A desk without doors: a database, a clock that is right, German catalogues."""

from datetime import UTC, datetime

from owona_bot.database.engine import Database
from owona_bot.database.listen import Bell
from owona_bot.desk import Desk
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.plan import Places
from owona_bot.locale.catalogue import catalogues

NOTHING = AssignRules()


def a_desk(db: Database, rules: AssignRules = NOTHING) -> Desk:
    """It gives nothing away by itself unless `rules` say so."""
    return Desk(
        db=db,
        clock=lambda: datetime.now(UTC),
        catalogues=catalogues("de"),
        locale="de",
        places=Places("C0TICKETS", "C0OPERATIONS"),
        system_user=None,
        planner=Bell(),
        workers=Bell(),
        assignment=rules,
    )
