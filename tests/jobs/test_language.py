"""Language: whatever a ticket is routed and assigned by, filters find it by that, too."""

from datetime import UTC, datetime

import pytest

from jobs.plan import Lanes, plan_tickets
from jobs.reconcile import look
from owona_bot.database.engine import Raw
from owona_bot.database.posts import traits_of
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace
from owona_bot.domain.draft import draft
from owona_bot.domain.ticket import Category, Priority
from owona_bot.playground.site import Site
from owona_bot.services.list import Reader, list_tickets
from owona_bot.services.open import open_ticket
from tests.services.desk_of_figures import BERLIN
from tests.services.team import a_team

pytestmark = pytest.mark.database

SPOKEN = "select language from owona_bot.ticket_state where ticket_id = $1"

TRIGGER = "alter table public.support_tickets {} trigger owona_bot_tickets_created"

HOSTILE = "de-" + "x" * 9000
"""What no tag of a language is, and no index takes."""


@pytest.mark.parametrize("trigger", ["enable", "disable"])
@pytest.mark.parametrize(
    ("told", "language"),
    [
        (("en", "de"), "en"),
        (("de-AT", "en"), "de"),
        ((None, "EN"), "en"),
        ((HOSTILE, "en"), "en"),
        (("<!channel>", HOSTILE), None),
    ],
)
async def test_a_ticket_is_found_by_the_language_that_it_is_routed_by(
    desk: Desk, site: Site, raw: Raw, told: tuple[str | None, str], language: str | None, trigger: str
) -> None:
    """Also one that the triggers missed."""
    locale, profile = told
    lena = await site.sign_up("lena@example.com", "Lena")
    await raw.execute("update public.profiles set language = $2 where id = $1", lena, profile)
    await raw.execute(TRIGGER.format(trigger))
    ticket = await site.insert_ticket(lena, "Login", "?", source_metadata={"locale": locale})
    await look(desk)
    while await plan_tickets(desk, Lanes(Pace(0, 3))):
        pass
    traits = await traits_of(raw, ticket)
    assert traits is not None
    assert (traits.language, await raw.fetchval(SPOKEN, ticket)) == (language, language)
    (anna,) = await a_team(desk.db, 1)
    for one in ("de", "en"):
        shown = await list_tickets(desk.db, f"language:{one}", Reader(anna, datetime.now(UTC), BERLIN))
        assert [line.ticket.id for line in shown.lines] == ([ticket] if one == language else [])


@pytest.mark.parametrize("trigger", ["enable", "disable"])
async def test_of_what_the_bot_makes_it_is_known_at_once(desk: Desk, site: Site, raw: Raw, trigger: str) -> None:
    system = await site.sign_up("system@owona.de")
    await raw.execute("update public.profiles set language = 'en' where id = $1", system)
    await raw.execute(TRIGGER.format(trigger))
    (anna,) = await a_team(desk.db, 1)
    told = draft("Rechnung", "Bitte eine Kopie.", Category.BILLING, Priority.NORMAL, "kai@example.org")
    made = await open_ticket(desk.db, told, anna, "system@owona.de", None)
    assert await raw.fetchval(SPOKEN, made.id) == "en"
