"""Reports and tickets on paper: the same bytes each time, for everybody to read, and hostile text is only text."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from owona_bot.domain.errors import OperatorError
from owona_bot.domain.report import Line, Report, ReportKind
from owona_bot.exports import typeset
from owona_bot.exports.glyphs import BOX, SHOWN, printed
from owona_bot.exports.pdf import Sheet, charts_png, report_pdf, tickets_pdf
from owona_bot.exports.typeset import Job
from owona_bot.locale.catalogue import catalogues
from tests.blocks.reports import MADE, a_report
from tests.blocks.samples import WORST

DE, EN = catalogues().speak("de"), catalogues().speak("en")

MARKUP = '#import "/etc/passwd" #eval("1+1") #panic() $x$ *b* `raw` <lab> @ref \\u{7} {it.title} "'

ROWS = [[str(1001 + n), f"Störung in Köln, {n}", "Größe ß €"] for n in range(150)]

SHEET = Sheet("Tickets", "Nur Tickets mit: prio:hoch", ("Nr.", "Titel", "Mehr"), ROWS, frozenset({1}), frozenset({0}))

PNG = b"\x89PNG\r\n\x1a\n"


def pages_of(content: bytes) -> list[str]:
    """What a reader copies out of them, each on one line."""
    texts = (page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return [" ".join(text.replace("\u200b", "").split()) for text in texts]


async def test_the_same_report_is_the_same_bytes_and_another_language_another_paper() -> None:
    report = a_report("Köln")
    first, again, english = await asyncio.gather(report_pdf(report, DE), report_pdf(report, DE), report_pdf(report, EN))
    assert first == again
    german, other = " ".join(pages_of(first)), " ".join(pages_of(english))
    for told in (
        "Wochenbericht",
        "Woche 47",
        "ist:offen",
        "Fristen eingehalten",
        "93,4 %",
        "1.234.567",
        "Köln",
        "Dringend",
    ):
        assert told in german, told
    for told in ("Weekly report", "Week 47", "is:open", "Deadlines kept", "93.4%", "1,234,567", "Köln", "Urgent"):
        assert told in other, told
    assert "Seite 1 von 2" in german
    assert "Page 2 of 2" in other


async def test_who_hears_a_report_instead_of_seeing_it_is_told_all_of_it() -> None:
    reader = PdfReader(BytesIO(await report_pdf(a_report("Köln"), DE)))
    root: Any = reader.root_object  # pypdf types what it reads as the least that it may be
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata
    assert str(reader.metadata.title).startswith("Wochenbericht · Woche 47")
    assert reader.metadata.creation_date == MADE
    spoken = [str(found) for found in alternatives(root["/StructTreeRoot"], set())]
    assert [text.split(".")[0] for text in spoken] == [
        "Neue und gelöste Tickets",
        "Offene Tickets",
        "Fristen: eingehalten und verpasst",
    ]
    assert "Eingehalten: Lösung 3" in spoken[2]


def alternatives(node: object, seen: set[int]) -> list[object]:
    """What is read aloud in place of pictures, in order."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if id(found) in seen or not isinstance(found, (dict, list)):
        return []
    seen.add(id(found))
    if isinstance(found, list):
        return [text for one in found for text in alternatives(one, seen)]
    own = [found["/Alt"]] if "/Alt" in found else []
    return [*own, *(alternatives(found["/K"], seen) if "/K" in found else [])]


async def test_every_page_of_a_long_table_begins_with_its_headings_and_ends_with_its_number() -> None:
    first, again = await asyncio.gather(tickets_pdf(SHEET, MADE, DE), tickets_pdf(SHEET, MADE, DE))
    assert first == again
    pages = pages_of(first)
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert "Nr. Titel Mehr" in page
        assert f"Seite {number} von {len(pages)}" in page
    told = " ".join(pages)
    assert [int(found) for found in re.findall(r"Störung in Köln, (\d+)", told)] == list(range(150))
    assert "Größe ß €" in told
    box = PdfReader(BytesIO(first)).pages[0].mediabox
    assert box.width > box.height


async def test_a_list_without_tickets_is_a_page_that_says_what_was_asked_for() -> None:
    [page] = pages_of(await tickets_pdf(replace(SHEET, rows=[], about="Nichts mit: prio:hoch"), MADE, DE))
    assert "Nichts mit: prio:hoch" in page


async def test_an_empty_report_is_one_line() -> None:
    empty = Report(ReportKind.DAILY, MADE, MADE, MADE, "Europe/Berlin", lines=(Line("report.line.nothing"),))
    [page] = pages_of(await report_pdf(empty, EN))
    assert "Nothing to tell" in page
    assert await charts_png(empty, EN) is None


async def test_what_looks_like_a_program_is_printed_as_it_was_typed() -> None:
    told = " ".join(pages_of(await report_pdf(a_report(MARKUP), EN)))
    for part in ('#import "/etc/passwd"', '#eval("1+1")', "#panic()", "$x$", "*b*", "`raw`", "@ref", "{it.title}"):
        assert part in told, part


@pytest.mark.parametrize("name", ["no spaces", "emoji families", "right to left", "surrogates", "controls"])
async def test_the_worst_titles_are_set_all_the_same(name: str) -> None:
    told = " ".join(pages_of(await report_pdf(a_report(WORST[name]), EN)))
    assert "#1001" in told
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told)


def test_a_heap_of_marks_does_not_climb_over_the_page_and_what_no_font_has_is_a_box() -> None:
    assert printed("Z" + "\u0335" * 200 + "x") == "Z\u0335\u0335x"
    assert printed("a\u0308 中文 😀\n\t b\u202ec\0d") == f"ä {BOX}{BOX} {BOX} bcd"
    assert printed("eine.sehr.lange.adresse@example.org").replace("\u200b", "") == "eine.sehr.lange.adresse@example.org"
    assert max(map(len, printed("x" * 400).split("\u200b"))) == 12


async def test_every_character_that_is_not_replaced_has_a_shape() -> None:
    found = re.findall(r"(.)-(.)|(.)", SHOWN)
    every = "".join(alone or "".join(map(chr, range(ord(first), ord(last) + 1))) for first, last, alone in found)
    rows = [[" ".join(every[at : at + 20])] for at in range(0, len(every), 20)]
    told = "".join(pages_of(await tickets_pdf(Sheet("A", "", ["B"], rows), MADE, EN)))
    for letter in "ßŁΩЖשعह∑■":  # a page that had to be set plainer has none of the last ones
        assert letter in told, letter


async def test_a_mark_on_a_letter_that_its_font_lacks_costs_the_mark_alone() -> None:
    rows = [["Ж\u0591\u0900\u05c7 \u0900\u0591"], ["Жук"]]
    assert "Жук" in "".join(pages_of(await tickets_pdf(Sheet("A", "", ["B"], rows), MADE, EN)))


async def test_its_charts_are_a_picture_too() -> None:
    report = a_report("Köln")
    assert (await charts_png(report, DE) or b"").startswith(PNG)


def test_a_template_fetches_and_reads_nothing_and_its_child_knows_no_secret() -> None:
    source = "".join(found.read_text() for found in Path(typeset.__file__).parent.glob("*.typ"))
    assert "json(bytes(sys.inputs" in source
    assert not re.search(r"\b(import|include|read|plugin|eval)\b|@preview|https?:", source)
    assert not [name for name in typeset.ENVIRONMENT if name.startswith("OWONA")]


async def test_a_document_that_takes_too_long_ends_and_leaves_nobody_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "SECONDS", 0)
    before = children()
    with pytest.raises(OperatorError):
        await report_pdf(a_report("x"), DE)
    assert children() <= before


def children() -> set[str]:
    """Of this process, by their ids."""
    return {pid for one in Path("/proc/self/task").glob("*/children") for pid in one.read_text().split()}


async def test_a_broken_document_says_so() -> None:
    with pytest.raises(OperatorError, match="Typesetting failed"):
        await typeset.typeset(Job("paper.typ", {"document": "{}"}, int(datetime.now(UTC).timestamp())))
