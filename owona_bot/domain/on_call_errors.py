"""What is wrong with a rota, a cover or a swap of shifts."""

from owona_bot.domain.errors import FieldError, UserError


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
