"""Replicas are killed while mail comes and goes: each mail is in one ticket, each answer is one letter."""

import asyncio
import random
from collections import defaultdict
from email import message_from_bytes
from pathlib import Path

import pytest

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage
from tests.kill.killer import Killer
from tests.kill.mail_lives import Attention, MailLife
from tests.kill.test_kill import all_is_told, live

pytestmark = pytest.mark.database

UNREAD = "select count(*)::integer from owona_bot.mail_log where verdict is null"

COPIES = """
    select mail_id, array_agg(verdict order by verdict <> 'repeated' desc, id) as verdicts,
           array_agg(ticket_id) filter (where ticket_id is not null) as tickets
    from owona_bot.mail_log where direction = 'in' group by 1"""

MESSAGES = """
    select count(*)::integer from public.support_ticket_messages where author_type = 'customer'"""

LETTERS = """
    select l.mail_id, l.letter, l.verdict, m.message,
           (select string_agg(bytes, '' order by n) from owona_bot.mail_chunks c where c.mail_id = l.id) as bytes
    from owona_bot.mail_log l left join public.support_ticket_messages m on m.id = l.message_id
    where l.direction = 'out'"""


async def test_mail_outlives_twenty_kills(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = await outlive(database_url, tmp_path, tickets=30, kills=20, hits=6)
    with capsys.disabled():
        print(f"\n{told}", end=" ")  # noqa: T201 - the test is asked to say it


@pytest.mark.campaign
@pytest.mark.parametrize("run", range(4))
async def test_mail_outlives_hundreds_of_kills(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], run: int
) -> None:
    told = await outlive(database_url, tmp_path, tickets=200, kills=120, hits=40)
    with capsys.disabled():
        print(f"\n{told}", end=" ")  # noqa: T201 - the test is asked to say it


async def outlive(url: str, folder: Path, *, tickets: int, kills: int, hits: int) -> str:
    """Fails when fewer than `hits` kills fell on a leased delivery: then it proved too little."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - shown when it fails
    luck, attention = random.Random(seed), Attention()
    async with a_quick_stage(url, folder / "bot.log", bots=0, OWONA_LEASE_SECONDS="2") as stage:
        scene = Scene(stage)
        await scene.system_user()
        killer = Killer(scene, random.Random(luck.random()))
        await killer.raise_two()
        await scene.slack.mail_fault("DOT", "slow", seconds=0.2)
        lives = [MailLife(scene, random.Random(luck.random()), f"T{n:03}", attention=attention) for n in range(tickets)]
        pace = kills / tickets
        await asyncio.gather(killer.rage(kills), *(live(life, killer, int(n * pace)) for n, life in enumerate(lives)))
        await all_is_read(scene)
        await all_is_told(scene, list(lives))
        repeated = await each_mail_is_in_one_ticket(scene, lives)
        twice = await each_answer_is_one_letter(scene, lives)
    told = f"seed {seed}: {killer.kills} kills, {killer.hits} of them on leased deliveries; {mails_of(lives)}"
    told += f", {repeated} came twice; {twice} letters went twice"
    assert killer.hits >= hits, told
    return told


def mails_of(lives: list[MailLife]) -> str:
    """How many, and how often a sender heard no 250."""
    return f"{sum(len(life.sent) for life in lives)} mails, {sum(life.again for life in lives)} times no 250"


async def all_is_read(scene: Scene) -> None:
    """Every mail in has a verdict, and every letter."""

    async def none_is_left() -> bool:
        return await scene.fetchval(UNREAD) == 0

    await until(none_is_left, "every mail has a verdict", 60)


async def each_mail_is_in_one_ticket(scene: Scene, lives: list[MailLife]) -> int:
    """Its copies are in none. Answers how many had copies."""
    copies = {row["mail_id"]: row for row in await scene.site.pool.fetch(COPIES)}
    assert copies.keys() == {id_ for life in lives for id_ in life.sent}
    for life in lives:
        for n, id_ in enumerate(life.sent):
            filed, *others = copies[id_]["verdicts"]
            assert (filed, set(others) - {"repeated"}) == ("reply" if n else "new", set()), dict(copies[id_])
            assert copies[id_]["tickets"] == [life.ticket.id]
    assert await scene.fetchval(MESSAGES) == len(copies)
    return sum(len(row["verdicts"]) > 1 for row in copies.values())


async def each_answer_is_one_letter(scene: Scene, lives: list[MailLife]) -> int:
    """One Message-ID, whose copies are the same to the byte. Answers how many letters went more than once."""
    arrived = defaultdict(list)
    for mail in await scene.slack.mails():
        arrived[str(message_from_bytes(mail.raw)["Message-ID"])].append(mail.raw)
    letters = await scene.site.pool.fetch(LETTERS)
    assert arrived.keys() == {row["mail_id"] for row in letters}
    for row in letters:
        assert (row["verdict"], set(arrived[row["mail_id"]])) == ("sent", {row["bytes"]})
    said = [row["message"] for row in letters if row["letter"] == "answer"]
    for word in (word for life in lives for word in life.answers):
        assert sum(word in text for text in said) == 1, word
    assert sum(row["letter"] == "received" for row in letters) == len(lives)
    return sum(len(copies) > 1 for copies in arrived.values())
