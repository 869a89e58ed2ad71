"""What is worth a line where nothing can be redrawn, such as a CI log."""

from __future__ import annotations

from pmtool.model.progress import Done, Failed, Paced, Planned, Progress, Repairing, Unmended


def line(progress: Progress) -> str:
    """An event in words; empty for what only a live view shows."""
    match progress:
        case Planned(parts=parts, input_tokens=tokens, hidden=hidden):
            calls = "1 call" if len(parts) == 1 else f"{len(parts)} calls"
            return f"{calls}, about {_rounded(tokens):,} tokens in{f', without {hidden}' if hidden else ''}"
        case Done(part=part, from_cache=True):
            return f"{part}: from cache"
        case Done(part=part, output_tokens=tokens):
            return f"{part}: done, {tokens:,} tokens"
        case Repairing(part=part, problems=problems, round=number):
            told = "1 problem goes" if problems == 1 else f"{problems} problems go"
            return f"{part}: {told} back to the model, round {number}"
        case Unmended(part=part, why=why):
            return f"{part}: not mended: {why}"
        case Failed(part=part, why=why):
            return f"{part}: failed: {why}"
        case Paced(seconds=seconds, why=why):
            return f"waiting {seconds:.0f} s: {why}"
    return ""


def _rounded(tokens: int) -> int:
    """An estimate without figures that it can't vouch for."""
    return round(tokens, -2) if tokens >= 1000 else round(tokens, -1)
