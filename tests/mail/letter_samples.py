"""Facts of letters, and the words that a reader of the HTML sees."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

from owona_bot.domain.letter import Answer, Envelope, Letter, LetterFacts, Mailbox, Origin, Quotation
from owona_bot.locale.catalogue import catalogues

WHEN = datetime(2026, 11, 25, 14, 5, tzinfo=UTC)
VOICES = catalogues()
OPT_OUT = "https://desk.example.org/off/3fU0mXG0c1xkq9"

FACTS = LetterFacts(
    number=1001,
    title="Bilder kommen nicht an",
    requester="Erika Mustermann",
    desk="Owona Support",
    link="https://whatsapp.owona.de/de/support/messages",
    opt_out=OPT_OUT,
    imprint="Owona Media · Musterweg 1",
)
ASKED = Quotation("Guten Tag,\nseit gestern fehlen Bilder.\n\nKönnen Sie helfen?", WHEN)
SAID = Answer(
    "Anna", "Hallo,\n\ndas Recht <media> fehlte.", "<p>Hallo,</p><p>das Recht &lt;media&gt; fehlte.</p>", WHEN, ASKED
)
LETTER = Letter(
    "[#1001] Größe & <Maß>", "Guten Tag,\n\nschöne Grüße\n", "<p>Guten Tag,</p><p>schöne Grüße</p>", "de", Origin.PERSON
)
ENVELOPE = Envelope(
    mail="7f3a",
    date=WHEN,
    sender=Mailbox("Anna (Owona Support)", "support@owona.de"),
    to=Mailbox("Erika Mustermann", "erika@example.org"),
    reply_to=Mailbox("Owona Support", "support+1001-k7ab-x@owona.de"),
    unsubscribe=OPT_OUT,
)


@dataclass
class Reader(HTMLParser):
    """Reads a letter as a person does: numbers of lists, and the address behind each link after its words."""

    seen: list[str] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    hidden: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("head", "style")
        if tag == "ol":
            self.lists.append(0)
        if tag == "li" and self.lists:
            self.lists[-1] += 1
            self.seen.append(f"{self.lists[-1]}.")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("head", "style")
        if tag == "ol":
            self.lists.pop()
        if tag == "a":
            self.seen.append(self.links.pop())

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.seen.append(data)


def words_of_html(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return words(" ".join(reader.seen))


def words_of_text(text: str) -> list[str]:
    """Without the marks that only plain text has: those of quotations, the signature's, colons before links."""
    bare = re.sub(r"(?m)^(> ?|-- $)", "", text)
    return words(re.sub(r":\n(?=https?://)", "\n", bare))


def words(text: str) -> list[str]:
    return text.replace("·", " ").replace("\xa0", " ").split()
