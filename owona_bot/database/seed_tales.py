"""Tickets out of thin air, the same ones for the same seed: who asked what, when, and how it went on. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from uuid import UUID

from owona_bot.database import seed_words as words

YEARS = timedelta(days=730)

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Customer:
    """An account of the site's."""

    id: UUID
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message; `by` is the agent's name, None for the customer."""

    id: UUID
    by: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tale:
    """A ticket as it stands at the end."""

    id: UUID
    customer: Customer
    title: str
    category: str | None
    priority: str
    status: str
    agent: str | None
    tags: tuple[str, ...]
    language: Language
    channel: str
    said: tuple[Said, ...]

    @property
    def answered(self) -> datetime | None:
        """When an agent first wrote."""
        return next((one.at for one in self.said if one.by), None)


def customers(count: int, seed: int) -> list[Customer]:
    """As many as asked for, no address twice."""
    rng = Random(f"customers {seed}")  # noqa: S311  # a seed, no secret
    return [_customer(rng, n) for n in range(count)]


def _customer(rng: Random, n: int) -> Customer:
    first, last = rng.choice(words.FIRST), rng.choice(words.LAST)
    local = "".join(letter for letter in f"{first}.{last}".lower() if letter.isascii())
    name = f"{rng.choice(words.COMPANIES)} {last}" if rng.random() < 0.25 else f"{first} {last}"
    return Customer(_uuid(rng), f"{local}.{n}@{rng.choice(words.DOMAINS)}", name)


def tales(count: int, seed: int, end: datetime, people: list[Customer]) -> Iterator[Tale]:
    """Oldest first, over two years until `end`, more by day than by night."""
    rng = Random(f"tales {seed}")  # noqa: S311  # a seed, no secret
    begun = sorted(_begun(rng, end) for _ in range(count))
    return (_tale(rng, end, one, rng.choice(people)) for one in begun)


def _begun(rng: Random, end: datetime) -> datetime:
    """The desk has grown: younger tickets are more."""
    day = (end - YEARS * rng.random() ** 1.3).replace(hour=0, minute=0, second=0, microsecond=0)
    at = day + timedelta(hours=rng.triangular(5, 23, 10))
    return at if at < end else end - timedelta(minutes=rng.expovariate(1 / 120))


def _tale(rng: Random, end: datetime, begun: datetime, customer: Customer) -> Tale:
    language: Language = "de" if rng.random() < 0.7 else "en"
    category, tag, titles, told, answer = rng.choice(words.TOPICS[language])
    said = _talk(rng, language, (told, answer), begun, end)
    status = _status(rng, said, end)
    return Tale(
        id=_uuid(rng),
        customer=customer,
        title=_filled(rng, rng.choice(titles)),
        category=None if rng.random() < 0.03 else category,
        priority=rng.choices(("low", "normal", "high", "urgent"), (15, 65, 15, 5))[0],
        status=status,
        agent=_agent(rng, status),
        tags=(tag,) if tag and rng.random() < 0.6 else (),
        language=language,
        channel="mail" if rng.random() < 0.4 else "web",
        said=said,
    )


def _talk(rng: Random, language: Language, topic: tuple[str, str], begun: datetime, end: datetime) -> tuple[Said, ...]:
    """The description first; agent and customer by turns after it, none later than `end`."""
    told, answer = topic
    texts: list[tuple[str | None, str]] = [(None, " ".join((told, *rng.sample(words.MORE[language], 2))))]
    who = rng.choice(words.AGENTS)[1]
    for n in range(rng.choices(range(7), (8, 24, 32, 20, 10, 4, 2))[0]):
        if n % 2:
            texts.append((None, rng.choice(words.TOLD[language])))
        else:
            texts.append((who, answer if rng.random() < 0.6 else rng.choice(words.ASKED[language])))
    at, said = begun, []
    for by, text in texts:
        said.append(Said(_uuid(rng), by, _filled(rng, text), min(at, end)))
        at += timedelta(minutes=rng.expovariate(1 / 300))
    return tuple(said)


def _status(rng: Random, said: tuple[Said, ...], end: datetime) -> str:
    """What is older than three weeks is nearly always over."""
    last = said[-1]
    if end - last.at > timedelta(days=21) and rng.random() < 0.995:
        return "closed" if rng.random() < 0.7 else "resolved"
    if len(said) == 1:
        return "new" if rng.random() < 0.7 else "investigating"
    if last.by:
        return rng.choices(("waiting_customer", "resolved"), (60, 40))[0]
    return rng.choices(("investigating", "resolved"), (60, 40))[0]


def _agent(rng: Random, status: str) -> str | None:
    if status == "new" or rng.random() < 0.05:
        return "support-agent" if rng.random() < 0.1 else None
    return rng.choice(words.AGENTS)[0]


def _filled(rng: Random, text: str) -> str:
    """Only the slots that the text has are drawn."""
    return text.format_map(_Slots(rng)) if "{" in text else text


class _Slots(dict[str, str]):
    def __init__(self, rng: Random) -> None:
        super().__init__()
        self._rng = rng

    def __missing__(self, slot: str) -> str:
        return drawn(self._rng, slot)


def drawn(rng: Random, slot: str) -> str:
    """One value for a slot of `seed_words`."""
    if slot in words.FILLERS:
        return rng.choice(words.FILLERS[slot])
    n = rng.getrandbits(30)
    numbers = {
        "invoice": f"RE-{2024 + n % 3}-{n % 90000 + 10000}",
        "amount": f"{n % 900 + 9},{n % 100:02} €",
        "day": f"{n % 28 + 1}.{n // 28 % 12 + 1}.",
        "count": str(n % 5000 + 2),
        "phone": f"+49 151 {n % 90000000 + 10000000}",
        "ref": f"{n:08x}",
    }
    return numbers.get(slot) or f"{rng.choice(words.FIRST)} {rng.choice(words.LAST)}"


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
