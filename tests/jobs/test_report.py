"""Reports on their way: each reader gets each once, whoever dies, refuses or is older than a block."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_schedule import Order, to_json
from owona_bot.domain.schedule import Run
from owona_bot.playground.client import Playground, buttons_of, text_of
from owona_bot.playground.mailbox import MailFault
from owona_bot.services.report_made import want_pdf
from owona_bot.services.report_schedule import Asker, delete_report, make_now, scheduled
from owona_bot.services.schedule import end_run, take_run
from owona_bot.slack.client import Content, Slack, Spot
from owona_bot.slack.uploads import Upload, Uploads
from tests.jobs.letters import read
from tests.jobs.queue import LEASE, run_out
from tests.jobs.reports import NOTHING, NOW, WEEK, Office, an_office

pytestmark = pytest.mark.database

PDF = "weekly-2026-11-16.pdf"
CHARTS = "weekly-2026-11-16-charts.png"


class Killed(BaseException):
    """Nothing of this process catches it, as nothing catches a SIGKILL."""


class Mortal(Uploads):
    """Dies once after one of its steps."""

    dies_after = ""

    async def begin(self, name: str, size: int) -> Upload:
        upload = await super().begin(name, size)
        self.meet("begin")
        return upload

    async def send(self, upload: Upload, content: AsyncIterator[bytes], size: int) -> None:
        await super().send(upload, content, size)
        self.meet("send")

    async def share(self, upload: Upload, name: str, spot: Spot) -> None:
        await super().share(upload, name, spot)
        self.meet("share")

    def meet(self, step: str) -> None:
        if self.dies_after == step:
            self.dies_after = ""
            raise Killed


class Frail(Slack):
    """Dies once after it posted."""

    dies = False

    async def post(self, spot: Spot, content: Content, mark: str) -> str:
        ts = await super().post(spot, content, mark)
        if self.dies:
            self.dies = False
            raise Killed
        return ts


@pytest.fixture
async def office(desk: Desk, playground: Playground) -> AsyncIterator[Office]:
    async with an_office(desk, playground, Frail, Mortal) as office:
        yield office


async def killed(office: Office) -> None:
    """Whatever it held is somebody else's once its lease has run out."""
    with pytest.raises(Killed):
        await office.settle()
    async with office.db.read_raw() as raw:
        held = await raw.fetch("select id from owona_bot.deliveries where state = 'leased'")
        assert held
        await run_out(raw, *(row["id"] for row in held))


async def test_each_reader_gets_it_where_they_read_and_the_pdf_with_it(office: Office) -> None:
    anna, ben, mia = office.team
    await office.made(channel="C0REPORTS", people=(ben.id,), mails=(mia.id,), pdf=True)
    await office.settle()
    (post,) = await office.posts()
    assert await office.beneath("reports", post) == [PDF]
    (direct,) = [one for one in await office.directs(ben) if one.get("metadata")]
    assert await office.beneath(f"D{ben.slack_user[1:]}", direct) == [PDF]
    (mail,) = [read(one) for one in office.box.mails]
    assert mail["To"] == "mia@owona.de"
    assert mail["Auto-Submitted"] == "auto-generated"
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (PDF, "application/pdf")
    assert file.get_content().startswith(b"%PDF-")
    assert await office.directs(anna) == []
    assert {state for _, state, _ in await office.fates()} == {"done"}


async def test_an_empty_one_is_a_line_without_a_file_and_without_buttons(office: Office) -> None:
    await office.made(NOTHING, channel="C0REPORTS", mails=(office.team[1].id,), pdf=True)
    await office.settle()
    (post,) = await office.posts()
    assert buttons_of(post) == []
    assert await office.beneath("reports", post) == []
    (mail,) = [read(one) for one in office.box.mails]
    assert list(mail.iter_attachments()) == []
    body = mail.get_body(("plain",))
    assert body is not None
    assert all("There is no PDF of it" in told for told in (text_of(post), body.get_content()))


async def test_one_that_was_asked_for_once_offers_its_pdf_and_to_come_again(office: Office) -> None:
    await office.made(channel="C0REPORTS")
    await office.settle()
    (post,) = await office.posts()
    assert buttons_of(post) == ["PDF", "Schedule …"]
    for knock in ("a", "b"):
        await want_pdf(office.db, 1, ("C0REPORTS", post["ts"]), Asker(office.team[1], NOW, knock))
    await office.settle()
    assert await office.beneath("reports", post) == [PDF]
    assert (await office.fates())[-1] == ("file:pdf", "suppressed", "it stands there already")


async def test_who_died_after_it_was_posted_leaves_one_post_and_one_file(office: Office) -> None:
    await office.made(channel="C0REPORTS", pdf=True)
    office.web.dies = True  # type: ignore[attr-defined] # a Frail one
    await killed(office)
    await office.settle(3)
    (post,) = await office.posts()
    assert await office.beneath("reports", post) == [PDF]


@pytest.mark.parametrize("step", ["begin", "send", "share"])
async def test_who_died_in_the_midst_of_a_file_leaves_one(office: Office, step: str) -> None:
    await office.made(channel="C0REPORTS", pdf=True)
    office.uploads.dies_after = step  # type: ignore[attr-defined] # a Mortal one
    await killed(office)
    await office.settle(3)
    post, *words = await office.posts()
    assert [text_of(one) for one in words] in ([], [f"{PDF} is here."])  # one that waited was told so
    assert await office.beneath("reports", post) == [PDF]


@pytest.mark.parametrize("kind", ["server_error_after", "drop"])
async def test_what_slack_does_not_confirm_is_looked_for(office: Office, kind: str) -> None:
    await office.made(channel="C0REPORTS")
    await office.slack.fault("chat.postMessage", kind, times=1)
    await office.settle(3)
    assert len(await office.posts()) == 1


async def test_a_letter_that_was_put_off_is_the_same_letter(office: Office) -> None:
    await office.made(mails=(office.team[1].id,), pdf=True)
    office.box.arm(MailFault("DOT", "drop after"))
    await office.settle(3)
    first, second = office.box.mails
    assert first.raw == second.raw
    async with office.db.read_raw() as raw:
        assert await raw.fetchval("select count(*) from owona_bot.mail_log where letter = 'report'") == 1


async def test_an_older_slack_is_told_with_older_blocks_and_a_picture(office: Office) -> None:
    await office.slack.grow_old("data_visualization", "data_table")
    await office.made(channel="C0REPORTS")
    await office.settle(2)
    (post,) = await office.posts()
    assert "data_visualization" not in str(post["blocks"])
    assert await office.beneath("reports", post) == [CHARTS]
    (file,) = [one for one in await office.slack.files() if one["name"] == CHARTS]
    assert (await office.slack.content(file["id"])).startswith(b"\x89PNG")


async def test_a_channel_that_refuses_us_is_told_to_who_planned_it_once(office: Office) -> None:
    anna, ben, _ = office.team
    alone = await office.planned(channel="C0REPORTS")
    await office.slack.kick("reports")
    await office.made(name=alone, channel="C0REPORTS")
    await office.settle(2)
    (told,) = await office.told(anna)
    assert "Its schedule is paused" in told
    assert {one.entry.name: one.entry.paused for one in await scheduled(office.db, anna)} == {alone: True}
    shared = await office.planned(channel="C0REPORTS", people=(ben.id,))
    await office.made(name=shared, channel="C0REPORTS", people=(ben.id,))
    await office.settle(2)
    assert len(await office.told(anna)) == 2
    assert len(await office.told(ben)) == 1
    assert "paused" not in (await office.told(anna))[-1]
    assert {state for _, state, _ in await office.fates()} == {"done"}


async def test_who_planned_it_and_reads_it_anyway_gets_it_once_and_a_word_about_the_lost_channel(
    office: Office,
) -> None:
    anna, *_ = office.team
    name = await office.planned(channel="C0REPORTS", people=(anna.id,))
    await office.slack.kick("reports")
    await office.made(name=name, channel="C0REPORTS", people=(anna.id,), pdf=True)
    await office.settle(2)
    reports = [one for one in await office.told(anna) if "New tickets" in one]
    words = [one for one in await office.told(anna) if "won't have the bot" in one]
    assert (len(reports), len(words), set(reports) & set(words)) == (1, 1, set())
    assert [state for _, state, _ in await office.fates()].count("suppressed") == 1


async def test_what_was_wanted_in_a_thread_that_is_lost_stands_with_its_file_where_it_is_read(office: Office) -> None:
    anna, *_ = office.team
    thread = await office.slack.post("anna", "reports", "A report, please.")
    await office.slack.kick("reports")
    await office.made(channel="C0REPORTS", thread=thread, pdf=True)
    await office.settle(2)
    post, *_ = await office.directs(anna)
    assert "won't have the bot" in text_of(post)
    assert await office.beneath(f"D{anna.slack_user[1:]}", post) == [PDF]
    assert {state for _, state, _ in await office.fates()} == {"done"}


async def test_where_nobody_is_left_to_tell_operations_are(office: Office) -> None:
    name = await office.planned(channel="C0OLDDESK")
    async with office.db.read_raw() as raw:
        await raw.execute("update owona_bot.agents set active = false where name = 'Anna'")
    await office.made(name=name, channel="C0OLDDESK")
    await office.settle()
    ((_, state, why),) = await office.fates()
    assert state == "dead"
    assert "who wanted it left" in str(why)
    assert [one for one in await office.slack.messages("operations") if "Bericht" in text_of(one)]


async def test_who_left_gets_nothing_and_the_others_do(office: Office) -> None:
    _, ben, mia = office.team
    async with office.db.read_raw() as raw:
        await raw.execute("update owona_bot.agents set active = false where name = 'Ben'")
    await office.made(people=(ben.id, mia.id), mails=(ben.id,), pdf=True)
    await office.settle()
    assert await office.told(ben) == []
    assert len([one for one in await office.directs(mia) if one.get("metadata")]) == 1
    assert office.box.mails == []
    assert [state for _, state, _ in await office.fates()].count("suppressed") == 3


async def demoted(office: Office, agent: Agent) -> None:
    async with office.db.read_raw() as raw:
        await raw.execute("update owona_bot.agents set role = 'reader' where id = $1", agent.id)


async def test_who_became_a_reader_gets_nothing_and_the_others_do(office: Office) -> None:
    _, ben, mia = office.team
    await demoted(office, ben)
    await office.made(people=(ben.id, mia.id), mails=(ben.id,), pdf=True)
    await office.settle()
    assert await office.told(ben) == []
    assert len([one for one in await office.directs(mia) if one.get("metadata")]) == 1
    assert office.box.mails == []
    assert [state for _, state, _ in await office.fates()].count("suppressed") == 3


async def test_an_entry_that_nobody_reads_any_more_pauses_and_who_made_it_is_told_once(office: Office) -> None:
    anna, ben, mia = office.team
    order = Order(ReportKind.WEEKLY, anna.id, people=(ben.id,), mails=(mia.id,))
    name = await office.planned(people=order.people, mails=order.mails)
    await demoted(office, ben)
    assert await office.errand.do(Run(7, name, "report", to_json(order), NOW, None, 1)) == {"reports": 1}
    async with office.db.read_raw() as raw:
        await raw.execute("update owona_bot.agents set active = false where id = $1", mia.id)
    for run in (8, 9):
        assert await office.errand.do(Run(run, name, "report", to_json(order), NOW, None, 1)) == {"reports": 0}
    await office.settle()
    assert [one for one in await office.told(anna) if f"{name} is paused" in one] == await office.told(anna)
    assert len(await office.told(anna)) == 1
    assert [one.entry.paused for one in await scheduled(office.db, anna)] == [True]
    assert await office.told(ben) == []


async def test_what_who_left_had_for_themselves_pauses_and_leads_may_delete_it(office: Office) -> None:
    anna, ben, mia = office.team
    order = Order(ReportKind.WEEKLY, ben.id, people=(ben.id,))
    name = await office.planned(by=ben.id, people=(ben.id,))
    async with office.db.read_raw() as raw:
        await raw.execute("update owona_bot.agents set active = false where id = $1", ben.id)
    assert await office.errand.do(Run(7, name, "report", to_json(order), NOW, None, 1)) == {"reports": 0}
    await office.settle()
    assert len(await office.told(anna)) == 1
    assert await office.told(mia) == []
    await delete_report(office.db, name, Asker(anna, NOW, None))
    assert await scheduled(office.db, anna) == []


async def test_a_letter_says_of_which_tickets_it_tells(office: Office) -> None:
    await office.made(replace(WEEK, filter="priority:high"), mails=(office.team[2].id,))
    await office.settle()
    (mail,) = [read(one) for one in office.box.mails]
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    assert len(parts) == 2
    assert all("Only tickets with: priority:high" in part for part in parts)


async def test_where_no_mail_server_is_set_no_letter_is_written(office: Office) -> None:
    office.outbox = None
    await office.made(mails=(office.team[1].id,))
    await office.settle()
    assert [(target, state) for target, state, _ in await office.fates()] == [("mail:2", "suppressed")]


async def test_who_waits_for_one_that_can_not_be_made_is_told_and_operations_why(office: Office) -> None:
    ben = office.team[1]
    await make_now(office.db, Order(ReportKind.WEEKLY, ben.id), Asker(ben, NOW, None))
    run = await take_run(office.db, LEASE)
    assert run is not None
    await end_run(office.db, run, None, "ValueError: moonshine")
    await office.settle()
    assert await office.told(ben) == ["The report could not be made. Why stands in the operations channel."]
    assert [one for one in await office.slack.messages("operations") if "moonshine" in text_of(one)]


async def test_a_missed_week_is_said(office: Office) -> None:
    await office.made(channel="C0REPORTS")
    async with office.db.read_raw() as raw:
        await raw.execute("""update owona_bot.reports set spec = spec || '{"missed": 2}'""")
    await office.settle()
    (post,) = await office.posts()
    assert "Missed before this one: 2." in text_of(post)


async def test_which_weeks_were_missed_is_said_in_the_letter_too(office: Office) -> None:
    earlier = replace(WEEK, start=WEEK.start - timedelta(days=28), end=WEEK.end - timedelta(days=28))
    name = await office.planned(channel="C0REPORTS")
    await office.made(earlier, name, channel="C0REPORTS")
    await office.made(WEEK, name, channel="C0REPORTS", mails=(office.team[1].id,))
    async with office.db.read_raw() as raw:
        await raw.execute("""update owona_bot.reports set spec = spec || '{"missed": 3}' where id = 2""")
    await office.settle()
    told = "Missed before this one: 3. Nothing is told of Mon, Oct 26, 2026 – Sun, Nov 15, 2026."
    before, post = await office.posts()
    assert told in text_of(post)
    assert "Missed" not in text_of(before)
    (mail,) = [read(one) for one in office.box.mails]
    body = mail.get_body(("plain",))
    assert body is not None
    assert told in " ".join(body.get_content().split())


async def test_the_errand_makes_the_period_before_its_slot_once(office: Office) -> None:
    order = Order(ReportKind.WEEKLY, office.team[0].id, people=(office.team[0].id,))
    name = await office.planned(people=(office.team[0].id,))
    run = Run(7, name, "report", to_json(order), NOW, None, 1)
    for _ in range(3):
        assert await office.errand.do(run) == {"reports": 1}
    async with office.db.read_raw() as raw:
        ((start, end),) = await raw.fetch("select period_start, period_end from owona_bot.reports")
        assert await raw.fetchval("select count(*) from owona_bot.events where kind = 'report.made'") == 1
    assert (start.isoformat(), end.isoformat()) == ("2026-11-15T23:00:00+00:00", "2026-11-22T23:00:00+00:00")
    await delete_report(office.db, name, Asker(office.team[0], NOW, None))
    assert await office.errand.do(Run(8, name, "report", to_json(order), NOW, None, 1)) == {"reports": 0}
    assert (await office.errand.look(10)).rows == {"reports": 1}
