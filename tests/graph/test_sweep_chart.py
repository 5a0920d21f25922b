import xml.etree.ElementTree as ET
from dataclasses import dataclass

import numpy as np
import pytest

from chorus.graph.picture import ImageFormat
from chorus.graph.sweep_chart import draw_sweep

SVG = "{http://www.w3.org/2000/svg}"
STABILITY = "#0072b2"


@dataclass(frozen=True, slots=True)
class Found:
    resolution: float
    num_communities: float = 4.0
    stability: float = 0.9
    modularity: float = 0.4
    coverage: float = 0.95


POINTS = (
    Found(0.25, 2, 0.5),
    Found(0.5, 3.5, 0.8),
    Found(1.0, 6, 0.95, modularity=0.5, coverage=0.9),
    Found(2.0, 14.25, 0.6, modularity=-0.1, coverage=0.5),
)


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def places(svg: bytes, colour: str) -> np.ndarray:
    """Where the markers of a colour are, from left to right; y grows downwards."""
    marks = [use for use in ET.fromstring(svg).iter(f"{SVG}use") if f"fill: {colour}" in use.get("style", "")]
    return np.array([(float(use.get("x", "nan")), float(use.get("y", "nan"))) for use in marks])


def test_a_chart_names_its_lines_and_says_how_to_read_it() -> None:
    found = texts(draw_sweep(POINTS, ImageFormat.SVG))
    assert {"stability", "coverage", "modularity", "communities", "resolution"} <= set(found)
    assert {"0.25", "0.5", "1", "2"} <= set(found)
    assert {"3.5", "6", "14.2"} <= set(found)
    assert (
        "A higher modularity is not a better partition: look for a range of resolutions where stability is high and the number "
        "of communities stays the same."
    ) in " ".join(found)


def test_resolutions_are_logarithmic_and_values_are_heights_whatever_their_order() -> None:
    svg = draw_sweep(POINTS, ImageFormat.SVG)
    assert svg == draw_sweep(POINTS[::-1], ImageFormat.SVG)
    x, y = places(svg, STABILITY).T
    assert np.allclose(np.diff(x), np.diff(x)[0])
    rise = np.diff(y) / np.diff([point.stability for point in POINTS])
    assert (rise < 0).all()
    assert np.allclose(rise, rise[0], rtol=1e-3)


def test_names_of_lines_that_end_together_are_apart() -> None:
    points = [
        Found(0.5, stability=0.7, coverage=0.7, modularity=0.7),
        Found(1.0, stability=1, coverage=1, modularity=1),
    ]
    svg = ET.fromstring(draw_sweep(points, ImageFormat.SVG))
    names = {"stability", "coverage", "modularity"}
    heights = sorted(float(text.get("y", "nan")) for text in svg.iter(f"{SVG}text") if text.text in names)
    assert np.diff(heights).min() > 9


def test_one_resolution_and_a_value_that_is_missing_can_be_drawn() -> None:
    assert "stability" in texts(draw_sweep([Found(1.0)], ImageFormat.SVG))
    found = texts(draw_sweep([Found(1.0, stability=float("nan")), Found(2.0, stability=float("nan"))], ImageFormat.SVG))
    assert "stability" not in found
    assert "coverage" in found


@pytest.mark.parametrize("format", ImageFormat)
def test_equal_points_give_equal_bytes(format: ImageFormat) -> None:
    picture = draw_sweep(POINTS, format)
    assert picture == draw_sweep(POINTS, format)
    assert picture.startswith(b"\x89PNG" if format is ImageFormat.PNG else b"<?xml")
