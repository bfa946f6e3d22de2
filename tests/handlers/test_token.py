"""Service tokens: made, listed and revoked by admins in Slack; the secret is shown once, to one person."""

import re
from collections.abc import AsyncIterator

import pytest

from owona_bot.playground.client import Answer, buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Scene, said
from tests.handlers.test_parity import closed

pytestmark = pytest.mark.database

LIVING = "select count(*) from owona_bot.service_tokens where revoked_at is null"
OVER = "delete from owona_bot.service_tokens returning 1"
KNOWN = "select count(*) from owona_bot.service_tokens where hash = sha256($1) and scopes = $2"
TOLD = "select count(*) from owona_bot.events where kind = $1 and payload ->> 'token' = $2"
FILL = """
    insert into owona_bot.service_tokens (name, hash, scopes, made_by, expires_at)
    select 'Nr ' || n, sha256(n::text::bytea), array['export'], a.id, now() + interval '1 day'
    from generate_series(1, 20) n, owona_bot.agents a where a.slack_user = 'U0ANNA' returning id"""
ANYWHERE = """
    select count(*) from (
        select e::text as t from owona_bot.events e union all select i::text from owona_bot.inbox i
        union all select k::text from owona_bot.service_tokens k
        union all select d::text from owona_bot.deliveries d) x where strpos(t, $1) > 0"""

SECRET = re.compile(r"owona_[A-Za-z0-9_-]{43}")


@pytest.fixture
async def there(desk: Scene) -> AsyncIterator[Scene]:
    """Without tokens, also afterwards."""
    await desk.fetchval(OVER)
    yield desk
    await desk.fetchval(OVER)
    await closed(desk, "anna")


async def form(desk: Scene) -> Json:
    said(await desk.says("anna", "/ticket schlüssel neu"))
    return await until(lambda: desk.slack.view("anna"), "a form")


async def sent(desk: Scene, name: str = "Auswertung", days: str = "30", *scopes: str) -> Answer:
    await form(desk)
    ticked = list(scopes) or ["Tickets und Kennzahlen exportieren"]
    values: dict[str, str | list[str]] = {"Wofür ist er?": name, "Was darf er?": ticked}
    return await desk.slack.submit("anna", values | {"Wie viele Tage gilt er?": days})


async def secret_of(desk: Scene) -> str:
    """Which stands in the form's place."""
    found = SECRET.search(text_of(await until(lambda: desk.slack.view("anna"), "the secret")))
    assert found is not None
    return found[0]


async def list_of(desk: Scene) -> Json:
    before = len(await desk.slack.ephemerals("anna"))
    said(await desk.says("anna", "/ticket token"))

    async def shown() -> Json | None:
        return next(iter((await desk.slack.ephemerals("anna"))[before:]), None)

    return await until(shown, "the list")


async def test_a_token_is_made_and_its_secret_stands_in_one_window_alone(there: Scene) -> None:
    answer = await sent(there, "Auswertung", "30", "Dazu interne Notizen")
    secret = await secret_of(there)
    assert answer.errors == {}
    await there.slack.close("anna")
    assert await there.fetchval(KNOWN, secret.encode(), ["export", "export:notes"]) == 1
    assert await there.fetchval(ANYWHERE, secret) == 0
    assert secret not in there.stage.log.read_text()
    listed = text_of(await list_of(there))
    assert "Auswertung · export · export:notes" in listed
    assert "noch nie benutzt" in listed
    assert secret not in listed
    token = await there.fetchval("select max(id) from owona_bot.service_tokens")
    assert await there.fetchval(TOLD, "token.made", str(token)) == 1


async def test_a_token_is_revoked_beneath_the_list(there: Scene) -> None:
    await sent(there)
    await there.slack.close("anna")
    listed = await list_of(there)
    assert buttons_of(listed) == ["Widerrufen", "Neuer Schlüssel"]
    assert (await there.slack.click("anna", there.tickets, listed["ts"], "Widerrufen")).acked

    async def gone() -> bool:
        return await there.fetchval(LIVING) == 0

    await until(gone, "it is revoked")
    token = await there.fetchval("select max(id) from owona_bot.service_tokens")
    assert await there.fetchval(TOLD, "token.revoked", str(token)) == 1
    assert "gibt es nicht mehr" in said(await there.says("anna", f"/ticket token revoke {token}"))
    assert "Noch gibt es keinen" in said(await there.says("anna", "/ticket token"))


@pytest.mark.parametrize(
    ("name", "days", "field", "words"),
    [
        ("   ", "30", "Wofür ist er?", "Ein Name fehlt noch"),
        ("x", "0", "Wie viele Tage gilt er?", "1 bis 365"),
        ("x", "366", "Wie viele Tage gilt er?", "1 bis 365"),
        ("x", "1e2", "Wie viele Tage gilt er?", "1 bis 365"),
    ],
)
async def test_what_can_not_stay_is_told_at_its_field(
    there: Scene, name: str, days: str, field: str, words: str
) -> None:
    answer = await sent(there, name, days)
    assert words in answer.errors[field]
    assert await there.fetchval(LIVING) == 0


async def test_nobody_but_admins_sees_any(there: Scene) -> None:
    for line in ("/ticket token", "/ticket token new", "/ticket token revoke 1"):
        assert "admin" in said(await there.says("ben", line)).lower()
    assert await there.slack.view("ben") is None


async def test_unknown_words_change_nothing(there: Scene) -> None:
    for words in ("revoke", "revoke x", "revoke 1 2", "kaufen"):
        assert "kenne ich hier nicht" in said(await there.says("anna", f"/ticket token {words}"))


async def test_there_are_at_most_twenty_and_all_fit_one_list(there: Scene) -> None:
    await there.fetchval(FILL)
    answer = await sent(there)
    assert "20" in str(answer.errors)
    assert await there.fetchval(LIVING) == 20
    await there.slack.close("anna")
    listed = await list_of(there)
    assert buttons_of(listed).count("Widerrufen") == 20
