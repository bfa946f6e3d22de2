"""What happened, as the triggers wrote it down: ids and enum values, never text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """The triggers' six, and the bot's own."""

    TICKET_CREATED = "ticket.created"
    TICKET_CHANGED = "ticket.changed"
    TICKET_DELETED = "ticket.deleted"
    MESSAGE_ADDED = "message.added"
    MESSAGE_CHANGED = "message.changed"
    MESSAGE_DELETED = "message.deleted"
    PLAN_FAILED = "plan.failed"
    DELIVERY_DIED = "delivery.died"
    DELIVERY_RETRIED = "delivery.retried"
    DELIVERY_DISCARDED = "delivery.discarded"
    CHANNEL_REFUSED = "channel.refused"
    CHANNEL_LOST = "channel.lost"
    TICKET_DISPLACED = "ticket.displaced"
    LINK_OWED = "card.link_owed"
    LINK_ASKED = "link.asked"
    MAIL_RECEIVED = "mail.received"
    MAIL_REFUSED = "mail.refused"
    MAIL_SERVER_REFUSED = "mail.server_refused"
    FILE_ADDED = "file.added"
    NOTE_ADDED = "note.added"
    TICKET_SNOOZED = "ticket.snoozed"
    TICKET_WOKEN = "ticket.woken"
    TICKET_MERGED = "ticket.merged"
    TICKET_JOINED = "ticket.joined"
    MESSAGE_JOINED = "message.joined"
    TICKET_UNMERGED = "ticket.unmerged"
    TICKET_PARTED = "ticket.parted"
    TICKET_SPLIT = "ticket.split"
    SPLIT_OFF = "ticket.split_off"
    ASKED_FROM_SLACK = "ticket.asked_from_slack"
    MADE_FROM_SLACK = "ticket.made_from_slack"
    TAKEN_BACK = "ticket.taken_back"
    THREAD_TAKEN = "thread.taken"
    TEAM_CHANGED = "team.changed"
    BULK_MOVED = "bulk.moved"
    TICKET_TAGGED = "ticket.tagged"
    TICKET_ESCALATED = "ticket.escalated"
    ESCALATION_STEPPED = "escalation.stepped"
    ESCALATION_STOPPED = "escalation.stopped"
    SLA_WARNED = "sla.warned"
    SLA_BREACHED = "sla.breached"
    SLA_MUTED = "sla.muted"
    CUSTOMER_REMINDED = "customer.reminded"
    SCHEDULE_RAN = "schedule.ran"
    HOME_WANTED = "home.wanted"
    SWAP_ASKED = "swap.asked"
    SWAP_SETTLED = "swap.settled"
    SHIFT_BEGAN = "shift.began"
    ASSIGN_HELD = "assign.held"
    ASSIGN_RESUMED = "assign.resumed"
    ASSIGN_STUCK = "assign.stuck"
    AGENT_AWAY = "agent.away"
    SHARES_ASKED = "shares.asked"
    SHARES_SETTLED = "shares.settled"
    EXPORT_ASKED = "export.asked"
    EXPORT_MOVED = "export.moved"
    EXPORT_ENDED = "export.ended"
    EXPORT_FETCHED = "export.fetched"
    TOKEN_MADE = "token.made"  # noqa: S105 - the name of an event
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - the name of an event
    TICKETS_IMPORTED = "tickets.imported"
    REPORT_MADE = "report.made"
    REPORT_FILE_WANTED = "report.file_wanted"
    REPORT_PAUSED = "report.paused"
    REPLY_HELD = "reply.held"
    REPLY_GUARDED = "reply.guarded"
    REPLY_RELEASED = "reply.released"
    REPLY_UNDONE = "reply.undone"
    REPLY_LOST = "reply.lost"


@dataclass(frozen=True, slots=True)
class Event:
    """`transaction` groups what was written together; `actor` is `agent:<id>`, `customer:<id>`, …

    `payload` by kind: `ticket.changed` has a pair [before, after] for each of `status`, `priority`
    and `agent` (our agent's id or null) that differs, `true` for `category`, `title`, `description`;
    `message.*` has `message`, the id; `delivery.*` has `delivery`; `plan.failed` has `failure`, the id of what waits
    apart since it can't be planned; `channel.refused` has `channel` and `error`;
    `channel.lost` has besides `agent`, the id of an admin; `ticket.displaced` and `card.link_owed` have `channel`,
    where its card stood, which refuses us or takes us again;
    `mail.received` has `mail`, its id in the log, and `from`, a hash of its sender; `mail.refused` has `mail`;
    `mail.server_refused` has `error`;
    `link.asked` has `asked`, the hash of the token that keeps whose link it is, and `locale`;
    `file.added` has `attachment`, the id; `note.added` has `note`, the id of one that no thread has yet;
    `ticket.snoozed` has `until`, a moment or null, and `for_answer`; `ticket.woken` has `why`;
    `ticket.merged` and `ticket.unmerged` are of the source and have `other`, the target's id; of the target are
    `ticket.joined` with `tickets`, the source's id and those of all that go on in it, and `messages`, their number,
    `ticket.parted` with `other`, the source's, and `message.joined`, a message of a source;
    `ticket.split` has `other`, the new ticket's id, and `messages`, `ticket.split_off` of the new one `other`;
    `export.*` have `export`, its id, `agent`, who asked for it, or null, `what` and `format`, whether `messages` and
    `notes` are in it, and `export.ended` besides its `state`; what a program fetches has `token` and, in place of
    `export`, `stream`, their ids; `token.*` have `token`, the id, and `token.made` besides its `scopes`;
    `bulk.moved` has `bulk`, its id, and `agent`, who started it;
    `sla.warned` and `sla.breached` have `metric`, `round`, `stage`, the share of the time that is over in percent,
    100 for a breach, and `due`; `sla.warned` has besides `due_in_seconds`, `sla.breached` has `chain`, the name of what
    it started, or null;
    `sla.muted` has `metric` and `round` alone: no more warnings are wanted;
    `ticket.escalated` and `escalation.*` have `escalation`, the id; the first besides `tier`, `agents`, the ids of
    whom it calls, `instead` when those are not who is on call, for nobody is, and `chain` that began, or null;
    `escalation.stepped` has `step` from 1, `run`, `act`, `to`, what kind of reader is meant, or null, `agents` and
    `instead` likewise, `channel` if one is told, `skipped`, why nothing was done, or null; `escalation.stopped` `why`;
    `customer.reminded` has `nth`, how often that was in all;
    `schedule.ran` has `run`, its id, whether it `failed`, and `alarm` when operations are to hear of that,
    and `asker`, an actor, of a report that failed and that somebody waits for;
    `home.wanted` has `user`, Slack's id: they opened their Home or chose what it shows;
    `swap.*` has `swap`, the request's id, `asker` and `colleague`, both agents', and its `state`; `shift.began` has
    `agent`, who is on call from then on, and `before`, who was: ids, or null for nobody;
    `assign.held` and `assign.resumed`: another automation gives tickets away, or does so no more; `assign.stuck` has
    `why` tickets wait, a value of Stuck, how many they were as `count`, and `agent`, who is told;
    `agent.away` has `agent`, `by`, both ids, and whether they are `sick`; `shares.*` have `shares`, a proposal's
    id, `agents`, the ids of whom it asks, and its `state`;
    `team.changed` has `user` and `by`, both Slack's ids: somebody is to be taken in;
    `reply.*` has `reply`, the id of one that is or was held back, and `agent` who wrote it, and where it has
    a moment to leave at, `due`: `reply.released` is by whoever let it go in spite of what was found in it,
    `reply.guarded` has besides `agents`, the ids of those who are asked to;
    `ticket.asked_from_slack` has `ticket`, the id of one that is to be or of one that stands, `channel` and `ts` of a
    message, and `alone` when its thread does not count; `ticket.made_from_slack` and `ticket.taken_back` have both;
    `report.made` has `report`, its id, `to`, where it goes, such as `channel:C1` or `person:7`, and `pdf`;
    `report.file_wanted` has `report`, `file`, `pdf` or `charts`, and `to`, or the `channel` and `ts` of a message;
    `report.paused` has `entry`, its name, and `tell`, the ids of agents: nobody who may reads it any more;
    `tickets.imported` of a ticket says that a file changed it, without anything else, of none how many were `made`,
    `changed`, `unchanged` and `refused`;
    `thread.taken` has `count`, `more` when there were more, and `link` to the thread.
    """

    id: int
    ticket: UUID | None
    kind: Kind
    actor: str
    payload: Mapping[str, object]
    transaction: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the plan must know of a message, read when it is planned; absent when the message is gone.

    `copied`: an answer on the ticket that this one goes on in; `split`: it stood on another ticket before. `also` are
    tickets whose requesters its writer knew to read it; None where nobody was asked.
    """

    author: str
    internal: bool
    automatic: bool
    audit: bool
    repeats_description: bool
    copied: bool = False
    split: bool = False
    also: Sequence[UUID] | None = None
