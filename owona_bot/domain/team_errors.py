"""What is wrong with what is said of the team, or of oneself."""

from owona_bot.domain.errors import FieldError, UserError


class UnknownTeamWord(UserError):
    """Values: `word` as it was typed after `/ticket team`."""

    key = "error.unknown_team_word"


class MisspeltTeamWord(UserError):
    """Values: `word` as it was typed after `/ticket team`, `nearest`."""

    key = "error.misspelt_team_word"


class NoPersonNamed(UserError):
    """Values: `word` that stands where a mention must; may be empty."""

    key = "error.no_person_named"


class UnknownRole(UserError):
    """Values: `word` as it was typed, `nearest`."""

    key = "error.unknown_role"


class UnknownMeWord(UserError):
    """Values: `word` as it was typed after `/ticket me`."""

    key = "error.unknown_me_word"


class NoColleagueNamed(UserError):
    """Nobody of the team is named where somebody must be."""

    key = "error.no_colleague_named"


class NotAColleague(UserError):
    """Values: `word` that stands where somebody of the team is named."""

    key = "error.not_a_colleague"


class NoSubstituteNamed(FieldError):
    """Nobody is named who is to stand in."""

    key = "error.no_substitute_named"


class NotASubstitute(FieldError):
    """Values: `word` that stands where somebody is named who is to stand in."""

    key = "error.not_a_substitute"


class SubstituteForSelf(FieldError):
    """Nobody stands in for themselves."""

    key = "error.substitute_for_self"


class BadSkill(FieldError):
    """Values: `word` as it was typed."""

    key = "error.bad_skill"


class TooManySkills(FieldError):
    """Values: `count`, `limit`."""

    key = "error.too_many_skills"


class BadLanguage(FieldError):
    """Values: `word` as it was typed."""

    key = "error.bad_language"


class BadCap(FieldError):
    """Values: `word` as it was typed, `limit`: the highest."""

    key = "error.bad_cap"


class ClockMissing(FieldError):
    """No time of day."""

    key = "error.clock_missing"


class ZoneUnknown(FieldError):
    """Values: `word` as typed, `nearest`."""

    key = "error.zone_unknown"


class LastAdmin(UserError):
    """Somebody must be left who can change the team."""

    key = "error.last_admin"


class NotAMember(UserError):
    """Who was never of the team can't be removed from it."""

    key = "error.not_a_member"


class AmbiguousAgent(UserError):
    """Several are called so. Values: `word` as it was typed, `fits`: their names."""

    key = "error.ambiguous_agent"


class NotOnTheTeam(UserError):
    """Values: `word`, the name of who is no agent, or is none any more."""

    key = "error.not_on_the_team"


class NobodyOfTheTeam(UserError):
    """The same of who has no name here."""

    key = "error.nobody_of_the_team"


class HoursWord(FieldError):
    """Field `hours`. Values: `word` that is no day, no time, no zone and no calendar."""

    key = "error.hours_word"


class HoursDaysMissing(FieldError):
    """Field `hours`. Values: `word`, hours that no day stands before."""

    key = "error.hours_days_missing"


class HoursTimesMissing(FieldError):
    """Field `hours`. Values: `word`, days that no hours follow."""

    key = "error.hours_times_missing"


class HoursEmpty(FieldError):
    """Field `hours`. Values: `word`, hours that end when they begin."""

    key = "error.hours_empty"


class HoursNight(FieldError):
    """Field `hours`. Values: `word`, hours that would go on through the night, `instead` what may be meant."""

    key = "error.hours_night"


class HoursOverlap(FieldError):
    """Field `hours`. Values: `word`, hours of a day that has others at that time."""

    key = "error.hours_overlap"
