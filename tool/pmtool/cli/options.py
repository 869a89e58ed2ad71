"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import argparse
import datetime as dt

from pmtool import config


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """How to read a report's times, and how large it may be."""
    group = parser.add_argument_group("reading")
    group.add_argument(
        "--timezone",
        metavar="ZONE",
        help="zone of times that name none: an IANA name (Europe/Berlin) or an offset (+05:30, --timezone=-05:00)",
    )
    group.add_argument(
        "--date", type=date, metavar="DATE", help="day the report is about, as 2026-03-31, where it names none itself"
    )
    group.add_argument(
        "--max-size", metavar="MB", help=f"largest input to accept, in MB (default: {config.MAX_SIZE.default:g})"
    )


def settings(arguments: argparse.Namespace) -> config.Settings:
    """The settings in force under this command line."""
    return config.effective(vars(arguments))


def max_bytes(chosen: config.Settings) -> int:
    """The largest input, in bytes."""
    return int(chosen.max_size * (1 << 20))


def date(text: str) -> dt.date:
    """A day on the command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date like 2026-03-31") from None
