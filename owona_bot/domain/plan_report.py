"""Reports: one that was made goes to each who reads it, and its files stand beneath it."""

from collections.abc import Sequence

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import CHANGE, TEAM_MAIL, post_lane
from owona_bot.domain.report_schedule import Place, Target, target_of

FILE, PDF, CHARTS = "file", "pdf", "charts"
"""What a delivery's payload calls a file, and its values."""

FAILED = "failed"
"""The target of the word that there will be none."""

PAUSED = "paused"
"""The target of the word that nobody reads an entry's reports any more, before the agent's id."""

FILES_LANE = "slack.files"


def reports(event: Event) -> list[Planned]:
    """To each target once; all that it gets of one report goes in one order."""
    match event.kind:
        case Kind.REPORT_MADE:
            return [planned for to in targets_of(event) for planned in told(event, to)]
        case Kind.REPORT_FILE_WANTED:
            return [wanted(event)]
        case Kind.REPORT_PAUSED:
            return paused(event)
        case Kind.SCHEDULE_RAN if "asker" in event.payload:
            return [failed(event)]
    return []


def failed(event: Event) -> Planned:
    """Somebody waits for it; why it failed is for operations to read."""
    agent = str(event.payload["asker"]).removeprefix("agent:")
    return word(event, FAILED, agent)


def paused(event: Event) -> list[Planned]:
    """Whoever may resume or delete the entry."""
    return [word(event, f"{PAUSED}:{one}", str(one)) for one in ids_in(event.payload.get("tell"))]


def ids_in(told: object) -> list[object]:
    """Of agents."""
    return told if isinstance(told, list) else []


def word(event: Event, target: str, agent: str) -> Planned:
    """To one person."""
    order, lane = f"report:{target}:{agent}", post_lane(f"direct:{agent}")
    return Planned(event.id, None, Reaction.REPORT, target, order, lane, CHANGE, {"agent": agent})


def targets_of(event: Event) -> Sequence[Target]:
    """Where its payload says that it goes."""
    match event.payload.get("to"):
        case list(to):
            return [target_of(str(one)) for one in to]
    return ()


def told(event: Event, to: Target) -> list[Planned]:
    """The report, and in Slack the PDF beneath it where it was wanted; a letter has it within."""
    post = Planned(event.id, None, Reaction.REPORT, str(to), order_of(event, to), lane_of(to), priority_of(to))
    return [post, file(event, PDF, to)] if event.payload.get("pdf") and to.place is not Place.MAIL else [post]


def wanted(event: Event) -> Planned:
    """Beneath what was posted for a target, or beneath the message in which somebody pressed."""
    name = str(event.payload["file"])
    if "to" in event.payload:
        return file(event, name, target_of(str(event.payload["to"])))
    spot = {"channel": event.payload["channel"], "ts": event.payload["ts"]}
    order = f"report:{event.payload['report']}:{spot['channel']}:{spot['ts']}"
    payload = {FILE: name, **spot}
    return Planned(event.id, None, Reaction.REPORT, f"{FILE}:{name}", order, FILES_LANE, CHANGE, payload)


def file(event: Event, name: str, to: Target) -> Planned:
    """After the report itself."""
    payload = {FILE: name, "to": str(to)}
    return Planned(event.id, None, Reaction.REPORT, f"{name}:{to}", order_of(event, to), FILES_LANE, CHANGE, payload)


def order_of(event: Event, to: Target) -> str:
    """Of one report and one target."""
    return f"report:{event.payload['report']}:{to}"


def lane_of(to: Target) -> str:
    """Slack's paces, or the mail server's."""
    match to.place:
        case Place.CHANNEL:
            return post_lane(to.id)
        case Place.PERSON:
            return post_lane(f"direct:{to.id}")
    return "smtp"


def priority_of(to: Target) -> int:
    """Somebody may wait for it in Slack; nobody for a letter."""
    return TEAM_MAIL if to.place is Place.MAIL else CHANGE
