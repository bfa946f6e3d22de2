"""While Slack takes no file of a report, whoever waits for it hears so, once, and in the end that it is there."""

from collections.abc import AsyncIterator

import pytest

from owona_bot.desk import Desk
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.wire import Json
from owona_bot.services.report_made import want_pdf
from owona_bot.services.report_schedule import Asker
from tests.jobs.reports import NOW, Office, an_office

pytestmark = pytest.mark.database

PDF = "weekly-2026-11-16.pdf"

COMES = " ".join(
    (
        f"Slack does not have {PDF} yet.",
        "The file comes here by itself as soon as Slack takes it; pressing again won't help.",
    )
)


@pytest.fixture
async def office(desk: Desk, playground: Playground) -> AsyncIterator[Office]:
    async with an_office(desk, playground) as office:
        yield office


async def pressed(office: Office, post: Json) -> None:
    """By two people."""
    for agent, knock in zip(office.team, ("a", "b"), strict=False):
        await want_pdf(office.db, 1, ("C0REPORTS", post["ts"]), Asker(agent, NOW, knock))


async def words_beneath(office: Office, post: Json) -> list[str]:
    """Without the files."""
    thread = (await office.slack.thread("reports", post["ts"]))[1:]
    return [text_of(one) for one in thread if not one.get("files")]


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_who_pressed_hears_that_it_takes_longer_and_when_it_has_come(office: Office, step: str) -> None:
    await office.made(channel="C0REPORTS")
    await office.settle()
    (post,) = await office.posts()
    await office.slack.fault(step, "server_error")
    await pressed(office, post)
    await office.settle()
    assert await words_beneath(office, post) == []  # it may be over in a second
    await office.settle(4)
    assert await words_beneath(office, post) == [COMES]
    assert await office.beneath("reports", post) == []
    await office.slack.clear_faults()
    await office.settle(3)
    assert await words_beneath(office, post) == [f"{PDF} is here."]
    assert await office.beneath("reports", post) == [PDF]


async def test_a_word_that_slack_did_not_confirm_stands_once(office: Office) -> None:
    await office.made(channel="C0REPORTS", pdf=True)
    await office.slack.fault("files.getUploadURLExternal", "server_error")
    await office.settle()
    (post,) = await office.posts()
    await office.slack.fault("chat.postMessage", "server_error_after", times=1)
    await office.settle(3)
    assert await words_beneath(office, post) == [COMES]


async def test_a_file_that_slack_never_takes_is_said_to_be_refused(office: Office) -> None:
    await office.made(channel="C0REPORTS", pdf=True)
    await office.slack.fault("files.completeUploadExternal", "error:file_type_not_allowed")
    await office.settle()
    post, *_ = await office.posts()
    assert await words_beneath(office, post) == [f"Slack does not take {PDF}. Why stands in the operations channel."]
    assert [one for one in await office.slack.messages("operations") if "file_type_not_allowed" in text_of(one)]
