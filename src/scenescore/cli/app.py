"""The commands and the door that they share: a mistake of the user is told in words, without a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scenescore.cli.show import complain
from scenescore.errors import ScenescoreError
from scenescore.model.version import __version__

#: Exit code of a user's mistake.
MISTAKE = 2
#: Commands and groups of commands in the order of the help; each is a module that is loaded when it is asked for.
COMMANDS, GROUPS = ("sketch", "check", "spot", "explain", "look", "new", "schema"), ("presets", "themes")
VERSION = "--version"
#: The door to every command; see `__getattr__`.
app: typer.Typer


class Door(TyperGroup):
    """Turn errors that are made for users into words and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except ScenescoreError as error:
            complain(str(error))
        except BrokenPipeError:
            # Whoever read has read enough, which is no mistake.
            _drop_the_rest()
            raise typer.Exit from None
        except OSError as error:
            _drop_the_rest()
            complain(f"{error.filename or 'the output'}: {(error.strerror or str(error)).lower()}")
        else:
            return done
        raise typer.Exit(MISTAKE)


def _drop_the_rest() -> None:
    """Let what could not be printed go, so that Python does not complain of it once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(asked: bool) -> None:  # noqa: FBT001 - a callback is called by position
    if asked:
        typer.echo(f"scenescore {__version__}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option(VERSION, callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Sketch film, TV and game music from a scene description."""


def opened(asked: Sequence[str] = ()) -> typer.Typer:
    """The door to what the first word asks for; to every command where it names none, as for help."""
    door = typer.Typer(
        cls=Door,
        name="scenescore",
        help="Sketch film, TV and game music from a scene description.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    door.callback()(_options)
    word = next(iter(asked), "")
    known = (*COMMANDS, *GROUPS)
    for name in (word,) if word in known else () if word == VERSION else known:
        module = import_module(f"scenescore.cli.{name}")
        if name in GROUPS:
            door.add_typer(module.app, name=name)
        else:
            door.command(name)(getattr(module, name))
    return door


@cache
def __getattr__(name: str) -> typer.Typer:
    """`app`: the door to every command."""
    if name != "app":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return opened()
