"""Search: what was said is found, however it is bent or misspelt; the latest first, what fits exactly before that."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import index, search
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse
from owona_bot.domain.hit import Found, Further, Place
from owona_bot.domain.list_errors import SearchTooGeneral
from owona_bot.playground.site import Site
from tests.database.desk_of_many import index_all

pytestmark = pytest.mark.database

ME = View(datetime.now(UTC), ZoneInfo("Europe/Berlin"), None)

PLAN = "update owona_bot.events set planned_at = now() where planned_at is null"


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    site = await Site.open(database_url, size=4)
    yield site
    await site.close()


@pytest.fixture
async def lena(site: Site) -> UUID:
    return await site.sign_up("lena.hofer@example.com", "Lena Hofer")


async def find(db: Database, text: str, after: Further | None = None, limit: int = 10) -> Found:
    async with db.raw.acquire() as raw:
        return await search.find(raw, parse(text), ME, after, limit)


async def found(db: Database, text: str) -> list[UUID]:
    """Of everything that was written until now."""
    async with db.raw.acquire() as raw:
        await raw.execute(PLAN)
    while await index.work(db):
        pass
    return [hit.ticket for hit in (await find(db, text)).hits]


WAYS = {
    "Rechnungen": ("Die Rechnung fehlt", "rechnung", "RECHNUNG", "rechn", '"rechnung fehlt"'),
    "Anmeldung": ("Seit den Anmeldungen geht nichts", "anmeldung", "anmeld"),
    "umlauts": ("Die Rechnungsübersicht für Müller in der Straße", "rechnungsuebersicht", "mueller", "strasse", "müll"),
    "English": ("We were running the notifications twice", "notification", "run", "notifications running"),
    "codes": (
        "RE-2025-18233 sagt ERR_CONNECTION_RESET",
        "re-2025-18233",
        "18233",
        "err_connection",
        "connection reset",
    ),
    "addresses": ("Bitte an max.muster@example.org schreiben", "max.muster@example.org", "max.muster"),
    "sites": ("Auf https://app.owona.de/login kommt nichts", "app.owona.de", "login"),
    "signs": ("100 % o'clock \\ & | ! ( ) : * <b>", "o'clock", "100", '"o\'clock \\ &"'),
    "typos in what is kept by its stem": ("Die Quittungsnummer fehlt", "quitungsnummer", "quittugsnummern"),
    "typos": ("Die Vertragsverlängerung und das Zertifikat", "zertifkat", "zertifikta", "vertragsverlängerugn"),
}


@pytest.mark.parametrize("what", WAYS)
async def test_what_was_said_is_found_however_it_is_typed(db: Database, site: Site, lena: UUID, what: str) -> None:
    said, *typed = WAYS[what]
    ticket = await site.create_ticket(lena, "Eine Frage", "Guten Tag")
    await site.create_ticket(lena, "Noch etwas", "Kein Wort davon")
    await site.reply(lena, ticket, said)
    for text in typed:
        assert await found(db, text) == [ticket], text


async def test_a_word_that_occurs_is_not_forgiven_and_one_that_is_only_near_is_named(
    db: Database, site: Site, lena: UUID
) -> None:
    house = await site.create_ticket(lena, "Das Haus", "Hausbau")
    mouse = await site.create_ticket(lena, "Die Maus", "Mausklick")
    assert await found(db, "maus") == [mouse]
    assert await found(db, "haus") == [house]
    told = await find(db, "mauskluck")
    assert [hit.ticket for hit in told.hits] == [mouse]
    assert told.instead == {"mauskluck": ("mausklick",)}
    assert not (await find(db, "nirgendwo")).hits


async def test_the_latest_come_first_and_pages_follow(db: Database, site: Site, lena: UUID) -> None:
    tickets = [await site.create_ticket(lena, f"Drucker {n}", "Papierstau") for n in range(7)]
    await site.reply(lena, tickets[2], "Immer noch")
    order = [tickets[2], *(tickets[n] for n in (6, 5, 4, 3, 1, 0))]
    assert await found(db, "papierstau") == order
    seen: list[UUID] = []
    after: Further | None = None
    while True:
        page = await find(db, "papierstau", after, 2)
        seen += [hit.ticket for hit in page.hits]
        if (after := page.after) is None:
            break
    assert seen == order


@pytest.mark.parametrize("typed", ["1002", '"#1002"'])
async def test_a_number_finds_its_ticket_first_and_once(db: Database, site: Site, lena: UUID, typed: str) -> None:
    meant = [await site.create_ticket(lena, f"T{n}", "Hallo") for n in range(2)][1]
    other = await site.create_ticket(lena, "Wie bei #1002", "Siehe #1002")
    assert await found(db, typed) == [meant, other]
    assert (await find(db, typed)).exact == 1
    first = await find(db, typed, limit=1)
    assert [hit.ticket for hit in first.hits] == [meant]
    second = await find(db, typed, first.after, 1)
    assert [hit.ticket for hit in second.hits] == [other]


async def test_a_number_behind_its_mark_finds_that_ticket_alone(db: Database, site: Site, lena: UUID) -> None:
    first, meant, other = [await site.create_ticket(lena, f"T{n}", "Drucker #1002") for n in range(3)]
    assert await found(db, "#1002") == [meant]
    assert await found(db, "#1001,#1003 drucker") == [other, first]
    assert await found(db, "-#1002") == [other, first]
    assert await found(db, "#4711") == []


async def test_an_address_finds_its_requesters_tickets_first_all_of_them(db: Database, site: Site, lena: UUID) -> None:
    hers = [await site.create_ticket(lena, f"T{n}", "Hallo") for n in range(5)]
    others = await site.sign_up("ben@example.com", "Ben")
    mention = await site.create_ticket(others, "Für eine Kollegin", "Bitte auch an lena.hofer@example.com")
    assert await found(db, "Lena.Hofer@example.com") == [*reversed(hers), mention]
    seen: list[UUID] = []
    after: Further | None = None
    while True:
        page = await find(db, "lena.hofer@example.com", after, 2)
        seen += [hit.ticket for hit in page.hits]
        if (after := page.after) is None:
            break
    assert seen == [*reversed(hers), mention]


async def test_free_text_and_fields_go_together(db: Database, site: Site, lena: UUID) -> None:
    urgent = await site.create_ticket(lena, "Drucker", "Papierstau")
    await site.create_ticket(lena, "Drucker", "Toner leer")
    calm = await site.create_ticket(lena, "Drucker", "Papierstau im Keller")
    async with db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set priority = 'urgent' where id = $1", urgent)
    assert await found(db, "drucker papierstau prio:urgent") == [urgent]
    assert await found(db, "papierstau -keller") == [urgent]
    assert await found(db, "requester:hofer papierstau -prio:urgent") == [calm]


async def test_a_hit_shows_where_the_word_stands_and_marks_it(db: Database, site: Site, lena: UUID) -> None:
    ticket = await site.create_ticket(lena, "Eine Frage", "Es geht um <b>Rechnungen</b>.")
    assert await found(db, "rechnung") == [ticket]
    [hit] = (await find(db, "rechnung")).hits
    assert (hit.snippet.place, hit.snippet.parts) == (Place.DESCRIPTION, ("Es geht um <b>", "Rechnungen", "</b>."))
    await site.reply(
        lena, ticket, "Vorab\n\n" + "viel Text davor, " * 30 + "dann die Rechnungsübersicht. " + "danach " * 90
    )
    assert await found(db, "rechnung") == [ticket]
    [hit] = (await find(db, "rechnung")).hits
    assert hit.snippet.place is Place.MESSAGE
    assert hit.snippet.message is not None
    assert hit.snippet.parts[1] == "Rechnungsübersicht"
    assert hit.snippet.parts[0].startswith("…")
    assert hit.snippet.parts[-1].endswith("…")
    assert len("".join(hit.snippet.parts)) < 200


async def test_notes_are_found_by_their_latest_words(db: Database, raw: Raw, site: Site, lena: UUID) -> None:
    ticket = await site.create_ticket(lena, "Eine Frage", "Guten Tag")
    note = """insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text)
              values ('C1', '1.0', $1, $2, 1, $3, $4)"""
    await raw.execute(note, 1, ticket, "written", "Kabelsalat vermutet")
    assert await found(db, "kabelsalat") == [ticket]
    assert (await find(db, "kabelsalat")).hits[0].snippet.place is Place.NOTE
    await raw.execute(note, 2, ticket, "edited", "Doch Zwiebelkuchen")
    assert await found(db, "kabelsalat") == []
    assert await found(db, "zwiebelkuchen") == [ticket]
    await raw.execute(note, 3, ticket, "deleted", "Doch Zwiebelkuchen")
    assert await found(db, "zwiebelkuchen") == []


async def test_a_message_of_megabytes_is_found_by_its_last_word(db: Database, site: Site, lena: UUID) -> None:
    """A vector holds one megabyte; here each word is another one, and each letter has four bytes."""
    ticket = await site.create_ticket(lena, "Protokoll", "Siehe unten")
    await site.reply(lena, ticket, " ".join(f"wort{n}" for n in range(150_000)) + " Schlusswort")
    await site.reply(lena, ticket, " ".join(chr(0x20000 + n) * 3 for n in range(40_000)) + " Endwort")
    for word in ("schlusswort", "endwort", "wort149999", "protokoll", chr(0x20000 + 39_999) * 3):
        assert await found(db, word) == [ticket], word
    assert await found(db, "wort") == [ticket]
    assert await found(db, "-wort77777") == []


async def test_what_is_gone_is_not_found_and_its_words_are_forgotten(
    db: Database, raw: Raw, site: Site, lena: UUID
) -> None:
    ticket = await site.create_ticket(lena, "Eine Frage", "Kabelsalat")
    await site.create_ticket(lena, "Noch eine", "Zwiebelkuchen")
    assert await found(db, "kabelsalat") == [ticket]
    await raw.execute("delete from public.support_tickets where id = $1", ticket)
    assert await found(db, "kabelsalat") == []
    assert await counted(raw) == await recounted(raw)


async def test_words_are_counted_as_often_as_there_are_tickets_with_them(
    db: Database, raw: Raw, site: Site, lena: UUID
) -> None:
    tickets = [await site.create_ticket(lena, f"T{n}", "Papierstau") for n in range(3)]
    assert len(await found(db, "papierstau")) == 3
    await site.reply(lena, tickets[0], "Papierstau und Toner")
    await site.portal_status(tickets[1], "resolved", "anna@owona.de")
    await raw.execute("update public.support_tickets set description = 'Toner' where id = $1", tickets[2])
    await raw.execute("delete from public.support_ticket_messages where ticket_id = $1", tickets[2])
    assert len(await found(db, "papierstau")) == 2
    assert await counted(raw) == await recounted(raw)
    await index_all(db)
    assert await counted(raw) == await recounted(raw)


async def counted(raw: Raw) -> dict[str, int]:
    rows = await raw.fetch("select word, documents from owona_bot.vocabulary where documents <> 0")
    return {row["word"]: row["documents"] for row in rows}


async def recounted(raw: Raw) -> dict[str, int]:
    """From the rows themselves; there is a ticket in several parts nowhere in these tests."""
    rows = await raw.fetch("""
        select word, count(*) as documents from (
            select unnest(tsvector_to_array(words)) as word from owona_bot.search
            union all select '=' || unnest(facets) from owona_bot.search) each group by word""")
    return {row["word"]: row["documents"] for row in rows}


async def test_search_needs_no_extension(raw: Raw) -> None:
    assert [row["extname"] for row in await raw.fetch("select extname from pg_extension")] == ["plpgsql"]


NASTY = (
    *("'", "\\", "!!", "& | !", "* <-> b", "%", "_", "((", "'a' 'b", "die der das", "-die", '"   "', "x" * 9_000),
    *("😀", "ß", "'' or 1=1 --", "a" * 3_000 + " b", " ".join(map(str, range(40))), '"%"', "\u0000", "x@y", "#0"),
)


async def test_no_text_breaks_a_search(db: Database, site: Site, lena: UUID) -> None:
    await site.create_ticket(lena, "Eine Frage", "Guten Tag")
    await index_all(db)
    for text in NASTY:
        with suppress(SearchTooGeneral):
            await find(db, text)


async def test_a_search_of_stop_words_alone_is_refused_with_them(db: Database, site: Site, lena: UUID) -> None:
    ticket = await site.create_ticket(lena, "Eine Frage", "Guten Tag")
    with pytest.raises(SearchTooGeneral) as caught:
        await found(db, "die und the")
    assert caught.value.values == {"words": "die und the"}
    assert await found(db, "die frage") == [ticket]
