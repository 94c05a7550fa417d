"""What the commands print: words on stderr, results on stdout. Nothing of a user's text is read as markup."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from typing import Any

import typer


def complain(message: str) -> None:
    """Tell a mistake on stderr."""
    typer.echo(message, err=True)


def as_json(value: Any) -> None:
    """Print a result for machines on stdout, plain ASCII so that every host reads it alike."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def width() -> int:
    """How wide a line may be: the terminal's columns; 0, as long as it is, into a file or pipe."""
    return get_terminal_size().columns if sys.stdout.isatty() else 0


def table(head: Sequence[str], rows: Iterable[Sequence[str]], title: str = "", *, is_narrow: bool = False) -> None:
    """Print a table: with rich on a terminal, with plain columns into a file or pipe, or where room is dear."""
    lines = [tuple(str(cell) for cell in row) for row in rows]
    if is_narrow or not sys.stdout.isatty():
        _plain(head, lines, title)
        return
    from rich.console import Console  # noqa: PLC0415 - only for terminals
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(title=Text(title) if title else None, title_justify="left", show_header=any(head))
    for name in head:
        drawn.add_column(Text(name))
    for line in lines:
        drawn.add_row(*(Text(cell) for cell in line))
    Console().print(drawn)


def _plain(head: Sequence[str], lines: Sequence[Sequence[str]], title: str) -> None:
    """Print columns that line up."""
    widths = [max(len(row[i]) for row in (head, *lines)) for i in range(len(head))]
    if title:
        typer.echo(title)
    for row in (head, *lines) if any(head) else lines:
        cells = zip(row, widths, strict=True)
        typer.echo("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
