"""Why tickets can't be handed round."""

from owona_bot.domain.errors import FieldError, UserError


class NothingToShare(FieldError):
    """Whoever it is holds no open ticket. Values: `agent`."""

    key = "error.nothing_to_share"


class ShareWithSelf(FieldError):
    """Nobody gets their own tickets. Values: `agent`."""

    key = "error.share_with_self"


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
