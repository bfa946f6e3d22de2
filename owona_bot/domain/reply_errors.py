"""What is wrong with a reply, its files and its canned words."""

from owona_bot.domain.errors import FieldError, UserError


class ReplyEmpty(FieldError):
    """Field `text`."""

    key = "error.reply_empty"


class ReplyTooLong(FieldError):
    """Field `text`. Values: `limit`, `length`, both in characters."""

    key = "error.reply_too_long"


class TooManyFiles(FieldError):
    """Field `files`. Values: `limit`, `count`."""

    key = "error.too_many_files"


class FileTooLarge(FieldError):
    """Field `files`. Values: `name`, `limit` in MB."""

    key = "error.file_too_large"


class FilesTooLarge(FieldError):
    """Field `files`, all of them in sum. Values: `limit` in MB."""

    key = "error.files_too_large"


class FileInNote(FieldError):
    """Field `files`: an internal note has none."""

    key = "error.file_in_note"


class QuickReplyInNote(FieldError):
    """Field `quick_replies`: nobody but the customer could press them."""

    key = "error.quick_reply_in_note"


class TooManyQuickReplies(FieldError):
    """Field `quick_replies`. Values: `limit`, `count`."""

    key = "error.too_many_quick_replies"


class QuickReplyTooLong(FieldError):
    """Field `quick_replies`. Values: `label`, `limit`, `length`, both in characters."""

    key = "error.quick_reply_too_long"


class StatusMoved(UserError):
    """Somebody changed the status while the answer was on its way. Values: `number`."""

    key = "error.status_moved"


class ReadersMoved(UserError):
    """A ticket was merged here, or parted, while the answer was on its way. Values: `number`."""

    key = "error.readers_moved"


class WentAlready(UserError):
    """The reply's time to be taken back is over: the customer has it."""

    key = "error.went_already"


class TakenBackAlready(UserError):
    """It lies with its writer again."""

    key = "error.taken_back_already"


class ReplyUnknown(UserError):
    """It was taken back and sent anew, or cleared away, or lost with its ticket."""

    key = "error.reply_unknown"


class ReleasedAlready(UserError):
    """Somebody else released it, or it went."""

    key = "error.released_already"


class NotTheWriter(UserError):
    """Values: `agent` who wrote it (a display name), `least` (the role that may too)."""

    key = "error.not_the_writer"


class DraftGone(UserError):
    """The draft was sent already, or is its writer's alone, or was cleared away."""

    key = "error.draft_gone"


class Overtaken(UserError):
    """Somebody wrote to the customer while the answer was on its way. Values: `who` (a display name)."""

    key = "error.overtaken"


class CannedNameMissing(FieldError):
    """Field `name`."""

    key = "error.canned_name_missing"


class CannedNameTooLong(FieldError):
    """Field `name`. Values: `limit`, `length`, both in characters."""

    key = "error.canned_name_too_long"


class CannedNameTaken(FieldError):
    """Field `name`. Values: `name`."""

    key = "error.canned_name_taken"


class CannedGone(UserError):
    """Somebody deleted it, or it is somebody else's own."""

    key = "error.canned_gone"


class NotYourCanned(UserError):
    """A shared one changes who may change those. Values: `name`."""

    key = "error.not_your_canned"


class PlaceholderLeft(FieldError):
    """Values: `name` as it stands in the text, with its braces."""

    key = "error.placeholder_left"


class CannedBodyMissing(FieldError):
    """Field `body`."""

    key = "error.canned_body_missing"


class CannedBodyTooLong(FieldError):
    """Field `body`. Values: `limit`, `length`, both in characters."""

    key = "error.canned_body_too_long"


class UnknownVariable(FieldError):
    """Values: `name` as it was written, `nearest` one that is known, both with their braces."""

    key = "error.unknown_variable"


class VariableEmpty(FieldError):
    """Nothing is known that could stand there. Values: `name` with its braces."""

    key = "error.variable_empty"


class NoSuchLink(UserError):
    """A link of a letter that was never given, is for something else, or has expired."""

    key = "page.not_found"


class NoSuchFile(UserError):
    """A link to the file of an export that never led anywhere, or leads nowhere any more."""

    key = "page.file_gone"


class LinkUsed(UserError):
    """A link of a letter acts once."""

    key = "page.used"
