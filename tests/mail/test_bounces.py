"""What a report says of whom we could not reach. The corpus has the usual ones whole."""

import pytest

from owona_bot.domain.mail import InboundMail, MailBounce, MailKind
from owona_bot.mail.inbound import read_mail


def report(*groups: str) -> InboundMail:
    status = "\n\n".join(["Reporting-MTA: dns; mx.example.com", *groups])
    return read_mail(
        f"""From: MAILER-DAEMON@mx.example.com
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/delivery-status

{status}

--b
Content-Type: text/rfc822-headers

Message-ID: <ours@owona.de>
--b--
""".encode()
    )


def test_each_recipient_has_its_own_fate() -> None:
    mail = report(
        "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 nobody",
        "Final-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 4.4.7",
        "Final-Recipient: rfc822; c@example.com\nAction: delivered\nStatus: 2.0.0",
    )
    assert mail.bounces == (
        MailBounce("a@example.com", True, "5.1.1", "smtp; 550 nobody"),
        MailBounce("b@example.com", False, "4.4.7", "4.4.7"),
    )
    assert (mail.kind, mail.about) == (MailKind.BOUNCE, "ours@owona.de")


def test_the_address_we_wrote_to_counts_not_where_it_was_forwarded() -> None:
    mail = report("Original-Recipient: rfc822;us@example.com\nFinal-Recipient: rfc822;them@example.org\nStatus: 5.1.1")
    assert [one.address for one in mail.bounces] == ["us@example.com"]


def test_a_delay_is_never_hard() -> None:
    mail = report("Final-Recipient: rfc822; a@example.com\nAction: delayed\nStatus: 5.0.0")
    assert [one.hard for one in mail.bounces] == [False]


@pytest.mark.parametrize(
    ("code", "hard"), [("smtp; 550 gone", True), ("smtp;451 later", False), ("X; nonsense", False)]
)
def test_without_a_status_the_servers_answer_decides(code: str, hard: bool) -> None:
    mail = report(f"Final-Recipient: rfc822; a@example.com\nAction: failed\nDiagnostic-Code: {code}")
    assert [(one.hard, one.status) for one in mail.bounces] == [(hard, None)]


def test_good_news_is_no_bounce() -> None:
    mail = report("Final-Recipient: rfc822; a@example.com\nAction: delivered\nStatus: 2.0.0")
    assert (mail.kind, mail.bounces) == (MailKind.AUTO_REPLY, ())


def test_an_address_that_could_harm_is_left_out() -> None:
    mail = report("Final-Recipient: rfc822; a\x01b@example.com\nAction: failed\nStatus: 5.1.1")
    assert mail.bounces == ()


def test_ten_thousand_recipients_are_a_hundred() -> None:
    mail = report(*["Final-Recipient: rfc822; a@example.com\nStatus: 5.1.1"] * 10_000)
    assert len(mail.bounces) == 100


def test_a_customer_who_forwards_a_report_bounces_nobody() -> None:
    mail = read_mail(
        b"From: c@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWhat is this?\n--b\n"
        b"Content-Type: message/rfc822\n\nContent-Type: multipart/report; boundary=i\n\n--i\n"
        b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.com\nStatus: 5.1.1\n"
        b"--i--\n--b--\n"
    )
    assert (mail.kind, mail.bounces) == (MailKind.ORDINARY, ())


def test_a_customer_who_quotes_a_daemons_letter_bounces_nobody() -> None:
    mail = read_mail(
        b"From: c@example.com\nSubject: failure notice\n\ncould not be delivered to\n<a@example.com>:\n550 no"
    )
    assert (mail.kind, mail.bounces) == (MailKind.ORDINARY, ())
