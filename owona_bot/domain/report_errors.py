"""What a report, or the figures, refuse."""

from owona_bot.domain.errors import FieldError, UserError


class FiguresTakeTime(UserError):
    """There are too many tickets to count while somebody waits."""

    key = "error.figures_take_time"


class UnknownReportWord(UserError):
    """Values: `word` after `/ticket report`, and the `nearest` known one."""

    key = "error.unknown_report_word"


class PeriodUnknown(UserError):
    """Values: `word`, which stands where a period may, or nowhere but in quotes."""

    key = "error.period_unknown"


class PeriodAhead(UserError):
    """Values: `word`, a day or a month to come."""

    key = "error.period_ahead"


class ReportDayUnknown(UserError):
    """Values: `word` behind a report's name, which is neither a day in it nor a filter."""

    key = "error.report_day_unknown"


class ReportGone(UserError):
    """Nobody scheduled a report of that name, or it was deleted. Values: `name`."""

    key = "error.report_gone"


class ReportForgotten(UserError):
    """A report of long ago, of which nothing is kept."""

    key = "error.report_forgotten"


class ReportRuns(UserError):
    """The same is being made for the same person, or was a moment ago."""

    key = "error.report_runs"


class ReportChannelLacksUs(FieldError):
    """The bot is not in that channel, or it is archived."""

    key = "error.report_channel_lacks_us"


class ReportElsewhere(FieldError):
    """An agent sends one to a channel other than that in which they ask for it; leads may."""

    key = "error.report_elsewhere"


class ReportForOthers(FieldError):
    """An agent schedules one that others read; leads may."""

    key = "error.report_for_others"


class ReportTooOften(FieldError):
    """More than once an hour."""

    key = "error.report_too_often"


class ReportReaderUnknown(FieldError):
    """Somebody was chosen who is not of the team."""

    key = "error.report_reader_unknown"


class ReportMailOff(FieldError):
    """There is no mail server."""

    key = "error.report_mail_off"
