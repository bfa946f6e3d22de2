"""Exports of hostile tickets in every format, read as whoever takes them away reads them."""

import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.database.export_rows import reading
from owona_bot.database.export_sql import harmless as harmless_sql
from owona_bot.database.export_sql import harmless_in_lines as harmless_in_lines_sql
from owona_bot.database.export_sql import iso
from owona_bot.database.metrics_figures import figures
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_cells import harmless, harmless_in_csv, harmless_lines, seen_text
from owona_bot.domain.export_errors import ExportColumnMistyped, ExportPaperHasNoMessages, ExportTooLongForPaper
from owona_bot.domain.filter_tree import Filter
from owona_bot.domain.metrics_period import last_days
from owona_bot.domain.metrics_rows import rows
from owona_bot.exports import paper, xlsx_child
from owona_bot.exports.stream import check, pieces
from owona_bot.locale.catalogue import BERLIN
from tests.domain.test_export_cells import HARD, is_a_formula
from tests.exports.exported import T, a_spec, all_pieces, column, exported, read_csv, view_of
from tests.services.many_shapes import many_shapes

pytestmark = pytest.mark.database

SECRET = "Streng-intern-4711"

INSIDE = (
    "update public.support_ticket_messages set message = message || $1 where internal_only",
    "update owona_bot.notes set text = text || $1",
    """update public.support_ticket_messages
       set metadata = jsonb_build_object('plan', jsonb_build_object('summary', $1::text), 'origin', 'manual')
       where not internal_only""",
    "update public.support_tickets set source_metadata = jsonb_build_object('autopatch', $1::text, 'locale', 'de')",
)

TRUTH = """
    select t.title, t.created_at, t.status, s.number, t.description,
           (select count(*)::integer from public.support_ticket_messages m where m.ticket_id = t.id) as said,
           (select count(*)::integer from public.support_ticket_messages m
            where m.ticket_id = t.id and not m.internal_only) as public,
           (select count(*)::integer from (
                select distinct on (channel, ts) act from owona_bot.notes n where n.ticket_id = t.id
                order by channel, ts, created_at desc, version desc) n where act <> 'deleted') as noted
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
    order by t.created_at, t.id"""

LOCAL = "%Y-%m-%d %H:%M:%S"

EDGES = ("01-01 00:00:00Z", "01-01 00:00:00.5Z", "03-28 01:00:00Z", "12-31 23:59:59.499999Z", "12-31 23:59:59.999999Z")

PATTERN = """to_char(m, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')"""

READ = """
    (select case when x like 'epoch %' then to_timestamp(substr(x, 7)::float8) else x::timestamptz end as m)"""


@pytest.fixture
async def shapes(db: Database) -> Database:
    """Eighty tickets, some of them titled `<r>=1</r>`."""
    await many_shapes(db, 80, seed=3)
    async with db.raw.acquire() as raw:
        await raw.execute("""
            update public.support_tickets set title = '<r><t>=1+1</t></r>'
            where id in (select id from public.support_tickets order by id limit 5)""")
    return db


async def truth(db: Database) -> list[Mapping[str, Any]]:
    async with db.raw.acquire() as raw:
        return [dict(row) for row in await raw.fetch(TRUTH)]


def cell(text: str) -> str:
    return seen_text(harmless(text))


def csv_cell(text: str) -> str:
    return seen_text(harmless_in_csv(text, excel=False))


async def test_csv_is_read_back_as_it_was_but_for_what_would_do_harm(shapes: Database) -> None:
    tickets = await truth(shapes)
    spec = replace(a_spec(Format.CSV), columns=("number", "title", "description", "created_at"))
    table = read_csv(await exported(shapes, spec))
    assert table[0] == ["Nummer", "Titel", "Beschreibung", "Erstellt"]
    assert table[1:] == [
        [
            str(one["number"]),
            csv_cell(one["title"]),
            csv_cell(one["description"]),
            one["created_at"].astimezone(BERLIN).isoformat(timespec="seconds"),
        ]
        for one in tickets
    ]
    assert not [text for row in table for text in row if is_a_formula(text)]
    assert any(text.startswith("'=") for row in table for text in row)


async def test_not_even_an_import_brings_a_formula(shapes: Database) -> None:
    async with shapes.raw.acquire() as raw:
        await raw.execute("update owona_bot.ticket_state set channel = '=1+1', language = '@SUM(A1)'")
    table = read_csv(await exported(shapes, replace(a_spec(Format.CSV), columns=("channel", "language"))))
    assert {tuple(row) for row in table[1:]} == {("'=1+1", "'@SUM(A1)")}


@pytest.mark.parametrize(("excel", "other"), [(False, ";"), (True, ","), (False, "\t")])
async def test_no_program_that_splits_elsewhere_finds_a_formula(shapes: Database, excel: bool, other: str) -> None:
    hostile = f'hallo{other}=1+1{other}"@SUM(A1)",;"\n=2;'
    async with shapes.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set title = $1", hostile)
    spec = replace(a_spec(Format.CSV), excel=excel, columns=("number", "title"))
    table = read_csv(await exported(shapes, spec), other)
    assert len(table[1]) > 1
    assert not [text for row in table for text in row if is_a_formula(text.replace('"', ""))]


async def test_the_first_answer_is_the_one_that_figures_count(shapes: Database) -> None:
    """What an import told is told where there is no other."""
    async with shapes.raw.acquire() as raw:
        await raw.execute("update owona_bot.ticket_state set answered_at = null")
    view = view_of()
    counted = (await figures(shapes, Filter(()), last_days(3_650, view.now, BERLIN), view)).first_response.count
    spec = replace(a_spec(Format.CSV), columns=("number", "answered_at"))
    told = column(read_csv(await exported(shapes, spec, view)), "Zuerst beantwortet")
    assert 0 < sum(map(bool, told)) == counted < len(told)
    async with shapes.raw.acquire() as raw:
        await raw.execute("update owona_bot.ticket_state set answered_at = '2020-01-01 12:00+01'")
    filled = column(read_csv(await exported(shapes, spec, view)), "Zuerst beantwortet")
    assert filled == [one or "2020-01-01T12:00:00+01:00" for one in told]


async def test_excel_gets_semicolons_a_mark_and_moments_that_it_knows(shapes: Database) -> None:
    spec = replace(a_spec(Format.CSV), excel=True, columns=("title", "created_at"))
    content = await exported(shapes, spec)
    assert content.startswith("\ufeffTitel;Erstellt\n".encode())
    moments = [one["created_at"].astimezone(BERLIN).strftime(LOCAL) for one in await truth(shapes)]
    assert column(read_csv(content, ";"), "Erstellt") == moments


async def test_csv_with_messages_has_a_line_for_each_and_one_for_a_ticket_without(shapes: Database) -> None:
    tickets = await truth(shapes)
    spec = replace(a_spec(Format.CSV, messages=True, notes=True), columns=("number",))
    parts = await all_pieces(shapes, spec, view_of())
    table = read_csv(b"".join(piece.content for piece in parts))
    assert sum(piece.rows for piece in parts) == len(tickets)
    expected = [str(one["number"]) for one in tickets for _ in range(max(1, one["said"] + one["noted"]))]
    assert column(table, "Nummer") == expected
    assert column(table, "Wer").count("note") == sum(one["noted"] for one in tickets) > 0


async def test_a_workbook_has_no_formula_no_link_and_text_as_it_was(shapes: Database) -> None:
    tickets = await truth(shapes)
    spec = a_spec(Format.XLSX, messages=True, notes=True)
    parts = await all_pieces(shapes, spec, view_of())
    content = b"".join(piece.content for piece in parts)
    assert sum(piece.rows for piece in parts) == len(tickets)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Tickets", "Nachrichten"]
    cells = [one for sheet in book for row in sheet.iter_rows() for one in row if one.value is not None]
    assert {one.data_type for one in cells} <= {"s", "n", "d"}
    formulas = [one for one in cells if isinstance(one.value, str) and is_a_formula(one.value)]
    assert formulas
    assert all(one.quotePrefix for one in formulas)
    assert not [one for one in cells if one.hyperlink]
    rows = list(book["Tickets"].iter_rows(values_only=True))
    assert [row[:2] for row in rows[1:]] == [
        (one["number"], seen_text(one["title"].replace("<r>", "'<r>") if one["title"][:3] == "<r>" else one["title"]))
        for one in tickets
    ]
    created = [row[rows[0].index("Erstellt")] for row in rows[1:]]
    for moment, one in zip(created, tickets, strict=True):
        assert isinstance(moment, datetime)
        assert abs((moment - one["created_at"].astimezone(BERLIN).replace(tzinfo=None)).total_seconds()) < 1
    said = sum(one["said"] + one["noted"] for one in tickets)
    assert book["Nachrichten"].max_row == 1 + said
    again = await all_pieces(shapes, spec, view_of(datetime(2026, 12, 1, tzinfo=BERLIN)))
    once_more = await all_pieces(shapes, spec, view_of(datetime(2026, 12, 1, tzinfo=BERLIN)))
    assert [piece.content for piece in again if piece.content] == [one.content for one in once_more if one.content]


async def test_whoever_stops_a_workbook_in_the_middle_leaves_nothing_of_it(
    shapes: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    some = pieces(shapes, a_spec(Format.XLSX), view_of(), T)
    assert (await anext(some)).rows
    assert len(left_in(tmp_path)) == 1
    await some.aclose()
    assert left_in(tmp_path) == []


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_who_may_not_see_notes_finds_nothing_of_them_in_any_format(shapes: Database) -> None:
    async with shapes.raw.acquire() as raw:
        for statement in INSIDE:
            await raw.execute(statement, SECRET)
    for format_ in (Format.CSV, Format.JSON, Format.NDJSON, Format.XLSX):
        content = await exported(shapes, a_spec(format_, messages=True))
        if format_ is Format.XLSX:
            with ZipFile(io.BytesIO(content)) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
        assert SECRET.encode() not in content, format_
        assert b'"internal_only":true' not in content
    whole = await exported(shapes, a_spec(Format.JSON, messages=True, notes=True))
    assert whole.count(SECRET.encode()) > 100
    chosen = replace(a_spec(Format.NDJSON), columns=("message_count",))
    counts = [json.loads(line)["message_count"] for line in (await exported(shapes, chosen)).splitlines()]
    assert counts == [one["public"] for one in await truth(shapes)]


BESIDE = (
    """update public.support_tickets set source_metadata = '"web"'
       where id in (select id from public.support_tickets order by id limit 3)""",
    """update public.support_ticket_messages
       set metadata = 'null',
           created_at = case author_type when 'customer' then timestamptz 'infinity' else '-infinity' end
       where not internal_only""",
    """update public.support_tickets set created_at = '4000-01-01 BC'
       where id in (select id from public.support_tickets order by id limit 2)""",
)
"""What customers may do to their own tickets past the site."""


async def test_no_customer_keeps_the_team_from_its_exports(shapes: Database) -> None:
    async with shapes.raw.acquire() as raw:
        for statement in BESIDE:
            await raw.execute(statement)
    async with shapes.read_raw() as raw:
        await index.compare(raw)
    assert await exported(shapes, a_spec(Format.PDF))
    for format_ in (Format.CSV, Format.NDJSON, Format.XLSX):
        assert await exported(shapes, a_spec(format_, messages=True))
    document = json.loads(await exported(shapes, a_spec(Format.JSON, messages=True)))
    assert [one["source_metadata"] for one in document["tickets"]].count("web") == 3
    assert {message["metadata"] for one in document["tickets"] for message in one["messages"]} == {None}


async def test_no_title_passes_for_a_mark_of_ours(shapes: Database) -> None:
    """By which an export would go on elsewhere, or count more tickets than there are."""
    async with shapes.raw.acquire() as raw:
        await raw.execute("""
            update public.support_tickets
            set title = title || E'\\x02' || (extract(epoch from now()) * 1000000)::bigint || '/' || id
                || E'\\x03\\x04\\x04'""")
    for messages in (False, True):
        some = await all_pieces(shapes, a_spec(Format.CSV, messages=messages), view_of())
        table = read_csv(b"".join(piece.content for piece in some))
        assert sum(piece.rows for piece in some) == 80
        assert set(column(table, "Titel")) == {csv_cell(one["title"]) for one in await truth(shapes)}


async def test_json_leaves_every_text_as_it_is(shapes: Database) -> None:
    tickets = await truth(shapes)
    document = json.loads(await exported(shapes, a_spec(Format.JSON)))
    assert document["format"] == "owona-tickets/1"
    assert [one["title"] for one in document["tickets"]] == [one["title"] for one in tickets]
    assert [datetime.fromisoformat(one["created_at"]) for one in document["tickets"]] == [
        one["created_at"] for one in tickets
    ]
    chosen = json.loads(await exported(shapes, replace(a_spec(Format.JSON), columns=("title", "number"))))
    assert chosen["format"] == "owona-selection/1"
    assert chosen["tickets"] == [{"title": one["title"], "number": one["number"]} for one in tickets]


async def test_postgresql_finds_the_same_formulas_as_we_do(db: Database) -> None:
    random = Random(6)
    texts = ["".join(random.choices(HARD, k=random.randrange(9))) for _ in range(4_000)]
    async with db.raw.acquire() as raw:
        found = await raw.fetch(
            f"select {harmless_sql('x')} from unnest($1::text[]) with ordinality u (x, n) order by n", texts
        )
    assert [row[0] for row in found] == [harmless(text) for text in texts]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Africa/Monrovia"])
async def test_moments_stand_in_a_file_with_their_zone_however_odd(db: Database, zone: str) -> None:
    random = Random(9)
    edges = [f"{year}-{rest}" for year in (1900, 1971, 1999, 2000, 2001, 2100) for rest in EDGES]
    moments = [*edges, *("4000-01-01 BC", "12000-01-01", "infinity", "-infinity")]
    moments += [f"epoch {random.uniform(-4e9, 8e9):.6f}" for _ in range(500)]
    async with reading(db, zone, few=True) as raw:
        told = await raw.fetch(f"select {iso('m')}, {PATTERN} from unnest($1::text[]) x, lateral {READ} y", moments)
    assert [row[0] for row in told] == [row[1] for row in told]
    assert len({row[0] for row in told}) > 500


@pytest.mark.parametrize("excel", [False, True])
async def test_cells_of_a_file_are_split_as_one_cell_is(db: Database, excel: bool) -> None:
    """In PostgreSQL behind line breaks, in the file's bytes elsewhere; a cell begins a row, and ends one, too."""
    random = Random(7)
    texts = ["".join(random.choices(HARD, k=random.randrange(12))) for _ in range(4_000)]
    cell, written = harmless_in_lines_sql("x"), io.BytesIO()
    statement = f"select {cell}, n, {cell} from unnest($1::text[]) with ordinality u (x, n) order by n"
    async with db.raw.acquire() as raw:
        await raw.copy_from_query(statement, texts, output=written, format="csv", delimiter=";" if excel else ",")
    table = read_csv(harmless_lines(written.getvalue(), excel=excel), ";" if excel else ",")
    cells = [seen_text(harmless_in_csv(text, excel=excel)) for text in texts]
    assert table == [[one, str(n), one] for n, one in enumerate(cells, 1)]


@pytest.mark.parametrize("messages", [False, True])
async def test_an_export_that_nothing_fits_has_only_what_stands_around_rows(db: Database, messages: bool) -> None:
    spec = a_spec(Format.CSV, "tag:nirgends", messages=messages)
    assert len(read_csv(await exported(db, spec))) == 1
    assert json.loads(await exported(db, replace(spec, format=Format.JSON)))["tickets"] == []
    assert await exported(db, replace(spec, format=Format.NDJSON)) == b""
    book = load_workbook(io.BytesIO(await exported(db, replace(spec, format=Format.XLSX))))
    assert [sheet.max_row for sheet in book] == [1] * (1 + messages)


async def test_a_pdf_has_the_tickets_unless_they_are_too_many(
    shapes: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = await truth(shapes)
    document = PdfReader(io.BytesIO(await exported(shapes, a_spec(Format.PDF))))
    text = " ".join(page.extract_text() for page in document.pages)
    assert [one["number"] for one in tickets if str(one["number"]) not in text] == []
    assert "Alle Tickets" in text
    monkeypatch.setattr(paper, "ROWS", 79)
    with pytest.raises(ExportTooLongForPaper):
        await exported(shapes, a_spec(Format.PDF))


@pytest.mark.parametrize("excel", [False, True])
async def test_figures_are_the_same_in_every_format(shapes: Database, excel: bool) -> None:
    spec = Spec(What.METRICS, Format.JSON, "created:2026", excel=excel)
    view = view_of(datetime(2026, 4, 1, tzinfo=BERLIN))
    document = json.loads(await exported(shapes, spec, view))
    assert document["start"].startswith("2026-01-01") or document["start"].startswith("2025-12-31")
    figures = [tuple(one.values()) for one in document["figures"]]
    assert figures[0] == ("tickets", "honest", "", "", 80, "count")
    lines = (await exported(shapes, replace(spec, format=Format.NDJSON), view)).splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == figures
    table = read_csv(await exported(shapes, replace(spec, format=Format.CSV), view), ";" if excel else ",")
    told = [[*map(str, one[:3]), cell(one[3]), "" if one[4] is None else str(one[4]), one[5]] for one in figures]
    assert [[*row[:4], row[4].replace(",", ".") if excel else row[4], row[5]] for row in table[1:]] == told
    book = load_workbook(io.BytesIO(await exported(shapes, replace(spec, format=Format.XLSX), view)))
    rows = list(book.worksheets[0].iter_rows(values_only=True, min_row=2))
    assert [row[4] for row in rows] == [one[4] for one in figures]
    if not excel:
        assert (await exported(shapes, replace(spec, format=Format.PDF), view)).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["=1+1", "+49 30 123456", "-5", "@SUM(A1)"])
def test_what_looks_like_a_formula_is_the_text_that_it_was(text: str, tmp_path: Path) -> None:
    head = {"at": 0, "sheets": [{"name": "T", "columns": ["n"], "headings": ["N"], "holds": ["TEXT"]}]}
    xlsx_child.write([json.dumps(head).encode(), json.dumps([text]).encode()], tmp_path / "t.xlsx")
    cell = load_workbook(tmp_path / "t.xlsx")["T"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_moments_have_room(tmp_path: Path) -> None:
    columns = {"columns": ["due_at", "message_at"], "headings": ["Due", "Of"], "holds": ["TIME", "TIME"]}
    head = {"at": 0, "sheets": [{"name": "T", **columns}]}
    xlsx_child.write([json.dumps(head).encode(), b"[46352.999, 46352.5]"], tmp_path / "t.xlsx")
    widths = load_workbook(tmp_path / "t.xlsx")["T"].column_dimensions
    assert min(widths[at].width for at in widths) > len(xlsx_child.MOMENT)


async def test_figures_of_a_period_are_those_of_the_desk_in_it(shapes: Database) -> None:
    """Also of tickets that are older."""
    view = view_of(datetime(2026, 4, 1, 12, tzinfo=BERLIN))
    spec = Spec(What.METRICS, Format.NDJSON, "since:7d")
    honest = await figures(shapes, Filter(()), last_days(7, view.now, BERLIN), view)
    told = [json.loads(line) for line in (await exported(shapes, spec, view)).splitlines()]
    assert [tuple(one.values()) for one in told] == [row.cells for row in rows(honest)]


def test_more_rows_than_a_sheet_takes_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_child, "ROWS", 11)
    head = {"at": 0, "sheets": [{"name": "T", "columns": ["n"], "headings": ["N"], "holds": ["NUMBER"]}]}
    lines = [json.dumps(head).encode(), *(f"[{n}]".encode() for n in range(25))]
    xlsx_child.write(lines, tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["T", "T 2", "T 3"]
    assert [row[0] for sheet in book for row in sheet.iter_rows(values_only=True, min_row=2)] == list(range(25))


@pytest.mark.parametrize(("text", "cell"), [("x" * 40_000, 32_767), ("😀" * 20_000, 16_383), ("a\ufffe\uffffb", 2)])
def test_a_cell_is_no_longer_than_excel_takes(text: str, cell: int) -> None:
    assert len(xlsx_child.fit(text)) == cell


def test_what_can_not_be_is_refused_before_the_first_row() -> None:
    with pytest.raises(ExportColumnMistyped):
        check(replace(a_spec(Format.CSV), columns=("numbr",)))
    with pytest.raises(ExportPaperHasNoMessages):
        check(a_spec(Format.PDF, messages=True))
