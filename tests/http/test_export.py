"""A program fetches tickets: the same rows as everywhere, whole or visibly not, and only with a token that may."""

import asyncio
import hashlib
import json
import re
from datetime import datetime
from urllib.parse import quote
from uuid import uuid4

import pytest

from handlers.http import export, public, shell
from owona_bot.database.engine import Database
from owona_bot.desk import Desk
from owona_bot.domain.export import Spec
from owona_bot.domain.export_query import read
from owona_bot.domain.filter_tree import View
from owona_bot.domain.token import Scope
from owona_bot.exports.stream import pieces
from owona_bot.playground.stage import until
from tests.http.conftest import served
from tests.http.doors import Doors
from tests.http.programs import Line, a_token, an_agent, many, tickets

PATIENCE = 60.0
"""Seconds; what is awaited is usually there in some milliseconds."""

BUSY = """
    select count(*) from pg_stat_activity
    where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid() and query ilike '%support_t%'"""


KILL = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query ilike 'copy%'"""


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
    async with db.raw.acquire() as raw:
        return [row["state"] for row in await raw.fetch("select state from owona_bot.export_streams order by 1")]


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
    _, headers, _ = await asked(doors, "?format=csv&filter=login", secret)
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
        ("what=everything", {"parameter": "what"}),
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


async def test_of_one_token_two_are_written_at_once(doors: Doors, desk: Desk) -> None:
    secret = await a_token(desk.db)
    await many(desk.db)
    lines = [await Line.open(doors.url, secret) for _ in range(2)]
    assert [line.status for line in lines] == [200, 200]
    status, headers, body = await asked(doors, "", secret)
    assert (status, headers["Retry-After"], json.loads(body)["most"]) == (429, "10", 2)
    for line in lines:
        line.hang_up()

    async def again() -> bool:
        return (await asked(doors, "", secret))[0] == 200

    await until(again, "there is room", PATIENCE)


async def test_whoever_hangs_up_ends_the_reading(doors: Doors, desk: Desk) -> None:
    secret = await a_token(desk.db)
    await many(desk.db)
    line = await Line.open(doors.url, secret)
    line.hang_up()

    async def cut() -> bool:
        return await states(desk.db) == ["cut"]

    await until(cut, "it is cut", PATIENCE)
    async with desk.db.raw.acquire() as raw:
        assert await raw.fetchval(BUSY) == 0
        size = await raw.fetchval("select size from owona_bot.export_streams")
    assert 0 < size < 4000 * 2_400
    [(_, told)] = await events(desk.db, "export.ended")
    assert told["state"] == "cut"


async def test_a_fault_in_the_middle_never_looks_like_the_end(doors: Doors, desk: Desk) -> None:
    secret = await a_token(desk.db)
    await many(desk.db)
    new, old = [await Line.open(doors.url, secret, version=version) for version in ("1.1", "1.0")]
    async with desk.db.raw.acquire() as raw:
        assert await raw.fetchval(KILL) == 2
    for line in (new, old):
        with pytest.raises(ConnectionResetError):
            await line.rest()

    async def cut() -> bool:
        return await states(desk.db) == ["cut", "cut"]

    await until(cut, "both are cut", PATIENCE)


async def test_a_token_that_is_revoked_meanwhile_opens_no_more(
    doors: Doors, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AGAIN", 0.0)
    secret = await a_token(desk.db)
    await many(desk.db)
    line = await Line.open(doors.url, secret)
    async with desk.db.raw.acquire() as raw:
        await raw.execute("update owona_bot.service_tokens set revoked_at = now(), revoked_by = 1")
    with pytest.raises(ConnectionResetError):
        await line.rest()


async def test_a_file_may_take_longer_than_a_page(doors: Doors, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = await a_token(desk.db)
    await many(desk.db)
    monkeypatch.setattr(shell, "PATIENCE", 5.0)
    line = await Line.open(doors.url, secret)
    late = asyncio.get_running_loop().time() + 5

    async def is_late() -> bool:
        return asyncio.get_running_loop().time() > late

    await until(is_late, "a page would have been given up", PATIENCE)
    read = b""
    while not read.endswith(b"\r\n0\r\n\r\n"):
        read = read[-7:] + await line.reader.read(1 << 20)
    line.hang_up()
    assert await states(desk.db) == ["done"]


async def test_a_server_that_goes_down_waits_for_nobody(desk: Desk) -> None:
    secret = await a_token(desk.db)
    await many(desk.db)
    async with served(public(desk)) as url:
        line = await Line.open(url, secret)
    with pytest.raises(ConnectionResetError):
        await line.rest()
    assert await states(desk.db) == ["cut"]


async def test_what_came_of_it_only_the_same_token_learns(doors: Doors, desk: Desk) -> None:
    anna = await an_agent(desk.db)
    mine, other = await a_token(desk.db, by=anna), await a_token(desk.db, by=anna)
    _, headers, _ = await asked(doors, "?format=csv", mine)
    for id_, secret in ((headers["X-Export"], other), (str(uuid4()), mine), ("1", mine), ("%00", mine)):
        assert (await asked(doors, f"/{id_}", secret))[0] == 404
    assert (await asked(doors, f"/{headers['X-Export']}", None))[0] == 401
