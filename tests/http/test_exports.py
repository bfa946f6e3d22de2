"""The link to a file: all of it or the part that is missing, until it expires, and nothing about it to anybody else."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from handlers.http import exports as door
from owona_bot.database import exports
from owona_bot.desk import Desk
from owona_bot.domain.export import Export, Format, Piece, Spec, What
from owona_bot.domain.export_job import ExportRules
from owona_bot.domain.people import Agent
from owona_bot.mail.tokens import new_token
from owona_bot.playground.stage import until
from owona_bot.services.export import ask_export, give_link
from tests.http.doors import Doors
from tests.http.programs import an_agent
from tests.http.test_export import PATIENCE, events

RULES = ExportRules(public_url="https://desk.owona.de")

PARTS = [bytes([n]) * 300_000 for n in range(9)]

WHOLE = b"".join(PARTS)


@dataclass
class Linked:
    """A file that is there, and the token of its link."""

    doors: Doors
    export: Export
    token: str

    async def get(self, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        async with self.doors.session.get(f"{self.doors.url}/exports/{self.token}", headers=headers) as answer:
            return answer.status, answer.headers, await answer.read()

    async def run(self, statement: str) -> None:
        async with self.doors.db.raw.acquire() as raw:
            await raw.execute(statement)


async def written(desk: Desk, agent: Agent, spec: Spec, parts: list[bytes]) -> Export:
    """As the job writes one."""
    export = await ask_export(desk.db, spec, agent, RULES, desk.clock(), None)
    async with desk.db.change_raw(by="bot:test") as raw:
        turn = await exports.take(raw, timedelta(hours=1), None)
        assert turn is not None
        for n, part in enumerate(parts):
            await exports.put(raw, turn, Piece(part, 1, None), n, timedelta(0))
        digest = hashlib.sha256(b"".join(parts)).digest()
        assert await exports.finish(raw, turn, digest, desk.clock() + timedelta(days=7))
    return export


@pytest.fixture
async def linked(doors: Doors, desk: Desk) -> Linked:
    anna = await an_agent(desk.db)
    export = await written(desk, anna, Spec(What.TICKETS, Format.CSV, notes=True), PARTS)
    token, hashed = new_token()
    await give_link(desk.db, export.id, hashed, anna, RULES, desk.clock())
    return Linked(doors, export, token)


async def test_the_file_comes_whole_with_its_checksum_and_is_kept_by_nobody(linked: Linked) -> None:
    status, headers, body = await linked.get()
    assert (status, body) == (200, WHOLE)
    assert headers["ETag"] == f'"{hashlib.sha256(WHOLE).hexdigest()}"'
    assert headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(WHOLE).digest()).decode()}:"
    assert headers["Content-Length"] == str(len(WHOLE))
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == f'attachment; filename="{linked.export.name}"'
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    [(actor, told)] = await events(linked.doors.db, "export.fetched")
    assert (actor, told["export"]) == ("bot:exports", str(linked.export.id))


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=299999-300000", slice(299_999, 300_001)),
        ("bytes=600000-", slice(600_000, None)),
        ("bytes=-5", slice(-5, None)),
        ("bytes=-99999999", slice(0, None)),
        ("bytes=2699999-99999999999", slice(-1, None)),
    ],
)
async def test_what_is_missing_is_fetched_alone(linked: Linked, asked: str, span: slice) -> None:
    status, headers, body = await linked.get(Range=asked)
    start, end, _ = span.indices(len(WHOLE))
    assert (status, body) == (206, WHOLE[span])
    assert headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(WHOLE)}"
    assert headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=2700000-", "bytes=99999999999-", "bytes=-0"])
async def test_behind_the_end_there_is_nothing(linked: Linked, asked: str) -> None:
    status, headers, body = await linked.get(Range=asked)
    assert (status, headers["Content-Range"], body) == (416, f"bytes */{len(WHOLE)}", b"")
    assert await events(linked.doors.db, "export.fetched") == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,5-9"},
        {"Range": "bytes=5-1"},
        {"Range": "bytes=-"},
        {"Range": "bytes=\u0661-"},
        {"Range": "rows=1-2"},
        {"Range": f"bytes={'9' * 4000}-"},
        {"Range": "bytes=5-9", "If-Range": '"another file"'},
    ],
)
async def test_what_can_be_passed_over_brings_all_of_it(linked: Linked, headers: dict[str, str]) -> None:
    status, _, body = await linked.get(**headers)
    assert (status, body) == (200, WHOLE)


async def test_the_rest_is_of_the_same_file(linked: Linked) -> None:
    _, headers, _ = await linked.get(Range="bytes=0-9")
    status, _, body = await linked.get(Range="bytes=10-", **{"If-Range": headers["ETag"]})
    assert (status, body) == (206, WHOLE[10:])


async def test_looking_fetches_nothing(linked: Linked) -> None:
    async with linked.doors.session.head(f"{linked.doors.url}/exports/{linked.token}") as head:
        assert (head.status, head.headers["Content-Length"]) == (200, str(len(WHOLE)))
    assert await events(linked.doors.db, "export.fetched") == []
    assert (await linked.get())[0] == (await linked.get())[0] == 200


@pytest.mark.parametrize(
    "undo",
    [
        "update owona_bot.export_links set expires_at = now() - interval '1 second'",
        "update owona_bot.exports set expires_at = now() - interval '1 second'",
        "delete from owona_bot.exports",
        "update owona_bot.agents set role = 'reader'",
        "update owona_bot.agents set role = 'agent'",
        "update owona_bot.agents set active = false",
    ],
)
async def test_a_link_that_leads_nowhere_any_more_says_only_that(linked: Linked, undo: str) -> None:
    await linked.run(undo)
    status, headers, body = await linked.get(**{"Accept-Language": "en"})
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "In Slack /ticket export makes a new one" in body.decode()
    assert linked.export.name not in body.decode()
    _, _, body = await linked.get(**{"Accept-Language": "de-AT"})
    assert "abgelaufen" in body.decode()
    assert await events(linked.doors.db, "export.fetched") == []


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 7000, "..%2f..%2fetc%2fpasswd", "%00" * 30, "\u0660" * 43])
async def test_hostile_tokens_find_nothing(doors: Doors, token: str) -> None:
    answer, text = await doors.get(f"/exports/{token}")
    assert answer.status == 404
    assert "xxxxx" not in text


async def test_bytes_that_vanish_are_no_end(linked: Linked) -> None:
    await linked.run("delete from owona_bot.export_parts where n = 8")
    assert (await linked.get())[0] == 500


async def test_of_those_who_fetch_at_once_some_come_again(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "AT_ONCE", 1)
    async with linked.doors.session.get(f"{linked.doors.url}/exports/{linked.token}") as slow:
        assert slow.status == 200
        status, headers, _ = await linked.get()
        assert (status, headers["Retry-After"]) == (503, "60")

    async def again() -> bool:
        return (await linked.get())[0] == 200

    await until(again, "there is room", PATIENCE)


async def test_many_fetch_the_same_file(linked: Linked) -> None:
    assert [body for _, _, body in await asyncio.gather(*(linked.get() for _ in range(5)))] == [WHOLE] * 5
