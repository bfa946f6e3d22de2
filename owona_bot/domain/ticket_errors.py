"""What a ticket refuses."""

from owona_bot.domain.errors import FieldError, UserError


class NoSuchTicket(UserError):
    """Values: `number` as it was typed."""

    key = "error.no_such_ticket"


class AlreadyClaimed(UserError):
    """Values: `number`, `agent` (a display name)."""

    key = "error.already_claimed"


class NotYours(UserError):
    """Only its holder may do that. Values: `number`, `agent` (a display name), `least` (the role that may too)."""

    key = "error.not_yours"


class NobodyHolds(UserError):
    """Values: `number`."""

    key = "error.nobody_holds"


class TicketClosed(UserError):
    """Values: `number`."""

    key = "error.ticket_closed"


class TicketMerged(UserError):
    """It goes on in another. Values: `number`."""

    key = "error.ticket_merged"


class NotDone(UserError):
    """Nothing is to be reopened. Values: `number`."""

    key = "error.not_done"


class CannotHold(UserError):
    """Values: `agent` (a display name), `role`: one that works on no tickets."""

    key = "error.cannot_hold"


class TagsMissing(UserError):
    """Not one was named."""

    key = "error.tags_missing"


class BadTag(UserError):
    """Values: `word` as it was typed, `limit` in characters."""

    key = "error.bad_tag"


class NotTagged(UserError):
    """What is to be taken away is not there. Values: `word`, `fits`: what is there."""

    key = "error.not_tagged"


class NoTags(UserError):
    """The same where nothing is. Values: `word`."""

    key = "error.no_tags"


class TooManyTags(UserError):
    """Values: `limit`, `count`, both of one ticket."""

    key = "error.too_many_tags"


class NotSnoozed(UserError):
    """It is awake. Values: `number`."""

    key = "error.not_snoozed"


class MergeIntoItself(UserError):
    """Values: `number`."""

    key = "error.merge_into_itself"


class MergeCircle(UserError):
    """The target goes on in the source already. Values: `number` of the target, `into`: the source's."""

    key = "error.merge_circle"


class AlreadyMerged(UserError):
    """The source goes on elsewhere. Values: `number`, `into`: where."""

    key = "error.already_merged"


class TargetMerged(UserError):
    """The target goes on elsewhere itself. Values: `number`, `into`: where."""

    key = "error.target_merged"


class TargetDone(UserError):
    """Nobody works on the target any more. Values: `number`."""

    key = "error.target_done"


class NotMerged(UserError):
    """Nothing is to be parted. Values: `number`."""

    key = "error.not_merged"


class MergeNumbers(UserError):
    """Two numbers, no more. Values: `verb`."""

    key = "error.merge_numbers"


class NothingToSplit(UserError):
    """Nobody has written on it. Values: `number`."""

    key = "error.nothing_to_split"


class TitleMissing(FieldError):
    """Field `title`."""

    key = "error.title_missing"


class TitleTooLong(FieldError):
    """Field `title`. Values: `limit`, `length`, both in characters."""

    key = "error.title_too_long"


class DescriptionMissing(FieldError):
    """Field `description`."""

    key = "error.description_missing"


class BadAddress(FieldError):
    """Field `requester`. Values: `address` as it was typed."""

    key = "error.bad_address"


class UnknownCustomer(FieldError):
    """Field `requester`: no account has the address, and no system user is set. Values: `address`."""

    key = "error.unknown_customer"


class EscalationReasonMissing(FieldError):
    """Field `reason`: whoever is called must know why."""

    key = "error.escalation_reason_missing"


class EscalationReasonTooLong(FieldError):
    """Field `reason`. Values: `limit`, `length`, both in characters."""

    key = "error.escalation_reason_too_long"


class ChainGone(FieldError):
    """Field `chain`: the operator's file has it no more. Values: `name`."""

    key = "error.chain_gone"


class CannotBeCalled(FieldError):
    """Field `agent`: only reads, or is nobody of the team. Values: `agent` (a display name)."""

    key = "error.cannot_be_called"


class NotEscalated(UserError):
    """There is nothing to stop. Values: `number`."""

    key = "error.not_escalated"


class SnoozeEmpty(FieldError):
    """Field `until`: neither a moment nor the answer."""

    key = "error.snooze_empty"


class SnoozePast(FieldError):
    """Field `until`."""

    key = "error.snooze_past"


class SnoozeTooFar(FieldError):
    """Field `until`: more than a year ahead."""

    key = "error.snooze_too_far"


class SplitGone(FieldError):
    """Field `messages`: all that was chosen was deleted meanwhile."""

    key = "error.split_gone"


class NoTicketThread(UserError):
    """The message stands in no ticket's thread."""

    key = "error.no_ticket_thread"


class AlreadyTicket(UserError):
    """The message belongs to a ticket. Values: `number`."""

    key = "error.already_ticket"


class BecomingTicket(UserError):
    """Somebody else makes a ticket of the message at this moment."""

    key = "error.becoming_ticket"


class NoSystemUser(UserError):
    """Nobody could own the ticket: OWONA_MAIL__SYSTEM_USER names no account."""

    key = "error.no_system_user"
