"""What stands beneath no card: alarms, mail that came, threads that became tickets, bulks, Homes, the team."""

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import ALARM, CHANGE, HOME, LETTER, LINE, NEW, NEWS, NEWS_LANE, post_lane
from owona_bot.domain.plan_story import Places

ALARMS = frozenset(
    {
        Kind.PLAN_FAILED,
        Kind.DELIVERY_DIED,
        Kind.DELIVERY_RETRIED,
        Kind.DELIVERY_DISCARDED,
        Kind.CHANNEL_REFUSED,
        Kind.MAIL_SERVER_REFUSED,
        Kind.SCHEDULE_RAN,
        Kind.ASSIGN_HELD,
        Kind.ASSIGN_RESUMED,
    }
)
"""What operations must see: what can't be planned, a delivery that died, a channel or a mail server that refuses us,
a job that fails, another automation that gives tickets away."""


def alarms(event: Event, places: Places) -> list[Planned]:
    """All in one order, so that many that wait can be told in one; an admin hears of a lost channel alone."""
    if event.kind is Kind.CHANNEL_LOST:
        order = f"admin:{event.payload['agent']}"
        return [Planned(event.id, None, Reaction.TELL_ADMIN, "", order, "slack.post:admins", ALARM, event.payload)]
    if event.kind not in ALARMS or event.payload.get("alarm") is False:
        return []
    lane, payload = post_lane(places.operations), {"channel": places.operations}
    return [Planned(event.id, event.ticket, Reaction.OPERATIONS, "", "operations", lane, ALARM, payload)]


def mail_in(event: Event) -> list[Planned]:
    """A mail is read by a worker; those of one sender in the order in which they came."""
    if event.kind is not Kind.MAIL_RECEIVED:
        return []
    mail, order = event.payload["mail"], f"mail.in:{event.payload['from']}"
    return [Planned(event.id, None, Reaction.READ_MAIL, "", order, "mail", NEW, {"mail": mail})]


def links(event: Event) -> list[Planned]:
    """Whoever asked for a fresh link gets it by mail, whatever else they declined."""
    if event.kind is not Kind.LINK_ASKED:
        return []
    return [Planned(event.id, None, Reaction.LINK_MAIL, "", f"link:{event.id}", "smtp", LETTER)]


def from_slack(event: Event) -> list[Planned]:
    """A thread is read and kept; a line in it says what became of it."""
    if event.kind is Kind.ASKED_FROM_SLACK:
        order = f"import:{event.payload['ticket']}"
        return [Planned(event.id, event.ticket, Reaction.IMPORT_THREAD, "", order, "slack.read", NEW, event.payload)]
    if event.kind in (Kind.MADE_FROM_SLACK, Kind.TAKEN_BACK):
        channel, order = str(event.payload["channel"]), f"origin:{event.ticket}"
        told = {**event.payload, "back": event.kind is Kind.TAKEN_BACK}
        return [Planned(event.id, event.ticket, Reaction.ORIGIN, "", order, post_lane(channel), LINE, told)]
    return []


def bulks(event: Event) -> list[Planned]:
    """Whoever started it sees how far it has come."""
    if event.kind is not Kind.BULK_MOVED:
        return []
    order = f"bulk:{event.payload['bulk']}"
    return [Planned(event.id, None, Reaction.BULK, "", order, "slack.update", CHANGE, {})]


def homes(event: Event) -> list[Planned]:
    """Whoever opened theirs waits for it."""
    if event.kind is not Kind.HOME_WANTED:
        return []
    told = {"user": event.payload["user"]}
    return [Planned(event.id, None, Reaction.HOME, "", f"home:{told['user']}", "slack.publish", HOME, told)]


def news(slack_user: str, wanted: int, version: int) -> Planned:
    """The same Home again, since what it shows is another now; `wanted` is the event of its last wish."""
    told = {"user": slack_user}
    return Planned(wanted, None, Reaction.HOME, f"{version}", f"home:{slack_user}", NEWS_LANE, NEWS, told)


def joins(event: Event) -> list[Planned]:
    """Slack is asked who that is whom an admin took in."""
    if event.kind is not Kind.TEAM_CHANGED:
        return []
    return [Planned(event.id, None, Reaction.ENROL, "", "team", "slack.users", NEW, {})]
