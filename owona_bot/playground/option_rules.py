"""slack-limits.md §3: what an options request may be answered with."""

from owona_bot.playground.checks import Report, Shape, items, plain, string, url
from owona_bot.playground.wire import Json

_OPTION = Shape({"text": plain(75), "value": string(1, 75)}, {"description": plain(75), "url": url(3000)})
_OPTIONS = items(0, 100, _OPTION)
_GROUPS = items(0, 100, Shape({"label": plain(75), "options": _OPTIONS}))
_ANSWER = Shape({}, {"options": _OPTIONS, "option_groups": _GROUPS})


def check_offer(answer: Json) -> list[str]:
    """A bare ack offers nothing; `options` and `option_groups` together are refused."""
    report = Report("options")
    _ANSWER(answer, "", report)
    if {"options", "option_groups"} <= answer.keys():
        report.say("only one of options, option_groups allowed", "")
    return report.faults
