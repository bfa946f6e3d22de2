"""What goes wrong for a reason: each error is a sentence in the catalogue, said to whoever asked."""

from typing import ClassVar


class UserError(Exception):
    """Said to whoever asked, in their language: a catalogue key and the values it names."""

    key: ClassVar[str]

    def __init__(self, **values: object) -> None:
        super().__init__(self.key, values)
        self.values = values


class FieldError(UserError):
    """A form's field holds something it can't; shown beside that field."""

    def __init__(self, field: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field


class NotAnAgent(UserError):
    """The Slack user is not one of the team: a guest, a stranger, or somebody nobody named."""

    key = "error.not_an_agent"


class MayNot(UserError):
    """The role is not enough. Values: `role`, `least` (the role that may), as their English words."""

    key = "error.may_not"


class NumberMissing(UserError):
    """Values: `verb`, for the example."""

    key = "error.number_missing"


class NotANumber(UserError):
    """Values: `word` as it was typed, `verb`."""

    key = "error.not_a_number"


class UnknownVerb(UserError):
    """Values: `word` as it was typed, `nearest` verb."""

    key = "error.unknown_verb"


class WordUnknown(UserError):
    """Values: `word` as it was typed, `fits`: what would, `verb` for the `example`."""

    key = "error.word_unknown"


class WordMistyped(UserError):
    """Values: `word` as it was typed, the `nearest` that fits, `fits`: all that would, `verb` for the `example`."""

    key = "error.word_mistyped"


class NotConfirmed(UserError):
    """The database did not answer in time; a commit may still be in flight."""

    key = "error.not_confirmed"


class Unavailable(UserError):
    """The database was gone before anything was asked of it; nothing was changed."""

    key = "error.unavailable"


class Repeated(UserError):
    """The same knock came twice; the first one's answer holds. Values: what that answer stored."""

    key = "error.repeated"


class NotDead(UserError):
    """The delivery is not dead (any more): somebody else pressed first."""

    key = "error.not_dead"


class StaleButton(UserError):
    """A button that an older version of the bot drew."""

    key = "error.stale_button"


class FormNotOpened(UserError):
    """Slack did not open the modal in time; nothing was changed."""

    key = "error.form_not_opened"


class NotAPersons(UserError):
    """The message was written by the bot, or by another app."""

    key = "error.not_a_persons"


class SomethingHappened(UserError):
    """An emoji was taken away, and what it did can't be undone any more. Values: `number`."""

    key = "error.something_happened"


class NotReadable(UserError):
    """The message stands in a conversation between people, where no bot can be."""

    key = "error.not_readable"


class MentionFirst(UserError):
    """The bot is mentioned in the midst of a sentence: that is talk, no request. Values: `verb` for the example."""

    key = "error.mention_first"


class NotAMoment(UserError):
    """Values: `word` that says no time, or all of it."""

    key = "error.not_a_moment"


class InThePast(UserError):
    """Values: `text` as it was typed."""

    key = "error.in_the_past"


class TooFar(UserError):
    """More than a year ahead. Values: `text` as it was typed."""

    key = "error.too_far"


class OperatorError(Exception):
    """A sentence for who runs the bot: what went wrong, what was not changed, what to do now."""
