"""Small checkers that blocks and views are built from; each tells what is wrong and at which JSON pointer.

Written from slack-limits.md alone, so that it and the bot's own parts check each other.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from owona_bot.playground.wire import Json

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


@dataclass(slots=True)
class Report:
    """`actions` are the action ids of the block under way; `seen` counts block types."""

    surface: str
    faults: list[str] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    markdown: int = 0
    focused: int = 0

    def say(self, what: str, at: str) -> None:
        self.faults.append(f"{what} [json-pointer:{at}]")


Check = Callable[[object, str, Report], None]
Rule = Callable[[Json, str, Report], None]


def string(low: int, high: int) -> Check:
    def check(value: object, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report.say("must be a string", at)
        elif len(value) < low:
            report.say(f"must be more than {low - 1} characters", at)
        elif len(value) > high:
            report.say(f"must be less than {high + 1} characters", at)

    return check


def url(high: int) -> Check:
    length = string(1, high)

    def check(value: object, at: str, report: Report) -> None:
        length(value, at, report)
        if isinstance(value, str) and value and not _URL.fullmatch(value):
            report.say("must be a valid URL", at)

    return check


def flag(value: object, at: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.say("must be a boolean", at)


def whole(low: int, high: int) -> Check:
    def check(value: object, at: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.say("must be an integer", at)
        elif not low <= value <= high:
            report.say(f"must be between {low} and {high}", at)

    return check


def one_of(*words: str) -> Check:
    def check(value: object, at: str, report: Report) -> None:
        if value not in words:
            report.say(f"must be one of: {', '.join(words)}", at)

    return check


def matching(pattern: str, what: str) -> Check:
    shape_ = re.compile(pattern)

    def check(value: object, at: str, report: Report) -> None:
        if not isinstance(value, str) or not shape_.fullmatch(value):
            report.say(f"must be {what}", at)

    return check


def anything(value: object, at: str, report: Report) -> None:
    """For what slack-limits.md has no rule for."""


def items(low: int, high: int, check: Check) -> Check:
    def check_all(value: object, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report.say("must be an array", at)
            return
        if len(value) < low:
            report.say(f"no fewer than {low} items allowed", at)
        if len(value) > high:
            report.say(f"no more than {high} items allowed", at)
        for index, part in enumerate(value[: high + 1]):
            check(part, f"{at}/{index}", report)

    return check_all


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's fields; `type` and `block_id` are nobody's own. `loose` lets unknown fields pass."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rule: Rule | None = None
    loose: bool = False

    def __call__(self, value: object, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.say("must provide an object", at)
            return
        for name in self.required:
            if name not in value:
                report.say(f"missing required field: {name}", at)
        for name, part in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is not None:
                check(part, f"{at}/{name}", report)
            elif name not in {"type", "block_id"} and not self.loose:
                report.say(f"invalid additional property: {name}", at)
        if self.rule is not None:
            self.rule(value, at, report)


def text(low: int, high: int, *kinds: str) -> Check:
    """A text object of one of `kinds`."""
    length = string(low, high)

    def check(value: object, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.say("must provide an object", at)
            return
        kind = value.get("type")
        if kind not in kinds:
            report.say(f"must be of type: {' or '.join(kinds)}", f"{at}/type")
            return
        if "text" not in value:
            report.say("missing required field: text", at)
        else:
            length(value["text"], f"{at}/text", report)
        extra = value.keys() - {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}
        for name in sorted(map(str, extra)):
            report.say(f"invalid additional property: {name}", at)

    return check


def plain(high: int) -> Check:
    return text(1, high, "plain_text")


def either(high: int) -> Check:
    return text(1, high, "plain_text", "mrkdwn")


def by_type(shapes: Mapping[str, Check]) -> Check:
    """An object that says by `type` what it is."""

    def check(value: object, at: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            report.say("must provide an object", at)
        elif not isinstance(kind, str) or kind not in shapes:
            report.say(f"unsupported type: {kind}", f"{at}/type")
        else:
            shapes[kind](value, at, report)

    return check


def exactly_one(*names: str) -> Rule:
    def rule(value: Json, at: str, report: Report) -> None:
        count = sum(name in value for name in names)
        if count == 0:
            report.say(f"missing required field: {' or '.join(names)}", at)
        elif count > 1:
            report.say(f"only one of {', '.join(names)} allowed", at)

    return rule


def at_least_one(*names: str) -> Rule:
    def rule(value: Json, at: str, report: Report) -> None:
        if not any(name in value for name in names):
            report.say(f"missing required field: {' or '.join(names)}", at)

    return rule
