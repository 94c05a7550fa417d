"""The commands and the door that they share: a mistake of the user is told in words, without a traceback."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scenescore.cli import check, explain, look, new, presets, schema, sketch, spot, themes
from scenescore.cli.show import complain
from scenescore.errors import ScenescoreError
from scenescore.model.version import __version__

#: Exit code of a user's mistake.
MISTAKE = 2


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


app = typer.Typer(
    cls=Door,
    name="scenescore",
    help="Sketch film, TV and game music from a scene description.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:  # noqa: FBT001 - a callback is called by position
    if asked:
        typer.echo(f"scenescore {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Sketch film, TV and game music from a scene description."""


app.command("sketch")(sketch.sketch)
app.command("check")(check.check)
app.command("spot")(spot.spot)
app.command("explain")(explain.explain)
app.command("look")(look.look)
app.command("new")(new.new)
app.command("schema")(schema.schema)
app.add_typer(presets.app, name="presets")
app.add_typer(themes.app, name="themes")
