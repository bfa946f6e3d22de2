"""Which mails count as written by a person."""

import pytest

from owona_bot.domain.mail import MailKind
from owona_bot.mail.inbound import read_mail


def kind(headers: str) -> MailKind:
    return read_mail(f"To: support@owona.de\nMessage-ID: <a@example.com>\n{headers}\n\nText\n".encode()).kind


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=a@example.com",
        "Auto-Submitted: Auto-Notified (by a robot)",
        "X-Autoreply: yes",
        "X-Autorespond: away",
        "X-Auto-Reply-From: a@example.com\nX-AutoReply-From: a@example.com",
        "Precedence: auto_reply",
        "X-Precedence: auto_reply",
        "X-POST-MessageClass: 9; Autoresponder",
        "Delivered-To: Autoresponder",
        "Return-Path: <>",
        "Subject: Abwesenheitsnotiz: Urlaub\nX-Auto-Response-Suppress: OOF, AutoReply",
        "Subject: Out of office\nPrecedence: junk",
        "From: noreply@example.com\nSubject: Automatic reply: your mail",
    ],
)
def test_robots_that_answer_are_known(headers: str) -> None:
    assert kind(headers) is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    ["List-Id: <l.example.com>", "Precedence: bulk", "Precedence: LIST", "List-Unsubscribe: <https://example.com/u>"],
)
def test_what_many_got_is_bulk(headers: str) -> None:
    assert kind(f"From: a@example.com\n{headers}") is MailKind.BULK


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: Automatische Antwort geht nicht",
        "Subject: Out of office",
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <a@example.com>",
        "Precedence: first-class",
        "From: noreply@example.com",
    ],
)
def test_a_hint_alone_makes_nobody_a_robot(headers: str) -> None:
    assert kind(headers) is MailKind.ORDINARY


def test_a_mail_cannot_set_our_own_headers() -> None:
    assert read_mail(b"X-Owona-Auto: 1\nFrom: a@example.com\n\nHi").faults[0] == "control_header_dropped"
