"""Each word of SMTP × each way it can fail: exactly one letter arrives, or it is refused and told. `-s` prints it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from owona_bot.database import mail
from owona_bot.database.engine import connect
from owona_bot.database.listen import Bell
from owona_bot.desk import Desk
from owona_bot.domain.plan import Places
from owona_bot.locale.catalogue import catalogues
from owona_bot.mail import postman as module
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.playground.mailbox import VERBS, Mailbox, MailFault
from owona_bot.playground.site import Site
from tests.jobs.letters import PostOffice, read

FAULTS = ("421 4.3.2 Going down", "451 4.3.0 Not now", "550 5.7.1 No", "554 5.0.0 Never", "drop", "silence")

TIMES = 2
"""How often it fails before it works."""

REFUSED = {("RCPT", "550 5.7.1 No"), ("RCPT", "554 5.0.0 Never"), ("DATA", "550 5.7.1 No"), ("DATA", "554 5.0.0 Never")}
REFUSED |= {("DOT", word) for _, word in REFUSED}

SENT_TWICE = {("DOT", "drop after"), ("DOT", "silence")}
"""The server took it and could not say so: SMTP has no way to ask."""

MATRIX = [(verb, fault) for verb in VERBS for fault in FAULTS] + [("DOT", "drop after")]


@pytest.fixture(scope="module")
def rows() -> Iterator[list[str]]:
    """What each case came to, printed at the end."""
    told: list[str] = []
    yield told
    print("", f"{'verb':<9}{'fault':<24}{'attempts':>9}{'arrived':>9}{'ids':>5}  end", *told, sep="\n")  # noqa: T201 - for people


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[PostOffice]:
    box, db, site = Mailbox(), await connect(database_url), await Site.open(database_url, size=2)
    desk = Desk(
        db=db,
        clock=lambda: datetime.now(UTC),
        catalogues=catalogues("de"),
        locale="de",
        places=Places("C0TICKETS", "C0OPERATIONS"),
        system_user=None,
        planner=Bell(),
        workers=Bell(),
    )
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        yield PostOffice(replace(desk, system_user="system@owona.de"), site, box, postman)
    await box.stop()
    await site.close()
    await db.close()


@pytest.mark.parametrize(("verb", "fault"), MATRIX)
async def test_one_letter_arrives_or_is_refused_and_told(
    office: PostOffice, rows: list[str], monkeypatch: pytest.MonkeyPatch, verb: str, fault: str
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.1)
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    kind = "slow" if fault == "silence" else fault
    office.box.arm(MailFault(verb, kind, times=TIMES, seconds=0.3))
    await office.new_ticket()
    await office.settle_whatever_waits(5)
    ((_, state, why),) = await office.fates()
    (logged,) = await office.logged()
    arrived = office.box.mails
    rows.append(
        f"{verb:<9}{f'{TIMES} × {fault}':<24}{office.box.said.count(verb):>9}{len(arrived):>9}"
        f"{len({read(one)['Message-ID'] for one in arrived}):>5}  {state} {why or ''}"
    )
    async with office.db.raw.acquire() as raw:
        written = await mail.content(raw, logged["id"])
        told = await raw.fetchval("select count(*) from owona_bot.events where kind = 'mail.refused'")
        dead = await raw.fetchval("select count(*) from owona_bot.deliveries where state = 'dead'")
    assert all(one.raw == written for one in arrived)
    assert dead == 0
    if (verb, fault) in REFUSED:
        assert (state, told, len(arrived)) == ("suppressed", 1, 0)
        return
    assert (state, told, logged["verdict"]) == ("done", 0, "sent")
    assert len({read(one)["Message-ID"] for one in arrived}) == 1
    assert len(arrived) == (TIMES + 1 if (verb, fault) in SENT_TWICE else 1)
