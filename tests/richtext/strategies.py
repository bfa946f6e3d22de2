"""Documents, and the JSON, Markdown and HTML that hostile people send."""

from hypothesis import strategies as st

from owona_bot.richtext.document import MARKS, Block, Code, Document, Emoji, Item, Link, Mark, Mention, Paragraph, Text
from owona_bot.richtext.normal import normal

WORDS = (
    "Hallo", "a", "(a)", "b.", "snake_case", "*", "_", "**", "~~", "`", "``", "[x]", "](", "<b>", "</p>", "&amp;",
    "&", "#", "# x", "- x", "1. x", "2) y", "> z", "===", "---", "+", "\\", "\\*", "!", "ä", "ß€", "🙂", "<!channel>",
    "<@U1>", "{%", '"', "'", "https://a.de", "|", "\t", "  ", " ", "\n", "\n\n", "```", "~~~", "@here", ":smile:", "=",
)  # fmt: skip

texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=7).map("".join)
"""Any character among words that mean something to one of the formats."""

marks = st.frozensets(st.sampled_from(MARKS))
writable_marks = st.frozensets(st.sampled_from([mark for mark in MARKS if mark != "underline"]))
urls = st.sampled_from(
    ["https://owona.de", "http://a.de/x_(y)?a=1&copy=2&amp;z#f", "mailto:a@b.de", "tel:+4930123",
     "https://x.de/a*b_c_", "javascript:alert(1)", "https://", "https://u@h.de/", "ftp://x", "//x.de",
     "https://x.de/a b<c>\"'`\\d"]
)  # fmt: skip


def runs(mark_sets: st.SearchStrategy[frozenset[Mark]]) -> st.SearchStrategy[tuple[Text | Link, ...]]:
    """Texts and links."""
    one = st.builds(Text, texts, mark_sets) | st.builds(Link, urls, texts, mark_sets)
    return st.lists(one, max_size=5).map(tuple)


ids = st.sampled_from(["U1", "S2", "C3", "", "<!channel>", "ä"])
mentions = st.builds(Mention, st.sampled_from(["user", "usergroup", "channel"]), ids, marks)
broadcasts = st.builds(Mention, st.just("broadcast"), st.sampled_from(["here", "channel", "everyone", "x"]), marks)
emoji = st.builds(
    Emoji, st.sampled_from(["smile", "owona", "", "a b"]), st.sampled_from(["", "1f44d-1f3fd", "3c", "zz"])
)
any_runs = st.lists(
    st.builds(Text, texts, marks) | st.builds(Link, urls, texts, marks) | mentions | broadcasts | emoji, max_size=5
).map(tuple)

codes = st.builds(Code, texts, st.sampled_from(["", "python", "json", "a b", "<x>"]), st.booleans())
numbers = st.none() | st.integers(-1, 12)

any_blocks = st.one_of(
    st.builds(Paragraph, any_runs, st.booleans()),
    st.builds(Item, any_runs, st.integers(-1, 10), numbers, st.booleans()),
    codes,
)
documents = st.lists(any_blocks, max_size=6).map(tuple).map(Document)
"""Anything that the types allow."""

plain_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, runs(writable_marks), st.booleans()),
    st.builds(Item, runs(writable_marks), st.integers(0, 3), numbers, st.booleans()),
    codes,
)


def without_holes(document: Document) -> Document:
    """Each item at most one deeper than the one above, as Markdown and HTML nest."""
    deep = -1
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Item):
            above = blocks[-1] if blocks else None
            deep = deep if isinstance(above, Item) and above.quoted == block.quoted else -1
            deep = min(block.depth, deep + 1)
            blocks.append(Item(block.runs, deep, block.number, block.quoted))
        else:
            blocks.append(block)
    return Document(tuple(blocks))


expressible = st.lists(plain_blocks, max_size=6).map(tuple).map(Document).map(normal).map(without_holes)
"""What Markdown has words for, in normal form."""

kinds = st.sampled_from(["rich_text_list", "rich_text_quote", "rich_text_section", "text", "link", "user", "emoji"])
json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.sampled_from(["rich_text_list", "text", "link"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "elements", "text", "style", "url", "indent", "offset", "border", "user_id", "name"]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
