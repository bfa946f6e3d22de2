"""Tables and charts: taken by Slack however much is put into them, and never silently cut."""

from hypothesis import given
from hypothesis import strategies as st

from blocks.charts import bar_chart, line_chart
from blocks.parts import Block
from blocks.tables import Cell, Number, data_table, table, typed_table
from owona_bot.playground.block_rules import check_blocks

ANY = st.text(st.characters(codec=None), max_size=60)
CELLS = st.one_of(ANY, st.builds(Number, st.floats(allow_nan=False, allow_infinity=False), ANY))
HOSTILE = "<!channel> *x* \u202etxt.exe\0 & =1+1"


def more(count: int) -> str:
    return f"und {count} weitere"


def rows_of(block: Block) -> list[list[dict[str, object]]]:
    rows = block["rows"]
    assert isinstance(rows, list)
    return rows


def chart_of(block: Block) -> dict[str, object]:
    chart = block["chart"]
    assert isinstance(chart, dict)
    return chart


@given(ANY, st.lists(ANY, min_size=1, max_size=24), st.lists(st.lists(CELLS, max_size=24), max_size=130))
def test_slack_takes_any_table(caption: str, header: list[str], rows: list[list[Cell]]) -> None:
    newest, plainer = data_table(caption, header, rows, more), table(header, rows, more)
    assert check_blocks(newest, "message") == []
    assert check_blocks(plainer, "message") == []
    assert bool(newest) == bool(plainer) == bool(rows)


@given(ANY, st.dictionaries(ANY, st.lists(st.floats(-1e9, 1e9), min_size=24, max_size=24), max_size=14), ANY)
def test_slack_takes_any_chart(title: str, series: dict[str, list[float]], label: str) -> None:
    points = [f"{label}{at}" for at in range(24)]
    for drawn in (line_chart(title, points, series, label, label), bar_chart(title, points, series)):
        assert check_blocks(drawn, "message") == []


def test_what_a_table_leaves_out_is_counted_below_it() -> None:
    rows = [[str(at)] for at in range(150)]
    for shown, kept in ((data_table("Tickets", ["Nr."], rows, more), 100), (table(["Nr."], rows, more), 99)):
        assert len(rows_of(shown[0])) == 1 + kept
        assert f"und {150 - kept} weitere" in str(shown[1])


def test_long_cells_leave_room_for_fewer_rows_rather_than_be_refused() -> None:
    shown = data_table("Tickets", ["Titel"], [["x" * 500]] * 100, more)
    assert len(rows_of(shown[0])) < 70
    assert "weitere" in str(shown[1])


def test_a_figure_is_sorted_by_its_value_and_read_as_its_text() -> None:
    [shown] = data_table("Zeiten", ["Wer", "Zeit"], [["Anna", Number(5400, "1 Std. 30 Min.")]], more)
    assert rows_of(shown)[1][1] == {"type": "raw_number", "value": 5400, "text": "1 Std. 30 Min."}


def test_what_a_customer_wrote_stands_in_a_cell_as_text() -> None:
    [shown] = data_table("Tickets", ["Titel"], [[HOSTILE]], more)
    text = rows_of(shown)[1][0]["text"]
    assert text == "<!channel> *x* txt.exe\ufffd & =1+1"  # raw_text: Slack interprets nothing in it
    assert rows_of(shown)[1][0]["type"] == "raw_text"


def test_too_many_points_are_thinned_at_the_old_end_and_the_axis_says_so() -> None:
    days = [f"{day}." for day in range(1, 32)]
    chart = chart_of(line_chart("Offen", days, {"Offen": list(map(float, range(31)))}, "Tag")[0])
    assert chart["axis_config"] == {"categories": days[11:], "x_label": "Tag · 20/31"}


def test_names_that_are_cut_to_the_same_stay_apart() -> None:
    long = "Eine sehr lange Kategorie "
    chart = chart_of(bar_chart("Je Kategorie", [long + "A", long + "B"], {"Tickets": [1.0, 2.0]})[0])
    assert "Eine sehr lange Kat…" in str(chart)
    assert "Eine sehr lange K… 2" in str(chart)


@given(st.lists(st.lists(ANY, min_size=1, max_size=9), max_size=200))
def test_rows_that_are_typed_are_as_many_as_a_block_holds(rows: list[list[str]]) -> None:
    assert check_blocks(typed_table(rows), "message") == []


def test_columns_that_are_typed_stand_beneath_each_other() -> None:
    [block] = typed_table([["Wer", "Gelöst"], ["Anna", "7"], ["Fatma", "11"]])
    assert "Wer    Gelöst\\nAnna   7\\nFatma  11" in str(block)
