"""Every mail of the corpus is read as its author meant it."""

from typing import Any

import pytest

from owona_bot.domain.mail import InboundMail
from owona_bot.mail.inbound import read_mail
from tests.mail import corpus


@pytest.mark.parametrize("name", corpus.NAMES)
def test_a_mail_is_read_as_it_was_meant(name: str) -> None:
    mail = read_mail(corpus.raw(name))
    expected = corpus.expected(name)
    seen = {key: value for key, value in _seen(mail).items() if key in expected}
    assert seen == {key: value for key, value in expected.items() if not key.endswith("_has")}
    assert all(part in mail.reply for part in expected.get("reply_has", []))
    assert all(part in mail.subject for part in expected.get("subject_has", []))
    assert set(expected.get("faults_has", [])) <= set(mail.faults)


def _seen(mail: InboundMail) -> dict[str, Any]:  # Any: what the JSON may hold
    return {
        "subject": mail.subject,
        "sender": [mail.sender.name, mail.sender.address] if mail.sender else None,
        "to": [one.address for one in mail.to],
        "cc": [one.address for one in mail.cc],
        "reply_to": [one.address for one in mail.reply_to],
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "text": mail.text,
        "reply": mail.reply,
        "has_html": bool(mail.html),
        "kind": mail.kind.value,
        "bounces": [[one.address, one.hard, one.status] for one in mail.bounces],
        "about": mail.about,
        "faults": list(mail.faults),
        "attachments": [
            [one.filename, one.content_type, one.size, one.content_id, one.disposition] for one in mail.attachments
        ],
    }
