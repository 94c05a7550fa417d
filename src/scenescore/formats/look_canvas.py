"""The sheet on which a sketch is drawn: panels above each other that share one axis of seconds, and the palette.

Colours are those of Okabe and Ito 2008, which people with any colour vision can tell apart.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any, Literal

from scenescore.formats.look_text import DPI, FONT
from scenescore.model.cue import Cue
from scenescore.model.sketch import Sketch

Kind = Literal["png", "svg"]
WIDE, HIGH = 1600, 900
LEFT, RIGHT = 84, 26
INK, GREY, PALE, PAPER = "#1f2430", "#6b7280", "#d8dbe0", "#ffffff"
#: One colour for each layer role, in the order in which they are laid over each other.
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "harmony": "#56b4e9",
        "colour": "#009e73",
        "bass": "#0072b2",
        "rhythm": "#e69f00",
        "counter-melody": "#cc79a7",
        "melody": "#d55e00",
    },
)
#: Everything that would make two drawings of one cue differ is held still.
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "scenescore",
    "svg.fonttype": "path",
    "font.family": FONT,
    "path.simplify": False,
    "text.parse_math": False,
}
_METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": "scenescore"}}


@dataclass(frozen=True, slots=True)
class Paper:
    """A figure and the cue whose time runs over it; panels are asked for by their pixels from the top."""

    figure: Any
    cue: Cue

    @property
    def length(self) -> float:
        """Seconds of the cue."""
        return float(self.cue.picture.length)

    @property
    def scale(self) -> float:
        """Pixels to a second."""
        return (WIDE - LEFT - RIGHT) / self.length

    def seconds(self, tick: int) -> float:
        """Where a tick stands on the ruler."""
        return float(self.cue.seconds(tick))

    def panel(self, top: float, height: float) -> Any:
        """An empty panel over the whole length of the cue, without ticks or frame; its height counts 0 to 1."""
        box = (LEFT / WIDE, 1 - (top + height) / HIGH, (WIDE - LEFT - RIGHT) / WIDE, height / HIGH)
        axes = self.figure.add_axes(box)
        axes.set_xlim(0, self.length)
        axes.set_ylim(0, 1)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        axes.patch.set_alpha(0)
        return axes

    def note(self, x: float, y: float, text: str, size: float, **style: Any) -> None:
        """Write at a place of the sheet, in pixels from its upper left corner."""
        style = {"color": INK, "va": "center", **style}
        self.figure.text(x / WIDE, 1 - y / HIGH, text, fontsize=size, **style)

    def margin(self, top: float, height: float, text: str) -> None:
        """Name a row in the left margin."""
        self.note(LEFT - 8, top + height / 2, text, 7.5, ha="right", color=GREY)


@dataclass(frozen=True, slots=True)
class Sheet(Paper):
    """The paper on which a whole sketch is drawn."""

    sketch: Sketch


def new_figure() -> Any:
    """A sheet of 1600 by 900 pixels."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    return Figure(figsize=(WIDE / DPI, HIGH / DPI), dpi=DPI, facecolor=PAPER)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in our own settings, whatever the user's are."""
    import matplotlib as mpl  # noqa: PLC0415 - heavy

    with mpl.rc_context(), warnings.catch_warnings():
        # A title in letters that the font lacks shows boxes; that is no reason to complain.
        warnings.filterwarnings("ignore", message="Glyph")
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def saved(paper: Paper, kind: Kind, high: float = HIGH) -> bytes:
    """Encode what is drawn, down to so many pixels."""
    from matplotlib.transforms import Bbox  # noqa: PLC0415 - heavy

    out = BytesIO()
    sheet = None if high >= HIGH else Bbox([[0, (HIGH - high) / DPI], [WIDE / DPI, HIGH / DPI]])
    paper.figure.savefig(out, format=kind, dpi=DPI, metadata=_METADATA[kind], bbox_inches=sheet)
    return out.getvalue()
