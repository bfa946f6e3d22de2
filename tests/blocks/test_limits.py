"""Every view at its worst is taken by Slack, as the playground reads Slack's rules."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.parts import Post, View
from owona_bot.domain.text import is_blank
from owona_bot.playground.block_rules import check_blocks
from owona_bot.playground.mentions import active_mentions
from owona_bot.playground.view_rules import check_view
from tests.blocks.homes import homes
from tests.blocks.reading import interpreted, runs
from tests.blocks.samples import DE, EN, WORST, posts, views

ANY = st.text(st.characters(codec=None), max_size=400)
"""Lone surrogates and NUL included."""

HOME_SIZE = 250_000
"""Bytes."""

PARTED = (("text", " "), ("text", "\n"))
"""What stands between two runs of a rich text."""

TOGETHER = 13_200
"""Characters of a message's blocks together from which refusals are told of."""

worst = pytest.mark.parametrize("name", WORST)


@cache
def messages(name: str) -> list[Post]:
    return [*posts(WORST[name], DE), *posts(WORST[name], EN)]


@cache
def modals(name: str) -> list[View]:
    return [*views(WORST[name], DE), *views(WORST[name], EN)]


@worst
def test_slack_takes_every_message_at_its_worst(name: str) -> None:
    for post in messages(name):
        assert check_blocks(post.blocks, "message") == []
        assert 0 < len(post.text) <= 4_000


@worst
def test_slack_takes_every_modal_at_its_worst(name: str) -> None:
    for view in modals(name):
        assert check_view(view) == []


@worst
def test_the_text_of_a_message_stays_small_together(name: str) -> None:
    for post in messages(name):
        assert sum(len(json.dumps(shown, ensure_ascii=False)) - 2 for _, shown in runs(post.blocks)) < TOGETHER
        assert sum(len(shown.encode("utf-16-le")) // 2 for _, shown in runs(post.blocks)) < TOGETHER


@worst
def test_nothing_is_empty_and_nothing_is_broken(name: str) -> None:
    for part in [*[post.blocks for post in messages(name)], *modals(name)]:
        assert not [shown for kind, shown in runs(part) if is_blank(shown) and (kind, shown) not in PARTED]
        json.dumps(part, ensure_ascii=False).encode()


@worst
def test_nobody_is_called_by_what_a_customer_writes(name: str) -> None:
    for post in messages(name):
        assert active_mentions(post.text, post.blocks) == []
        assert all(markup.startswith("<!date^") and markup.count("<") == 1 for markup in interpreted(post.blocks))


@worst
def test_slack_takes_every_home_at_its_worst(name: str) -> None:
    for t in (DE, EN):
        for view in homes(WORST[name], t):
            assert check_view(view, "home") == []
            assert len(json.dumps(view).encode()) < HOME_SIZE
            assert not [shown for kind, shown in runs(view) if kind != "text" and is_blank(shown)]
            ours = ("<!date^", "<https://owona.slack.com/archives/")
            assert all(markup.startswith(ours) and markup.count("<") == 1 for markup in interpreted(view))


@settings(max_examples=25, deadline=None)
@given(text=ANY)
def test_any_text_at_all_is_taken(text: str) -> None:
    for post in posts(text, EN):
        assert check_blocks(post.blocks, "message") == []
        assert active_mentions(post.text, post.blocks) == []
        assert not is_blank(post.text)
    for view in views(text, EN):
        assert check_view(view) == []
    for view in homes(text, EN):
        assert check_view(view, "home") == []


def test_the_reading_of_slack_does_refuse() -> None:
    """The tests above can fail."""
    card = messages("long")[0].blocks
    assert check_blocks(card * 51, "message")
    assert check_blocks([{"type": "header", "text": {"type": "plain_text", "text": ""}}], "message")
    assert check_view(modals("long")[0] | {"title": {"type": "plain_text", "text": "x" * 25}})
