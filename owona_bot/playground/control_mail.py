"""The control API's part for the mail server: what arrived, and how it fails."""

from collections.abc import Callable

from owona_bot.playground.mailbox import SLOW, Mailbox, MailFault
from owona_bot.playground.wire import Json


def smtp(box: Mailbox, _told: Json) -> Json:
    return {"smtp": box.address}


def mails(box: Mailbox, told: Json) -> Json:
    """Bytes as Latin-1, which loses none."""
    found = box.to(told.get("address"))
    items = [{"sender": m.sender, "recipients": m.recipients, "raw": m.raw.decode("latin-1")} for m in found]
    return {"items": items}


def mail_fault(box: Mailbox, told: Json) -> Json:
    box.arm(MailFault(told["verb"], told["kind"], told.get("times"), told.get("seconds") or SLOW))
    return {}


def mail_clear(box: Mailbox, _told: Json) -> Json:
    box.faults.clear()
    return {}


TABLE: dict[str, Callable[[Mailbox, Json], Json]] = {
    "smtp": smtp,
    "mails": mails,
    "mail_fault": mail_fault,
    "mail_clear": mail_clear,
}
