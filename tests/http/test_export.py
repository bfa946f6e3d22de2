"""A program fetches tickets: the same rows as everywhere, whole or visibly not, and only with a token that may."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import quote
from uuid import uuid4

import asyncpg
import pytest

from handlers.http import export, public, shell
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, connect
from owona_bot.desk import Desk
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_query import read
from owona_bot.domain.export_stream import Tally
from owona_bot.domain.filter_tree import View
from owona_bot.domain.token import Scope
from owona_bot.exports.stream import pieces
from owona_bot.playground.stage import until
from owona_bot.services import export_stream
from owona_bot.services.export_stream import begin_stream, end_stream
from owona_bot.services.recognise import recognise
from owona_bot.services.token import recognise_token
from tests.desks import a_desk
from tests.http.conftest import served
from tests.http.doors import Doors
from tests.http.programs import Lines, a_token, an_agent, many, tickets
from tests.postgres import a_database

PATIENCE = 60.0
"""Seconds; what is awaited is usually there in some milliseconds."""

READING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
      and query ilike '%owona_bot.search%'"""

BREAK = "alter table owona_bot.search rename to moved_away"
"""Once nobody reads it."""

LONG_AGO = "update owona_bot.export_streams set alive_at = now() - interval '2 hours'"

MEND = "alter table owona_bot.moved_away rename to search"


async def asked(doors: Doors, query: str, secret: str | None) -> tuple[int, dict[str, str], bytes]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    async with doors.session.get(f"{doors.url}/api/export{query}", headers=headers) as answer:
        return answer.status, dict(answer.headers), await answer.read()


async def summary(doors: Doors, id_: str, secret: str) -> dict[str, object]:
    status, _, body = await asked(doors, f"/{id_}", secret)
    assert status == 200, body
    told: dict[str, object] = json.loads(body)
    return told


async def events(db: Database, kind: str) -> list[tuple[str, dict[str, object]]]:
    async with db.raw.acquire() as raw:
        rows = await raw.fetch("select actor, payload from owona_bot.events where kind = $1 order by id", kind)
    return [(row["actor"], row["payload"]) for row in rows]


async def states(db: Database) -> list[str]:
    """Of all that began."""
    async with db.raw.acquire() as raw:
        return [row["state"] for row in await raw.fetch("select state from owona_bot.export_streams order by 1")]


@pytest.fixture(scope="module")
async def busy(postgres: Server, admin: asyncpg.Connection, template: str) -> AsyncIterator[Database]:
    """Where there is much to fetch; tokens and exports are each test's own."""
    async with a_database(postgres, admin, template) as url:
        db = await connect(url)
        await many(db)
        await an_agent(db)
        yield db
        await db.close()


@pytest.fixture
async def much(busy: Database) -> AsyncIterator[tuple[str, str]]:
    """Where it is, and a token that opens it."""
    async with busy.raw.acquire() as raw:
        await raw.execute("truncate owona_bot.export_streams, owona_bot.service_tokens")
    secret = await a_token(busy, by=await recognise(busy, "UANNA"))
    async with served(public(a_desk(busy))) as url:
        yield url, secret


async def whole(desk: Desk, spec: Spec, as_of: str) -> bytes:
    """As the command line has it."""
    view = View(datetime.fromisoformat(as_of), desk.zone, None)
    return b"".join([piece.content async for piece in pieces(desk.db, spec, view, desk.t(spec.locale))])


@pytest.mark.parametrize("query", ["", "format=csv&excel=1&locale=en", "format=ndjson&messages=1", "format=json"])
async def test_a_program_gets_the_same_bytes_as_everybody_and_can_prove_it(
    doors: Doors, desk: Desk, query: str
) -> None:
    secret = await a_token(desk.db)
    await tickets(desk.db, "Eins", "=2+3", 'Zwei "x"\nübrig')
    status, headers, body = await asked(doors, f"?{query}", secret)
    told = await summary(doors, headers["X-Export"], secret)
    assert status == 200
    assert body == await whole(desk, read(query, "de", desk.zone.key), str(told["as_of"]))
    assert told["sha256"] == hashlib.sha256(body).hexdigest()
    assert (told["state"], told["rows"], told["bytes"]) == ("done", 3, len(body))


async def test_the_file_has_a_name_and_a_type(doors: Doors, desk: Desk) -> None:
    _, headers, _ = await asked(doors, "?format=csv", await a_token(desk.db))
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="tickets-[-\d]+\.csv"', headers["Content-Disposition"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


async def test_who_fetched_what_is_in_the_audit_trail_and_the_secret_nowhere(doors: Doors, desk: Desk) -> None:
    secret = await a_token(desk.db)
    _, headers, _ = await asked(doors, "?format=csv&filter=tag:login", secret)
    told = {"agent": None, "stream": headers["X-Export"], "token": 1, "what": "tickets", "format": "csv"}
    told |= {"messages": False, "notes": False}
    assert await events(desk.db, "export.asked") == [("token:1", told)]
    assert await events(desk.db, "export.ended") == [("token:1", told | {"state": "done"})]
    async with desk.db.raw.acquire() as raw:
        kept = await raw.fetchval("""
            select string_agg(t, ' ') from (
                select e::text from owona_bot.events e union all select i::text from owona_bot.inbox i
                union all select k::text from owona_bot.service_tokens k
                union all select s::text from owona_bot.export_streams s) x(t)""")
        used = await raw.fetchval("select last_used_at from owona_bot.service_tokens")
    assert secret not in kept
    assert "login" in kept
    assert used is not None


# what is refused


async def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(doors: Doors, desk: Desk) -> None:
    expired, revoked, orphan = [await a_token(desk.db, by=await an_agent(desk.db, f"U{n}")) for n in range(3)]
    async with desk.db.raw.acquire() as raw:
        await raw.execute("update owona_bot.service_tokens set expires_at = now() where id = 1")
        await raw.execute("update owona_bot.service_tokens set revoked_at = now(), revoked_by = 1 where id = 2")
        await raw.execute("update owona_bot.agents set role = 'lead' where slack_user = 'U2'")
    unknown = "owona_" + "a" * 43
    shown = [{}, *({"Authorization": f"Bearer {one}"} for one in (expired, revoked, orphan, unknown, "x", "ü" * 9))]
    shown += [{"Authorization": f"Basic {unknown}"}, {"Authorization": unknown}, {"Authorization": "Bearer "}]
    told = [await doors.get("/api/export", **headers) for headers in shown]
    assert {(answer.status, answer.headers["WWW-Authenticate"], text) for answer, text in told} == {
        (401, 'Bearer realm="owona_bot"', told[0][1])
    }
    assert "/ticket token" in told[0][1]


async def test_two_tokens_at_once_are_none(doors: Doors, desk: Desk) -> None:
    good = f"Bearer {await a_token(desk.db)}"
    async with doors.session.get(
        f"{doors.url}/api/export", headers=[("Authorization", good), ("Authorization", "Bearer x")]
    ) as answer:
        assert answer.status == 401


async def test_a_token_opens_what_its_scopes_say(doors: Doors, desk: Desk) -> None:
    anna = await an_agent(desk.db)
    plain = await a_token(desk.db, by=anna)
    full = await a_token(desk.db, Scope.EXPORT, Scope.EXPORT_NOTES, by=anna)
    status, _, body = await asked(doors, "?notes=1&messages=1", plain)
    assert (status, json.loads(body)["scope"]) == (403, "export:notes")
    assert (await asked(doors, "?notes=1&messages=1", full))[0] == 200
    status, _, body = await asked(doors, "?filter=status:new+-hacked", plain)  # whether a note says so is told by a hit
    assert (status, json.loads(body)["scope"]) == (403, "export:notes")
    assert (await asked(doors, "?filter=status:new+-hacked", full))[0] == 200
    async with desk.db.raw.acquire() as raw:
        await raw.execute("update owona_bot.service_tokens set scopes = array['moonshine']")
    status, _, body = await asked(doors, "?format=nonsense", full)
    assert (status, json.loads(body)["scope"]) == (403, "export")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("filter=status:newx", {"parameter": "filter", "position": 8, "word": "newx"}),
        (f"filter={quote('prio:hoch a:b')}", {"parameter": "filter", "position": 11, "word": "a"}),
        ("filter=%22abc", {"parameter": "filter", "position": 1}),
        ("columns=number,titel", {"parameter": "columns", "nearest": "title"}),
        ("columns=number,number", {"parameter": "columns"}),
        ("format=cvs", {"parameter": "format", "word": "cvs", "nearest": "csv"}),
        ("format=pdf&messages=1", {"parameter": "messages"}),
        ("what=everything", {"parameter": "what"}),
        ("what=metrics&messages=1", {"parameter": "messages"}),
        ("what=metrics&columns=number", {"parameter": "columns"}),
        ("format=json&excel=1", {"parameter": "excel"}),
        ("messages=maybe", {"parameter": "messages", "word": "maybe"}),
        ("locale=fr", {"parameter": "locale"}),
        ("fromat=csv", {"parameter": "fromat", "nearest": "format"}),
        ("format=csv&format=json", {"parameter": "format"}),
        ("filter=%ff%fe", {"parameter": ""}),
        ("filter=%00", {"parameter": "filter"}),
        ("filter=a%0d%0aSet-Cookie:%20x", {"parameter": "filter"}),
        ("filter=%ed%a0%80", {"parameter": ""}),
        ("&".join(f"x{n}=1" for n in range(50)), {"parameter": ""}),
        (f"filter={'a+' * 51}", {"parameter": "filter"}),
        (f"columns={','.join(['number'] * 900)}", {"parameter": "columns"}),
        ("=csv", {"parameter": ""}),
    ],
)
async def test_what_is_not_understood_is_refused_before_anything_begins(
    doors: Doors, desk: Desk, query: str, told: dict[str, object]
) -> None:
    secret = await a_token(desk.db)
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    answer, text = await doors.get(f"/api/export?{query}", **headers)
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    body = json.loads(text)
    assert {name: body[name] for name in told} == told
    assert body["detail"]
    assert body["type"].startswith("urn:owona-bot:")
    assert await states(desk.db) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /api/export?filter=" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\xed\xa0\x80\r\n\r\n",
        b"GET /api/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET /api/export HTTP/1.1\r\nHost: x\r\nAccept-Language: " + b"\xff;q=nan," * 100 + b"\r\n\r\n",
        b"GET /api/export/%00%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /exports/%00%ff HTTP/1.1\r\nHost: x\r\nRange: bytes=" + b"9" * 5000 + b"-\r\n\r\n",
        b"POST /api/export HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nxx",
        b"HEAD /api/export HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/nothing HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_hostile_requests_are_the_askers_fault(doors: Doors, raw: bytes) -> None:
    host, _, port = doors.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    status = int((await reader.readline()).split()[1])
    assert 400 <= status < 500
    writer.close()


# what is long


async def ended(db: Database, *wanted: str) -> None:
    async def so() -> bool:
        return await states(db) == list(wanted)

    await until(so, f"{wanted} is how it ends", PATIENCE)


async def test_of_one_token_two_are_written_at_once(lines: Lines, much: tuple[str, str]) -> None:
    two = [await lines.open(*much) for _ in range(2)]
    third = await lines.open(*much)
    head = await third.reader.readuntil(b"\r\n\r\n")
    assert [line.status for line in (*two, third)] == [200, 200, 429]
    assert b"Retry-After: 10\r\n" in head
    for line in two:
        line.hang_up()

    async def again() -> bool:
        return (await lines.open(*much)).status == 200

    await until(again, "there is room", PATIENCE)


async def test_whoever_hangs_up_ends_the_reading(lines: Lines, much: tuple[str, str], busy: Database) -> None:
    (await lines.open(*much)).hang_up()
    await ended(busy, "cut")
    async with busy.raw.acquire() as raw:
        assert await raw.fetchval(READING) == 0
        assert 0 < await raw.fetchval("select size from owona_bot.export_streams") < 1300 * 600
    assert (await events(busy, "export.ended"))[-1][1]["state"] == "cut"


async def test_whoever_hangs_up_before_the_first_row_ends_the_reading_too(
    lines: Lines, much: tuple[str, str], busy: Database
) -> None:
    async def read(times: int) -> None:
        async def so() -> bool:
            async with busy.raw.acquire() as raw:
                return bool(await raw.fetchval(READING) == times)

        await until(so, f"{times} read", PATIENCE)

    async with busy.raw.acquire() as other, other.transaction():
        await other.execute("lock table owona_bot.search in access exclusive mode")
        line = await lines.ask(*much)
        await read(2)  # the lock's own, which is idle in its transaction, and the one that waits
        line.hang_up()
        await read(1)
        await ended(busy, "cut")


async def test_what_died_in_the_middle_is_gone_and_not_running_for_ever(doors: Doors, desk: Desk) -> None:
    """Its process was killed: nobody wrote down an end."""
    secret = await a_token(desk.db)
    token = await recognise_token(desk.db, secret, desk.clock())
    streamed = await begin_stream(desk.db, token, Spec(What.TICKETS, Format.CSV), desk.clock())

    async def told() -> tuple[str, str | None]:
        _, _, text = await asked(doors, f"/{streamed.id}", secret)
        return json.loads(text)["state"], json.loads(text).get("detail")

    assert await told() == ("running", None)
    async with desk.db.raw.acquire() as raw:
        await raw.execute("update owona_bot.export_streams set started_at = now() - interval '61 seconds'")
    state, detail = await told()
    assert (state, "noch einmal abrufen" in str(detail)) == ("gone", True)
    await end_stream(desk.db, token, streamed, "done", Tally(0, 0))  # it was only very slow
    assert await told() == ("done", None)


async def test_what_is_fetched_slowly_is_still_running(
    lines: Lines, much: tuple[str, str], busy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_stream, "BEAT", 0.05)
    line = await lines.open(*much)
    async with busy.raw.acquire() as raw:
        await raw.execute(LONG_AGO)

    async def runs() -> bool:
        async with busy.raw.acquire() as raw:
            return bool(await raw.fetchval("select alive_at > now() - interval '1 hour' from owona_bot.export_streams"))

    await until(runs, "it says that it is being written", PATIENCE)
    line.hang_up()
    await ended(busy, "cut")


async def test_a_token_that_is_revoked_meanwhile_opens_no_more(
    lines: Lines, much: tuple[str, str], busy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AGAIN", 0.0)
    line = await lines.open(*much)
    async with busy.raw.acquire() as raw:
        await raw.execute("update owona_bot.service_tokens set revoked_at = now(), revoked_by = 1")
    with pytest.raises(ConnectionResetError):
        await line.rest()
    await ended(busy, "cut")


async def test_a_file_may_take_longer_than_a_page(
    lines: Lines, much: tuple[str, str], busy: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "PATIENCE", 5.0)
    line = await lines.open(*much)
    late = asyncio.get_running_loop().time() + 5

    async def is_late() -> bool:
        return asyncio.get_running_loop().time() > late

    await until(is_late, "a page would have been given up", PATIENCE)
    read = b""
    while not read.endswith(b"\r\n0\r\n\r\n"):
        read = read[-7:] + await line.reader.read(1 << 20)
    await ended(busy, "done")


async def test_a_server_that_goes_down_waits_for_nobody(lines: Lines, much: tuple[str, str], busy: Database) -> None:
    async with served(public(a_desk(busy))) as url:
        line = await lines.open(url, much[1])
    with pytest.raises(ConnectionResetError):
        await line.rest()
    await ended(busy, "cut")


async def test_a_fault_in_the_middle_never_looks_like_the_end(
    lines: Lines, much: tuple[str, str], busy: Database
) -> None:
    new, old = [await lines.open(*much, version=version) for version in ("1.1", "1.0")]
    async with busy.raw.acquire() as raw:
        await raw.execute(BREAK, timeout=PATIENCE)
    try:
        for line in (new, old):
            with pytest.raises(ConnectionResetError):
                await line.rest()
        await ended(busy, "cut", "cut")
    finally:
        async with busy.raw.acquire() as raw:
            await raw.execute(MEND)


async def test_what_came_of_it_only_the_same_token_learns(doors: Doors, desk: Desk) -> None:
    anna = await an_agent(desk.db)
    mine, other = await a_token(desk.db, by=anna), await a_token(desk.db, by=anna)
    _, headers, _ = await asked(doors, "?format=csv", mine)
    for id_, secret in ((headers["X-Export"], other), (str(uuid4()), mine), ("1", mine), ("%00", mine)):
        assert (await asked(doors, f"/{id_}", secret))[0] == 404
    assert (await asked(doors, f"/{headers['X-Export']}", None))[0] == 401
