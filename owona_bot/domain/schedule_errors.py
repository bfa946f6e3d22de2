"""What is wrong with a job, or with its cron line."""

from owona_bot.domain.errors import FieldError, UserError


class CronFields(FieldError):
    """Field `cron`. Values: `count` of the words that were typed; it takes five."""

    key = "error.cron_fields"


class CronMinute(FieldError):
    """Field `cron`. Values: `word` that is none."""

    key = "error.cron_minute"


class CronHour(FieldError):
    """Field `cron`. Values: `word`."""

    key = "error.cron_hour"


class CronDay(FieldError):
    """Field `cron`. Values: `word`."""

    key = "error.cron_day"


class CronMonth(FieldError):
    """Field `cron`. Values: `word`."""

    key = "error.cron_month"


class CronWeekday(FieldError):
    """Field `cron`. Values: `word`."""

    key = "error.cron_weekday"


class CronNever(FieldError):
    """Field `cron`: no month that it names has such a day."""

    key = "error.cron_never"


class JobUnknown(UserError):
    """Values: `word` as typed, `known` names."""

    key = "error.job_unknown"


class JobRuns(UserError):
    """It was begun already, by time or by hand. Values: `name`."""

    key = "error.job_runs"


class JobNeeded(UserError):
    """The bot can't do without it. Values: `name`."""

    key = "error.job_needed"
