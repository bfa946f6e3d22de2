"""What an export refuses."""

from owona_bot.domain.errors import FieldError, UserError


class ExportGone(UserError):
    """An export that has ended, was cleared away, or is somebody else's; or a link to it that leads nowhere."""

    key = "error.export_gone"


class TooManyExports(UserError):
    """Values: `limit`, of one person at a time."""

    key = "error.too_many_exports"


class NoLinks(UserError):
    """The desk has no address that the world reaches."""

    key = "error.no_links"


class ExportColumnUnknown(UserError):
    """Values: `name` as it was typed, `fits`: all that there are."""

    key = "error.export_column_unknown"


class ExportColumnMistyped(UserError):
    """Values: `name` as it was typed, `nearest`."""

    key = "error.export_column_mistyped"


class ExportTooLongForPaper(UserError):
    """Values: `rows` that fit, `most`."""

    key = "error.export_too_long_for_paper"


class ExportPaperHasNoMessages(FieldError):
    """A PDF with messages."""

    key = "error.export_paper_has_no_messages"


class ExportFiguresHaveNone(FieldError):
    """Messages, notes or columns of tickets were asked for, of figures."""

    key = "error.export_figures_have_none"


class ExportOver(UserError):
    """It has ended: nothing is left to cancel."""

    key = "error.export_over"


class ExportQueryUseless(UserError):
    """Values: `name` of a parameter that says nothing beside the `other` one; `parameter` is the same."""

    key = "error.export_query_useless"


class ExportColumnTwice(UserError):
    """Values: `name`."""

    key = "error.export_column_twice"


class ExportQueryUnreadable(UserError):
    """An address whose parameters are no UTF-8, have control characters, or are too many. Values: `parameter`."""

    key = "error.export_query_unreadable"


class ExportQueryUnknown(UserError):
    """Values: `name` of a parameter, `nearest`, `parameter`."""

    key = "error.export_query_unknown"


class ExportQueryTwice(UserError):
    """Values: `name` of a parameter, `parameter`."""

    key = "error.export_query_twice"


class ExportQueryWord(UserError):
    """Values: `word`, `name` of its parameter, `nearest`, `fits`: all that could stand there, `parameter`."""

    key = "error.export_query_word"


class TooManyStreams(UserError):
    """Values: `most` at once."""

    key = "error.too_many_streams"


class ExportStreamUnknown(UserError):
    """No export of that token has that id."""

    key = "error.export_stream_unknown"


class NoSuchBytes(UserError):
    """Of a file that ends before. Values: `size` in bytes."""

    key = "error.no_such_bytes"
