"""Slack's JSON as its editor and others make it."""

from owona_bot.richtext import plain, slack
from owona_bot.richtext.document import Code, Document, Emoji, Item, Link, Mention, Paragraph, Text


def block(*elements: object) -> dict[str, object]:
    return {"type": "rich_text", "elements": list(elements)}


def section(*elements: object, kind: str = "rich_text_section", **more: object) -> dict[str, object]:
    return {"type": kind, "elements": list(elements), **more}


def text(words: str, **style: bool) -> dict[str, object]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def test_a_nested_list_keeps_its_depth_and_its_numbers() -> None:
    lists = [
        section(section(text("a")), kind="rich_text_list", style="ordered", indent=0),
        section(section(text("x")), kind="rich_text_list", style="bullet", indent=1),
        section(section(text("b")), kind="rich_text_list", style="ordered", indent=0, offset=1),
    ]
    found = slack.read(block(*lists))
    assert [(item.depth, item.number) for item in found.blocks if isinstance(item, Item)] == [(0, 1), (1, None), (0, 2)]
    assert slack.write(found) == block(*lists)


def test_the_line_break_before_a_list_is_no_line() -> None:
    entries = section(section(text("a")), kind="rich_text_list", style="bullet", indent=0)
    assert slack.read(block(section(text("Bitte:\n")), entries)).blocks[0] == Paragraph((Text("Bitte:"),))


def test_an_empty_line_parts_paragraphs_and_comes_back() -> None:
    found = slack.read(block(section(text("a\n\nb"))))
    assert found == Document((Paragraph((Text("a"),)), Paragraph((Text("b"),))))
    assert plain.write(slack.read(slack.write(found)), {}) == "a\n\nb"


def test_lists_and_code_in_a_quote_are_quoted() -> None:
    code = section(text("x = 1"), kind="rich_text_preformatted", border=1)
    found = slack.read(block(section(text("so"), kind="rich_text_quote"), code))
    assert found.blocks == (Paragraph((Text("so"),), True), Code("x = 1", "", True))
    assert slack.write(found)["elements"] == [section(text("so"), kind="rich_text_quote"), code]


def test_people_channels_and_emoji_are_kept_as_they_are() -> None:
    elements = [
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1", "style": {"bold": True}},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "+1", "unicode": "1f44d-1f3fd", "skin_tone": 4},
        {"type": "link", "url": "https://owona.de", "text": "Seite"},
    ]
    assert slack.write(slack.read(block(section(*elements))))["elements"] == [section(*elements)]


def test_what_is_not_known_counts_by_its_text() -> None:
    date = {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1. Januar"}
    novelty = {"type": "hologram", "elements": [{"type": "beam", "title": "Licht"}, 7, "Ton"]}
    assert plain.write(slack.read(block(section(date, text(" "), novelty), novelty)), {}) == (
        "1. Januar Licht Ton\nLicht Ton"
    )


def test_json_of_a_wrong_shape_is_empty() -> None:
    shapes: tuple[object, ...] = (
        None,
        7,
        "x",
        {},
        [None],
        [{"type": "rich_text_list", "elements": 7, "indent": "x"}],
        [[]],
    )
    for elements in shapes:
        assert slack.read({"elements": elements}).blocks == ()


def test_json_nested_ten_thousand_deep_is_read() -> None:
    deep: object = "x"
    for _ in range(10_000):
        deep = {"elements": [deep]}
    assert slack.read(block(deep)) == Document()


def test_depth_and_numbers_end_where_slack_ends() -> None:
    found = slack.read(block(section(section(text("a")), kind="rich_text_list", style="ordered", indent=99, offset=-5)))
    assert found.blocks == (Item((Text("a"),), 8, 1),)


def test_a_link_that_slack_would_refuse_is_text() -> None:
    made = Document((Paragraph((Link("javascript:alert(1)", "hier"), Link("https://x.de/" + "a" * 3_000))),))
    assert "link" not in str(slack.write(made))


def test_an_emoji_cannot_carry_markup() -> None:
    assert slack.read(slack.write(Document((Paragraph((Emoji("x", "3c"),)),)))).blocks == (Paragraph((Emoji("x"),)),)


def test_an_id_that_is_none_calls_nobody() -> None:
    assert slack.read(block(section({"type": "user", "user_id": "U1> <!here"}))).blocks == (Paragraph((Text("@…"),)),)


def test_an_id_of_slack_is_kept() -> None:
    found = slack.read(block(section({"type": "user", "user_id": "U1"})))
    assert found.blocks == (Paragraph((Mention("user", "U1"),)),)
