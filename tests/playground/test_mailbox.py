"""The provider's mail server: takes mail to the byte, fails where it is told to, and the bot's letters reach it."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import aiosmtplib
import pytest

from owona_bot.playground.client import Playground, PlaygroundError
from owona_bot.playground.mailbox import VERBS, write_mail
from owona_bot.playground.server import Running
from owona_bot.playground.stage import Stage, a_stage, until

RAW = b"Subject: Hallo\r\n\r\n.Punkt\r\n\xfc\r\n"
LENA = "lena@example.com"


async def test_what_was_taken_is_kept_to_the_byte(slack: Running, people: Playground) -> None:
    await people.write_mail(await people.smtp(), LENA, "support@owona.de", RAW)
    (mail,) = await people.mails()
    assert (mail.sender, mail.recipients, mail.raw) == (LENA, ("support@owona.de",), RAW)
    assert await people.mails("Support@owona.de") == [mail]
    assert await people.mails("ben@example.com") == []


@pytest.mark.parametrize("verb", VERBS)
async def test_it_answers_as_it_is_told_at_each_word(slack: Running, people: Playground, verb: str) -> None:
    await people.mail_fault(verb, "421 4.3.0 Not now", times=1)
    with pytest.raises(aiosmtplib.SMTPException) as caught:
        await write_mail(await people.smtp(), LENA, ["support@owona.de"], RAW)
    assert "4.3.0 Not now" in str(caught.value) or isinstance(caught.value, aiosmtplib.SMTPServerDisconnected)
    assert await people.mails() == []
    await write_mail(await people.smtp(), LENA, ["support@owona.de"], RAW)
    assert len(await people.mails()) == 1


@pytest.mark.parametrize("verb", VERBS)
async def test_it_hangs_up_at_each_word(slack: Running, people: Playground, verb: str) -> None:
    await people.mail_fault(verb, "drop", times=1)
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await write_mail(await people.smtp(), LENA, ["support@owona.de"], RAW)
    assert await people.mails() == []


async def test_it_may_take_a_mail_and_hang_up(slack: Running, people: Playground) -> None:
    await people.mail_fault("DOT", "drop after", times=1)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await write_mail(await people.smtp(), LENA, ["support@owona.de"], RAW)
    assert len(await people.mails()) == 1


async def test_a_fault_lasts_until_it_is_cleared(slack: Running, people: Playground) -> None:
    await people.mail_fault("RCPT", "550 5.1.1 Nobody")
    for _ in range(3):
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await write_mail(await people.smtp(), LENA, ["support@owona.de"], RAW)
    await people.clear_mail_faults()
    await write_mail(await people.smtp(), LENA, ["support@owona.de"], RAW)


async def test_there_are_no_other_words(slack: Running, people: Playground) -> None:
    with pytest.raises(PlaygroundError, match="no such verb"):
        await people.mail_fault("VRFY", "drop")


async def test_a_ticket_of_the_site_is_acknowledged_by_mail(database_url: str, tmp_path: Path) -> None:
    async with a_stage(database_url, tmp_path / "bot.log", OWONA_HTTP__PUBLIC_URL="https://desk.owona.de") as stage:
        user = await stage.site.sign_up(LENA, "Lena")
        await stage.site.create_ticket(user, "Login geht nicht", "Seit heute früh.")
        (mail,) = await until(lambda: stage.playground.mails(LENA), "a letter")
        read = message_from_bytes(mail.raw, policy=default)
        assert "#1001" in str(read["Subject"])
        assert re.search(r"/unsubscribe/[\w-]{43}>$", str(read["List-Unsubscribe"]))
        token = str(read["List-Unsubscribe"]).rpartition("/")[2].strip(">")
        assert token not in stage.log.read_text()


async def test_nobody_there_is_told_in_the_thread(database_url: str, tmp_path: Path) -> None:
    async with a_stage(database_url, tmp_path / "bot.log") as stage:
        await stage.playground.mail_fault("RCPT", "550 5.1.1 <!channel> unknown")
        user = await stage.site.sign_up(LENA, "Lena")
        await stage.site.create_ticket(user, "Login geht nicht", "Seit heute früh.")

        line = await until(lambda: refusal_in(stage), "the refusal in the thread")
        assert LENA in line["text"]
        assert "<!channel>" not in line["text"]


async def refusal_in(stage: Stage) -> dict[str, str] | None:
    """What stands beneath the card of it."""
    messages = await stage.playground.messages("tickets")
    return next((message for message in messages if "5.1.1" in message["text"]), None)
