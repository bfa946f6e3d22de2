"""What lists, filters, searches and acts on many tickets refuse."""

from owona_bot.domain.errors import FieldError, UserError


class SearchTooGeneral(UserError):
    """Words that stand in nearly every text find nothing in particular. Values: `words` as typed."""

    key = "error.search_too_general"


class ListGone(UserError):
    """A list of long ago, or of somebody else."""

    key = "error.list_gone"


class BulkGone(UserError):
    """An act on many that was started, has ended, or is somebody else's."""

    key = "error.bulk_gone"


class BulkItemFailed(UserError):
    """One of many could not be changed. Values: `reference` into the log."""

    key = "error.bulk_item_failed"


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


class FilterTimesApart(UserError):
    """No ticket can be of both times, whenever it is asked. Values: `first`, `second` as typed, its `position`."""

    key = "error.filter_times_apart"


class FilterSortUnclear(UserError):
    """Two orders at once, or one with a minus. Values: `position` from 1, `fits`: the orders."""

    key = "error.filter_sort_unclear"
