"""`pmtool schema`: the JSON Schema of a postmortem."""

from __future__ import annotations

import argparse

from pmtool import resources
from pmtool.cli import output

DESCRIPTION = "Prints the JSON Schema that every postmortem in JSON or YAML follows."

EPILOG = """\
examples:
  pmtool schema > postmortem.schema.json
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's description and examples."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG


def run(arguments: argparse.Namespace) -> int:
    """Prints the schema that travels with this version."""
    output.write_stdout(resources.read_schema())
    return 0
