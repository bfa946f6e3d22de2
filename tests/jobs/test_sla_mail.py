"""Mail about deadlines: to the team where a policy names it, to a customer whose promise was broken."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage

import aiohttp
import pytest

from jobs.reactions.letter import WriteLetter
from jobs.reactions.sending import Outbox
from jobs.reactions.sla_mail import MailTeam
from owona_bot.database import preferences
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.alert import Over
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.preference import Wants
from owona_bot.domain.silence import Silence
from owona_bot.domain.sla import Choice, SlaRules
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.playground.client import Playground
from owona_bot.playground.mailbox import Mailbox, MailFault
from owona_bot.playground.site import Site
from owona_bot.slack.client import Slack, web_client
from tests.jobs.letters import HEAD, fetch, read, text_of
from tests.jobs.watching import GOLD, HOUR, Watch, free
from tests.services.team import a_team

pytestmark = pytest.mark.database

LENA = "lena@example.com"

MAILING = replace(GOLD, mail_team=("lead@owona.de", "Chef@owona.de"), mail_customer=True)


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    yield box
    await box.stop()


@pytest.fixture
async def watch(desk: Desk, site: Site, playground: Playground, box: Mailbox) -> AsyncIterator[Watch]:
    """A desk that writes letters."""
    await playground.reset()
    server = server_of(f"smtp://{await box.start()}")
    async with aiohttp.ClientSession() as session, postman_for(server, "owona.de") as postman:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        watch = Watch(desk, site, playground, slack, await a_team(desk.db, 1), SlaRules((Choice(MAILING),)))
        outbox = Outbox(HEAD, postman)
        watch.besides = lambda desk: {
            Reaction.LETTER: WriteLetter(desk, outbox, fetch),
            Reaction.SLA_MAIL: MailTeam(desk, outbox),
        }
        yield watch


def mails(box: Mailbox, to: str) -> list[EmailMessage]:
    """That somebody got, but for the acknowledgement."""
    found = [read(mail) for mail in box.mails]
    return [mail for mail in found if mail["To"] == to and "angekommen" not in str(mail["Subject"])]


async def test_each_address_of_the_policy_hears_of_each_stage(watch: Watch, box: Mailbox) -> None:
    await watch.ticket("Rechnung <b>fehlt</b>")
    await watch.at(minutes=46)
    await watch.at(minutes=61)
    for address in ("lead@owona.de", "chef@owona.de"):
        first, second = mails(box, address)
        assert str(first["Subject"]) == "[#1001] Erste Antwort bald fällig: Rechnung <b>fehlt</b>"
        assert str(second["Subject"]).startswith("[#1001] Erste Antwort überfällig")
        assert first["Auto-Submitted"] == "auto-generated"
        assert "Normal · noch niemand" in text_of(first)
        assert "https://owona.slack.com/archives/C0TICKETS/p" in text_of(first)


async def test_a_title_stays_text(watch: Watch, box: Mailbox) -> None:
    await watch.ticket("Rechnung <b>fehlt</b>")
    await watch.at(minutes=46)
    html = mails(box, "lead@owona.de")[0].get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;fehlt" in html.get_content()


async def test_where_the_policy_names_nobody_none_is_written(watch: Watch, box: Mailbox) -> None:
    watch.rules = SlaRules((Choice(GOLD, categories=frozenset({"bug"})), Choice(MAILING)))
    await watch.ticket(category="bug")
    await watch.at(minutes=46)
    assert mails(box, "lead@owona.de") == []
    assert {reason for *_, reason in await watch.fates(Reaction.SLA_MAIL)} == {"the policy names nobody else"}


async def test_what_was_answered_before_it_went_is_not_written(watch: Watch, box: Mailbox) -> None:
    ticket = await watch.ticket()
    watch.ahead = HOUR * 46 / 60
    await watch.planned()
    await watch.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await watch.settle()
    assert mails(box, "lead@owona.de") == []
    assert {reason for *_, reason in await watch.fates(Reaction.SLA_MAIL)} == {Over.ANSWERED}


async def test_a_second_try_sends_the_same_bytes(watch: Watch, box: Mailbox, raw: Raw) -> None:
    await watch.ticket()
    box.arm(MailFault("DOT", "451 4.7.1 Being examined", times=2))
    await watch.at(minutes=46)
    await free(raw)
    await watch.settle()
    logged = await raw.fetch("select sha256 from owona_bot.mail_log where letter = 'sla_team'")
    assert len(logged) == 2
    assert len(mails(box, "lead@owona.de")) == 1


async def test_who_waits_longer_than_promised_is_told_once(watch: Watch, box: Mailbox) -> None:
    await watch.ticket()
    await watch.at(minutes=46)
    assert mails(box, LENA) == []
    await watch.at(minutes=61)
    await watch.at(hours=9)
    (letter,) = mails(box, LENA)
    assert str(letter["Subject"]) == "[#1001] Ihr Anliegen braucht länger als versprochen"
    assert "sollte inzwischen eine Antwort da sein" in text_of(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [reason for *_, reason in await watch.fates(Reaction.LETTER)][-1] == Silence.TOLD_LATE


@pytest.mark.parametrize(("wants", "why"), [("no_delays", Silence.NO_DELAYS), ("nothing", Silence.MUTED)])
async def test_who_wants_no_word_of_it_gets_none(
    watch: Watch, box: Mailbox, raw: Raw, wants: Wants, why: Silence
) -> None:
    await watch.ticket()
    await preferences.keep(raw, LENA, None, wants)
    await watch.at(minutes=61)
    assert mails(box, LENA) == []
    assert [reason for *_, reason in await watch.fates(Reaction.LETTER)][-1] == why


async def test_whose_answer_came_meanwhile_is_told_nothing_of_a_delay(watch: Watch, box: Mailbox) -> None:
    ticket = await watch.ticket()
    watch.ahead = HOUR * 61 / 60
    await watch.planned()
    await watch.site.support_message(ticket, "Bitte neu anmelden.", "Anna")
    await watch.settle()
    assert [str(mail["Subject"]) for mail in mails(box, LENA)] == ["[#1001] Login geht nicht"]
    reasons = [reason for *_, reason in await watch.fates(Reaction.LETTER)]
    assert Silence.NOT_LATE in reasons


async def test_a_policy_that_writes_to_no_customer_writes_to_none(watch: Watch, box: Mailbox) -> None:
    watch.rules = SlaRules((Choice(GOLD, categories=frozenset({"bug"})), Choice(MAILING)))
    await watch.ticket(category="bug")
    await watch.at(minutes=61)
    assert mails(box, LENA) == []
    assert [reason for *_, reason in await watch.fates(Reaction.LETTER)][-1] == Silence.NOT_PROMISED
