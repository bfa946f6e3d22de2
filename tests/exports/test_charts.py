"""Charts: the same bytes for the same data, and nothing in them that a reader would fetch or run."""

import re
from xml.etree import ElementTree

import pytest

from owona_bot.domain.report import Shape
from owona_bot.exports.charts import Drawing, step_of, svg

HOSTILE = ("<script>alert(1)</script>", "&amp; \"'", "https://example.org/x.png", "")


def a_drawing(shape: Shape, *values: float | None) -> Drawing:
    names = [*HOSTILE, *map(str, range(len(values)))][: len(values)]
    return Drawing(shape, names, {"<b>Neu</b>": values, "Gelöst": values}, lambda found: f"{found:.0f}")


@pytest.mark.parametrize("shape", Shape)
def test_a_chart_is_the_same_each_time_and_fetches_nothing(shape: Shape) -> None:
    drawn = svg(a_drawing(shape, 3, None, 0, 12.5, 7))
    assert drawn == svg(a_drawing(shape, 3, None, 0, 12.5, 7))
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
    assert not tags & {"script", "image", "use", "a", "foreignObject", "b", "title", "desc"}
    assert not re.search(r"(href|url\(|@import|@font-face|<!--|<\?)", drawn)
    assert set(re.findall(r"\w+://[^\s\"<]*", drawn.replace("https://example.org/x.png", ""))) == {
        "http://www.w3.org/2000/svg"
    }
    assert "Gelöst" in drawn


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("values", [(), (0, 0), (None, None), (10**9, 1)])
def test_no_data_is_no_trouble(shape: Shape, values: tuple[float | None, ...]) -> None:
    assert svg(a_drawing(shape, *values)).startswith("<svg")


def test_the_scale_goes_in_steps_that_people_count_in() -> None:
    assert [step_of(most) for most in (0, 1, 5, 6, 10, 11, 26, 51, 999, 10**6)] == [
        *(1, 1, 1, 2, 2, 5, 10, 20, 200, 200_000),
    ]
