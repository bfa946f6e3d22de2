"""What customers get to see: Markdown, HTML and plain text by example."""

import re

import pytest

from owona_bot.richtext import html, markdown, plain
from owona_bot.richtext.document import Code, Document, Emoji, Item, Link, Mention, Paragraph, Run, Text
from owona_bot.richtext.highlight import LANGUAGES, PAPER, Ink, coloured


def said(*runs: Run) -> Document:
    return Document((Paragraph(runs),))


def test_a_colleague_has_a_name_and_a_stranger_none() -> None:
    found = said(Mention("user", "U1"), Text(" und "), Mention("user", "U2"), Text(" in "), Mention("channel", "C1"))
    assert plain.write(found, {"U1": "Anna", "C1": "hilfe"}) == "Anna und @… in #hilfe"


def test_a_broadcast_is_a_word_without_power() -> None:
    assert plain.write(said(Mention("broadcast", "channel")), {}) == "channel"


def test_a_name_cannot_carry_markup() -> None:
    assert html.write(said(Mention("user", "U1")), {"U1": "<i>\nA"}) == "<p>&lt;i&gt; A</p>"
    assert markdown.write(said(Mention("user", "U1")), {"U1": "**A**"}) == r"\*\*A\*\*"


def test_emoji_are_characters_where_they_have_one() -> None:
    found = said(Emoji("+1", "1f44d-1f3fd"), Emoji("tada"), Emoji("owona"))
    assert plain.write(found, {}) == "👍🏽🎉:owona:"


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("https://bank.de", "https://evil.example"),
        ("www.bank.de/login", "https://evil.example"),
        ("bank\u200b.de", "https://evil.example"),
        ("ｂａｎｋ.de", "https://evil.example"),
        ("bank.de", "https://bank.de.evil.example"),
        ("bank.de", "https://notbank.de"),
        ("anna@bank.de", "mailto:ben@bank.de"),
        ("anna@bank.de", "https://evil.example"),
        ("+49 30 1234567", "tel:+49900999999"),
    ],
)
def test_a_label_that_lies_stands_beside_the_truth(label: str, url: str) -> None:
    shown = html.write(said(Link(url, label)), {})
    assert shown.endswith(f"{url}</a>)</p>")
    assert f">{label}</a>" not in shown


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("unsere Hilfe", "https://help.owona.de"),
        ("owona.de", "https://help.owona.de/x"),
        ("www.owona.de", "https://owona.de"),
        ("müller.de", "https://xn--mller-kva.de"),
        ("anna@owona.de", "mailto:anna@owona.de"),
        ("030 1234567", "tel:+49301234567"),
    ],
)
def test_an_honest_label_is_the_link(label: str, url: str) -> None:
    assert f">{label}</a>" in html.write(said(Link(url, label)), {})


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " java\nscript:x", "data:text/html,x", "file:///etc", "//x.de", "https://a@b.de", "x"],
)
def test_other_addresses_are_text(url: str) -> None:
    assert "<a" not in html.write(said(Link(url, "hier")), {})
    assert "hier" in plain.write(said(Link(url, "hier")), {})


def test_plain_text_reads_well() -> None:
    found = Document(
        (
            Paragraph(
                (Text("Siehe "), Link("https://owona.de/hilfe", "Hilfe"), Text(", "), Link("https://a.de", "a.de"))
            ),
            Item((Text("eins"),), 0, 9),
            Item((Text("zwei\nweiter"),), 0, 10),
            Item((Text("innen"),), 1),
            Item((Text("weg", frozenset({"strike"})), Text(" da")), 0, 11),
            Paragraph((Text("so"),), True),
            Code("x = 1\n\ny"),
        )
    )
    assert plain.write(found, {}) == (
        "Siehe Hilfe (https://owona.de/hilfe), a.de\n\n"
        "9. eins\n10. zwei\n    weiter\n    - innen\n11. ~weg~ da\n\n"
        "> so\n\n"
        "    x = 1\n\n    y"
    )


def test_markdown_from_others_is_understood() -> None:
    found = markdown.read(
        "# Titel\n\n* a\n  * b\n\n  mehr\n\n![Bild](https://x.de/a.png) <b>roh</b>\numbrochen\n\n---\n"
    )
    assert found.blocks == (
        Paragraph((Text("Titel", frozenset({"bold"})),)),
        Item((Text("a"),)),
        Item((Text("b\nmehr"),), 1),
        Paragraph((Link("https://x.de/a.png", "Bild"), Text(" <b>roh</b> umbrochen"))),
    )


def test_two_numbered_lists_stay_two() -> None:
    found = Document((Item((Text("a"),), 0, 1), Item((Text("b"),), 0, 1)))
    assert markdown.write(found) == "1. a\n1) b"
    assert html.write(found, {}) == "<ol><li>a</li></ol><ol><li>b</li></ol>"


def test_a_customers_html_is_read_without_its_scripts() -> None:
    page = """<html><head><title>x</title><style>p{}</style></head><body><!-- nein --><p>Guten&nbsp;Tag,<br>
      <b>wichtig</b>: <a href="https://a.de?x=1&amp;y=2">hier</a><script>alert("<p>x</p>")</script></p>
      <ul><li>eins<ol><li>innen</ol><li>zwei</ul><blockquote>alt<pre>a
  b</pre></blockquote>3 < 4 <a href="javascript:x">da</a>"""
    assert html.read(page).blocks == (
        Paragraph(
            (
                Text("Guten Tag,\n"),
                Text("wichtig", frozenset({"bold"})),
                Text(": "),
                Link("https://a.de?x=1&y=2", "hier"),
            )
        ),
        Item((Text("eins"),)),
        Item((Text("innen"),), 1, 1),
        Item((Text("zwei"),)),
        Paragraph((Text("alt"),), True),
        Code("a\n  b", "", True),
        Paragraph((Text("3 < 4 da (javascript:x)"),)),
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_colours_change_no_letter(language: str) -> None:
    code = "\n  <a href='x'>&\t{\"a\": [1]} # -- $x"
    bare = re.sub(r"<[^>]*>", "", coloured(code, language))
    assert (
        bare.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        == code
    )


def test_code_names_its_colours_itself() -> None:
    shown = html.write(Document((Code("def a(): pass", "python"), Code('{"a": 1}'))), {})
    assert shown.count('<span style="color: #') > 5
    assert "background:" in shown


def test_every_colour_can_be_read_on_its_paper() -> None:
    colours = {style["color"] for _, style in Ink if style["color"]}
    assert colours
    assert min(contrast(f"#{colour}", PAPER) for colour in colours) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_number_other_than_one_follows_an_empty_line_or_others_would_read_it_as_text() -> None:
    assert markdown.write(Document((Item((Text("a"),)), Item((Text("b"),), 0, 3)))) == "- a\n\n3. b"
    assert markdown.write(Document((Item((Text("a"),)), Item((Text("b"),), 1, 3)))) == "- a\n\n  3. b"
