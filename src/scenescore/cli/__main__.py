"""Run the command line with `python -m scenescore.cli`."""

from scenescore.cli import main

main()
