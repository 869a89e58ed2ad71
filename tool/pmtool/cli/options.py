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


def add_server_options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Which model is asked, and how long it may take. Values are checked with those of the files, as settings."""
    group = parser.add_argument_group("model", "for the llm engine; `pmtool config` shows what else can be set")
    group.add_argument("--model", metavar="NAME", help="the model's name on its server, or a profile of yours")
    group.add_argument(
        "--base-url", metavar="URL", help="server that speaks OpenAI's protocol, such as http://localhost:11434/v1"
    )
    group.add_argument("--deadline", metavar="SECONDS", help="longest that one call may take in all (default: 180)")
    return group


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Which model is asked, and how."""
    group = add_server_options(parser)
    group.add_argument(
        "--plan",
        choices=("sections", "single"),
        help="ask for the sections in several calls at once (default: faster), or for all in a single one (cheaper)",
    )
    group.add_argument(
        "--repairs",
        metavar="N",
        help="rounds in which the model may mend what is wrong or unproven (default: 2; 0: none)",
    )
    group.add_argument(
        "--redact",
        action=argparse.BooleanOptionalAction,
        help="hide secrets, mail addresses, phone numbers and IPs before anything is sent, and put them back after "
        "(default: unless the server is this machine)",
    )
    group.add_argument(
        "--prompts", metavar="FOLDER", help="your own prompt templates; `pmtool config prompts -o FOLDER` starts some"
    )
    group.add_argument(
        "--no-cache", dest="cache", action="store_false", default=None, help="ask anew what was answered before"
    )
    group.add_argument("--concurrency", metavar="N", help="calls in flight at a time (default: 8)")


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
