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


class SearchTooGeneral(UserError):
    """Words that stand in nearly every text find nothing in particular. Values: `words` as typed."""

    key = "error.search_too_general"


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


class ExportColumnTwice(UserError):
    """Values: `name`."""

    key = "error.export_column_twice"


class ListGone(UserError):
    """A list of long ago, or of somebody else."""

    key = "error.list_gone"


class BulkGone(UserError):
    """An act on many that was started, has ended, or is somebody else's."""

    key = "error.bulk_gone"


class BulkActMissing(UserError):
    """What is none of the acts that can be done to many."""

    key = "error.bulk_act_missing"


class TooManyForBulk(UserError):
    """Values: `limit`."""

    key = "error.too_many_for_bulk"


class ViewGone(UserError):
    """A saved view that was deleted, or is somebody else's."""

    key = "error.view_gone"


class ViewNameMissing(FieldError):
    """A view without a name can't be chosen."""

    key = "error.view_name_missing"


class ViewNameTaken(FieldError):
    """Values: `name`."""

    key = "error.view_name_taken"


class NothingToFind(UserError):
    """`/ticket find` without a word."""

    key = "error.nothing_to_find"


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


class UnknownOnCallWord(UserError):
    """Values: `word` as it was typed after `/ticket oncall`, `nearest`."""

    key = "error.unknown_on_call_word"


class RotaEmpty(FieldError):
    """Somebody must take turns."""

    key = "error.rota_empty"


class RotaTooMany(FieldError):
    """Values: `limit`, of turns."""

    key = "error.rota_too_many"


class RotaTwice(FieldError):
    """Values: `agent`, who has two turns without anybody between."""

    key = "error.rota_twice"


class RotaBeginsPast(FieldError):
    """What was is not rewritten."""

    key = "error.rota_begins_past"


class RotaTooFar(FieldError):
    """More than a year ahead."""

    key = "error.rota_too_far"


class RotaChanged(UserError):
    """Another was saved since one looked. Values: `agent` who did it, `turns`: the names in order."""

    key = "error.rota_changed"


class ClockMissing(FieldError):
    """No time of day."""

    key = "error.clock_missing"


class ZoneUnknown(FieldError):
    """Values: `word` as typed, `nearest`."""

    key = "error.zone_unknown"


class CoverEndsFirst(FieldError):
    """A single shift that ends before it starts."""

    key = "error.cover_ends_first"


class CoverPast(FieldError):
    """A single shift that is over."""

    key = "error.cover_past"


class CoverTooLong(FieldError):
    """Values: `days`, the most."""

    key = "error.cover_too_long"


class CannotServe(FieldError):
    """A reader has no shifts. Values: `agent`, `role`."""

    key = "error.cannot_serve"


class ColleagueGone(FieldError):
    """Who left the team has no shifts."""

    key = "error.colleague_gone"


class SwapWithSelf(FieldError):
    """One has the shift already."""

    key = "error.swap_with_self"


class ShiftOver(UserError):
    """What is over can't change hands."""

    key = "error.shift_over"


class NotYourShift(UserError):
    """It has passed to somebody else, or never was the asker's."""

    key = "error.not_your_shift"


class NoShiftToSwap(UserError):
    """One has none in sight."""

    key = "error.no_shift_to_swap"


class NobodyToSwapWith(UserError):
    """There is no colleague who could take it."""

    key = "error.nobody_to_swap_with"


class SwapAsked(UserError):
    """The same was asked of the same colleague already. Values: `agent`."""

    key = "error.swap_asked"


class SwapGone(UserError):
    """A request that there is not, or that is others'."""

    key = "error.swap_gone"


class SwapSettled(UserError):
    """A request that was answered, withdrawn, or overtaken."""

    key = "error.swap_settled"


class LastAdmin(UserError):
    """Somebody must be left who can change the team."""

    key = "error.last_admin"


class NotAMember(UserError):
    """Who was never of the team can't be removed from it."""

    key = "error.not_a_member"


class NoSuchTicket(UserError):
    """Values: `number` as it was typed."""

    key = "error.no_such_ticket"


class NumberMissing(UserError):
    """Values: `verb`, for the example."""

    key = "error.number_missing"


class NotANumber(UserError):
    """Values: `word` as it was typed, `verb`."""

    key = "error.not_a_number"


class UnknownVerb(UserError):
    """Values: `word` as it was typed, `nearest` verb."""

    key = "error.unknown_verb"


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


class WordUnknown(UserError):
    """Values: `word` as it was typed, `fits`: what would, `verb` for the `example`."""

    key = "error.word_unknown"


class WordMistyped(UserError):
    """Values: `word` as it was typed, the `nearest` that fits, `fits`: all that would, `verb` for the `example`."""

    key = "error.word_mistyped"


class AmbiguousAgent(UserError):
    """Several are called so. Values: `word` as it was typed, `fits`: their names."""

    key = "error.ambiguous_agent"


class NotOnTheTeam(UserError):
    """Values: `word`, the name of who is no agent, or is none any more."""

    key = "error.not_on_the_team"


class NobodyOfTheTeam(UserError):
    """The same of who has no name here."""

    key = "error.nobody_of_the_team"


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


class DraftGone(UserError):
    """The draft was sent already, or is its writer's alone, or was cleared away."""

    key = "error.draft_gone"


class Overtaken(UserError):
    """Somebody wrote to the customer while the answer was on its way. Values: `who` (a display name)."""

    key = "error.overtaken"


class NoTicketThread(UserError):
    """The message stands in no ticket's thread."""

    key = "error.no_ticket_thread"


class NotAPersons(UserError):
    """The message was written by the bot, or by another app."""

    key = "error.not_a_persons"


class SomethingHappened(UserError):
    """An emoji was taken away, and what it did can't be undone any more. Values: `number`."""

    key = "error.something_happened"


class AlreadyTicket(UserError):
    """The message belongs to a ticket. Values: `number`."""

    key = "error.already_ticket"


class BecomingTicket(UserError):
    """Somebody else makes a ticket of the message at this moment."""

    key = "error.becoming_ticket"


class NoSystemUser(UserError):
    """Nobody could own the ticket: OWONA_MAIL__SYSTEM_USER names no account."""

    key = "error.no_system_user"


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


class FilterTooLong(UserError):
    """Values: `limit`, `length`, both in characters, as typed or written out."""

    key = "error.filter_too_long"


class FilterTooManyTerms(UserError):
    """Values: `limit`."""

    key = "error.filter_too_many_terms"


class FilterQuoteOpen(UserError):
    """A quotation mark that nothing closes. Values: `position` from 1, `word`: what follows, the mark included."""

    key = "error.filter_quote_open"


class FilterFieldUnknown(UserError):
    """Values: `word` before the colon, its `position` from 1, `fits`: the nearest field or all."""

    key = "error.filter_field_unknown"


class FilterValueUnknown(UserError):
    """Values: `field` and `word` as typed, the word's `position` from 1, `fits`: the nearest, all, or examples."""

    key = "error.filter_value_unknown"


class FilterValueMissing(UserError):
    """Values: `field` as typed, `position` from 1 where a value belongs, `fits`: all values, or examples."""

    key = "error.filter_value_missing"


class FilterSortUnclear(UserError):
    """Two orders at once, or one with a minus. Values: `position` from 1, `fits`: the orders."""

    key = "error.filter_sort_unclear"


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


class NothingToShare(FieldError):
    """Whoever it is holds no open ticket. Values: `agent`."""

    key = "error.nothing_to_share"


class ShareWithSelf(FieldError):
    """Nobody gets their own tickets. Values: `agent`."""

    key = "error.share_with_self"


class FiguresTakeTime(UserError):
    """There are too many tickets to count while somebody waits."""

    key = "error.figures_take_time"


class ShareGone(UserError):
    """There is no such proposal any more."""

    key = "error.share_gone"


class ShareSettled(UserError):
    """Somebody was faster. Values: `agent`, who settled it."""

    key = "error.share_settled"


class ShareOvertaken(UserError):
    """A newer proposal took its place, or whose tickets they are is back. Values: `agent`, whose they are."""

    key = "error.share_overtaken"


class ShareAgentBack(UserError):
    """Whose tickets they are is there again. Values: `agent`."""

    key = "error.share_agent_back"


class JobUnknown(UserError):
    """Values: `word` as typed, `known` names."""

    key = "error.job_unknown"


class JobRuns(UserError):
    """It was begun already, by time or by hand. Values: `name`."""

    key = "error.job_runs"


class JobNeeded(UserError):
    """The bot can't do without it. Values: `name`."""

    key = "error.job_needed"


class OperatorError(Exception):
    """A sentence for who runs the bot: what went wrong, what was not changed, what to do now."""


class UnknownTokenWord(UserError):
    """Values: `word` as it was typed after `/ticket token`."""

    key = "error.unknown_token_word"


class TokenNameMissing(FieldError):
    """A token without a name tells nobody what it is for."""

    key = "error.token_name_missing"


class TokenNameTooLong(FieldError):
    """Values: `limit`."""

    key = "error.token_name_too_long"


class TokenScopeMissing(FieldError):
    """A token that opens nothing."""

    key = "error.token_scope_missing"


class TokenDaysWrong(FieldError):
    """Values: `longest`."""

    key = "error.token_days_wrong"


class TooManyTokens(UserError):
    """Values: `most`."""

    key = "error.too_many_tokens"


class TokenGone(UserError):
    """One that was revoked already, or never was."""

    key = "error.token_gone"


class TokenRefused(UserError):
    """None was shown, or one that is unknown, revoked, expired or of nobody who may make any: all answered alike."""

    key = "error.token_refused"


class TokenLacksScope(UserError):
    """Values: `scope`."""

    key = "error.token_lacks_scope"


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


class ReportReaderUnknown(FieldError):
    """Somebody was chosen who is not of the team."""

    key = "error.report_reader_unknown"


class ReportMailOff(FieldError):
    """There is no mail server."""

    key = "error.report_mail_off"


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
