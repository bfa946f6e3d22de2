"""Who is an agent, and in which language they read."""

import pytest

from owona_bot.domain.people import SlackUser, may_be_agent, role_of, two_letters
from tests.domain.samples import a_user

EMAILS = ("anna@owona.de", "ben@owona.de")
HOME = "T0OWONA"


def test_the_first_address_is_the_admins() -> None:
    assert role_of(a_user(email="Anna@Owona.de "), HOME, EMAILS) == "admin"
    assert role_of(a_user(), HOME, EMAILS) == "agent"


@pytest.mark.parametrize(
    "user",
    [
        a_user(guest=True),
        a_user(stranger=True),
        a_user(deleted=True),
        a_user(is_bot=True),
        a_user(team="T0PARTNER"),
        a_user(team=""),
    ],
)
def test_an_agents_address_alone_makes_no_agent(user: SlackUser) -> None:
    assert not may_be_agent(user, HOME)
    assert role_of(user, HOME, EMAILS) is None


@pytest.mark.parametrize("email", [None, "", "mia@owona.de"])
def test_whom_nobody_named_is_none(email: str | None) -> None:
    assert role_of(a_user(email=email), HOME, EMAILS) is None


@pytest.mark.parametrize(
    ("locale", "speaks"),
    [("de-DE", "de"), ("de_AT", "de"), ("en-GB", "en"), ("DE", "de"), ("fr-FR", "de"), (None, "de"), ("", "de")],
)
def test_a_locale_without_a_catalogue_reads_the_desks_language(locale: str | None, speaks: str) -> None:
    assert two_letters(locale, "de") == speaks
