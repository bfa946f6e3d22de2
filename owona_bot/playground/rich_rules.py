"""slack-limits.md §2: rich_text, as composed by users; list indent 0..8."""

from owona_bot.playground.checks import Check, Shape, anything, by_type, flag, items, one_of, string, url, whole

_ANY_TEXT = string(0, 1_000_000)
_ID = string(1, 255)
_STYLE = Shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag),
)
_STYLED = {"style": _STYLE}

RUNS: dict[str, Check] = {
    "text": Shape({"text": string(1, 1_000_000)}, _STYLED),
    "link": Shape({"url": url(3000)}, {"text": _ANY_TEXT, "unsafe": flag, **_STYLED}),
    "user": Shape({"user_id": _ID}, _STYLED),
    "usergroup": Shape({"usergroup_id": _ID}, _STYLED),
    "channel": Shape({"channel_id": _ID}, _STYLED),
    "team": Shape({"team_id": _ID}, _STYLED),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "emoji": Shape(
        {"name": _ID}, {"unicode": _ANY_TEXT, "skin_tone": whole(1, 6), "url": anything, "display_url": anything}
    ),
    "color": Shape({"value": _ID}),
    "date": Shape({"timestamp": anything, "format": _ID}, {"url": url(3000), "fallback": _ANY_TEXT, **_STYLED}),
}
_INLINE = items(0, 10_000, by_type(RUNS))
_BORDER = whole(0, 1)
SECTION = Shape({"elements": _INLINE})

PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_preformatted": Shape({"elements": _INLINE}, {"border": _BORDER, "language": _ID}),
    "rich_text_quote": Shape({"elements": _INLINE}, {"border": _BORDER}),
    "rich_text_list": Shape(
        {"elements": items(1, 10_000, by_type({"rich_text_section": SECTION})), "style": one_of("bullet", "ordered")},
        {"indent": whole(0, 8), "offset": whole(0, 1_000_000), "border": _BORDER},
    ),
}
RICH_TEXT = Shape({"elements": items(0, 10_000, by_type(PARTS))})
