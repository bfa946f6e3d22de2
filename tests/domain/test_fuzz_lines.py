"""A hundred thousand lines as people mistype them: each is understood, or refused with a word and an example."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from blocks import notice
from blocks.text import one_line
from owona_bot.domain import abilities, team
from owona_bot.domain.assignee import Team, holder_of, wish_in
from owona_bot.domain.errors import UserError
from owona_bot.domain.filters import parse
from owona_bot.domain.me import wanted_in
from owona_bot.domain.merge import other_number
from owona_bot.domain.snooze import wanted
from owona_bot.domain.tags import read_change, retag
from owona_bot.domain.verbs import FOLLOWS, NUMBERED, WORDS, Spoken, Verb, after_number, number_in, said
from owona_bot.domain.words import category_in, priority_in, status_in
from tests.blocks.samples import DE, EN
from tests.domain.samples import ANNA, BEN, NOW

LINES = 100_000

ZONE = ZoneInfo("Europe/Berlin")

RITA = replace(ANNA, name="Rita", email="rita@owona.de", slack_user="U0RITA", role="reader")
ANNE = replace(ANNA, name="Anne", email="anne@owona.de", slack_user="U0ANNE")
TEAM = Team([ANNA, ANNE, BEN, RITA], {"U0OTTO": "Otto"})

SPICE = (
    *(
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\0",
        "\u202e",
        "\u200b",
        "💥",
        "🏳️‍🌈",
        "ß",
        "İ",
        "ﬁ",
        "cafe\u0301",
        "\ud800",
        "\uffff",
    ),
    *("<@U0ANNA|anna>", "<@U0OTTO>", "<@U0GRETA|greta>", "<@>", "<!channel>", "<#C1|x>", "&lt;", "{word}", "%s", "\\"),
    *("1001", "#1001", "-1", "1e9", "٣", "²", "99999999999999999999", "+vip", "-trial", "--", "+", "niemand", "me"),
    *(
        "in Arbeit",
        "dringend",
        "Abrechnung",
        "waitng",
        "hooch",
        "ann",
        "rita",
        "x" * 100,
        "a " * 50,
        "morgen",
        "24:99",
        "31.2.",
    ),
)

PARSERS: Mapping[Verb, Callable[[Spoken], object]] = {
    Verb.STATUS: lambda spoken: status_in(spoken, "de"),
    Verb.PRIORITY: lambda spoken: priority_in(spoken, "en"),
    Verb.CATEGORY: lambda spoken: category_in(spoken, "de"),
    Verb.TAG: lambda spoken: retag(("vip", "trial", "test"), read_change(after_number(spoken))),
    Verb.ASSIGN: lambda spoken: holder_of(wish_in(spoken), BEN, TEAM),
    Verb.SNOOZE: lambda spoken: wanted(after_number(spoken), NOW, ZONE),
    Verb.MERGE: other_number,
    Verb.ME: lambda spoken: wanted_in(spoken.rest, NOW, ZONE),
    Verb.TEAM: lambda spoken: said_of_the_team(spoken.rest),
    Verb.LIST: lambda spoken: parse(spoken.rest),
}


def said_of_the_team(words: str) -> object:
    """Of one colleague, or of who belongs to it."""
    asked = team.asked_in(words)
    if asked is None:
        return team.wish_in(words)
    team.meant(asked.whom, BEN, TEAM)
    if asked.ask in team.ABSENCES:
        return wanted_in(f"{asked.ask} {asked.words}", NOW, ZONE)
    if asked.ask is team.Ask.EDIT or not asked.words:
        return asked  # a form asks for the rest
    return abilities.wanted_in(abilities.Ability(asked.ask), asked.words, abilities.Known("Europe/Berlin"))


def a_line(chance: random.Random) -> str:
    """A word of some verb, what its example says, and something thrown in; some letters lost, doubled or swapped."""
    verb = chance.choice(list(Verb))
    word, *parts = [chance.choice(WORDS[verb]), *chance.choice(FOLLOWS[verb]).split()]
    for _ in range(chance.randrange(4)):
        parts.insert(chance.randint(chance.random() < 0.9 and len(parts) > 0, len(parts)), chance.choice(SPICE))
    if chance.random() < 0.3:
        parts[1:] = [chance.choice(SPICE)]
    rest = mistyped(" ".join(parts), chance)
    return f"{mistyped(word, chance) if chance.random() < 0.1 else word} {rest}"


def mistyped(line: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(3)):
        at = chance.randrange(len(line) + 1)
        line = line[:at] + chance.choice(["", line[at : at + 1] * 2, line[at : at + 2][::-1], "ä"]) + line[at + 1 :]
    return line


def understood(line: str) -> Verb:
    """All that is read of it without a database. Raises UserError."""
    spoken = said(line)
    if spoken.verb in NUMBERED:
        number_in(spoken)
    if spoken.verb in PARSERS and (after_number(spoken) if spoken.verb in NUMBERED else spoken.rest):
        PARSERS[spoken.verb](spoken)
    return spoken.verb


NAMELESS = frozenset(
    {"error.number_missing", "error.tags_missing", "error.nobody_of_the_team", "error.merge_numbers"}
    | {"error.filter_too_many_terms", "error.filter_sort_unclear", "error.filter_value_missing"}
)
"""No word is wrong: one is missing, there are too many, or it is a person whom Slack gave no name."""

PEOPLE = frozenset({"error.not_on_the_team", "error.nobody_of_the_team", "error.cannot_hold", "error.ambiguous_agent"})
"""Nothing was mistyped: somebody can't have it."""

PLAIN = frozenset({"error.no_such_ticket", "error.filter_too_many_terms", "error.filter_quote_open"}) | PEOPLE
"""No example would explain more."""

EXAMPLES = ("/ticket ", "Beispiel", "example", "Hier passt", "fits here", "Dran sind", "There are", "so geht es")


def test_every_line_is_understood_or_refused_with_its_word_and_an_example() -> None:
    chance, seen = random.Random(20261125), Counter[str]()
    for _ in range(LINES):
        line = a_line(chance)
        try:
            seen[understood(line)] += 1
        except UserError as refusal:
            seen[refusal.key] += 1
            explained(refusal, line)
    assert all(seen[verb] > 100 for verb in PARSERS)
    assert {"error.word_unknown", "error.word_mistyped", "error.bad_tag", "error.unknown_verb", *PEOPLE} <= seen.keys()


def explained(refusal: UserError, line: str) -> None:
    """In both languages: the word as it was typed, or a number or name; and how it is said."""
    named = next((refusal.values[name] for name in ("word", "number", "agent", "text") if name in refusal.values), None)
    assert named is not None or refusal.key in NAMELESS, line
    for t in (DE, EN):
        sentence = notice.reason(refusal, t)
        shown = notice.MENTION.sub(r"@\1", str(named))
        assert named is None or one_line(shown, notice.VALUE) in sentence, (line, sentence)
        assert refusal.key in PLAIN or any(example in sentence for example in EXAMPLES), (line, sentence)
