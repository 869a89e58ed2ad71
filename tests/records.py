"""Postmortems to test with: one by hand, and any at all."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import strategies as st

from pmtool import (
    ActionItem,
    Alternative,
    Claim,
    Coverage,
    Event,
    Evidence,
    Instant,
    Milestones,
    Postmortem,
    RunInfo,
    Source,
    StatusUpdate,
    UnplacedSegment,
)


def minute(at: str, written: str, **more: object) -> Instant:
    return Instant(at=at, as_written=written, zone="UTC", zone_rule="explicit", **more)


DEPLOYED = minute("2026-03-01T14:05:00+00:00", "14:05 UTC")
ALERTED = minute(
    "2026-03-01T14:12:00+00:00",
    "about 14:12",
    approximate=True,
    alternatives=(Alternative(at="2026-03-01T13:12:00+00:00", why="the page's own zone"),),
)
RECOVERED = minute("2026-03-01T14:40:30+00:00", "14:40:30 UTC", precision="second")


def cited(text: str, start: int = 0) -> tuple[Evidence, ...]:
    return (Evidence(source="R1", start=start, end=start + len(text), quote=text),)


SAMPLE = Postmortem(
    title="Checkout unavailable",
    organization="Harbour Books",
    severity="SEV2",
    authors=("Night shift",),
    services=("Checkout", "Basket | API"),
    summary=Claim(text="Checkout failed for 35 minutes.", evidence=cited("Checkout failed for 35 minutes.")),
    root_cause=Claim(
        text="A pool of connections ran dry, we think.", evidence=cited("ran dry", 40), certainty="hedged"
    ),
    lessons=(Claim(text="Watch the pool.", origin="human"), Claim(text="Alert sooner.", origin="model")),
    milestones=Milestones(started=DEPLOYED, detected=ALERTED),
    timeline=(
        Event(at=DEPLOYED, text="Release 4.2 went out", kind="trigger", actor="Kim", evidence=cited("Release 4.2", 60)),
        Event(at=ALERTED, until=RECOVERED, text="Errors rose | fell", kind="impact", evidence=cited("Errors rose", 80)),
        Event(at=RECOVERED, text="Traffic was normal", kind="recovery", evidence=cited("normal", 99)),
        Event(at=None, text="Someone called a vendor"),
    ),
    status_updates=(StatusUpdate(at=ALERTED, state="investigating", text="We are looking.\nMore soon."),),
    action_items=(
        ActionItem(
            text="Alert on pool size", type="detect", owner="Ana", due="2026-03-31", evidence=cited("Alert", 120)
        ),
    ),
    open_questions=(Claim(text="Why did the canary pass?"),),
    sources=(Source(id="R1", name="report.txt", media_type="text/plain", sha256="ab" * 32, length=400),),
    coverage=Coverage(
        segments=9,
        used=8,
        unplaced=1,
        unplaced_segments=(UnplacedSegment(id="S9", source="R1", start=380, end=400, text="Call the “office”."),),
    ),
    run=RunInfo(engine="offline", pmtool_version="0.1.0", warnings=("two zones in one list",)),
)


def _real_numbers(postmortem: Postmortem) -> Postmortem:
    """NaN is never equal to itself; infinity is no cost."""
    run = postmortem.run
    if any(n is not None and not -1e300 < n < 1e300 for n in (run.elapsed_s, run.cost)):
        return replace(postmortem, run=replace(run, elapsed_s=None, cost=1e-05))
    return postmortem


st.register_type_strategy(str, st.text(max_size=12))
anything = st.from_type(Postmortem).map(_real_numbers)
"""Any postmortem that the model allows."""

_TROUBLE = re.findall(
    r"\S+",
    r"""
    | ` ``` * _ __ ~ ~~ [^e1] [a](javascript:alert) ![x](y) <script> <br> &lt; &#x41; \ # - + > 1. --- === $ " *(hedged)*
    – unknown {{x}} : %% end a B2 ~14:05 snake_case _x é 時 🚒 http://a.b/c_d?e=1&f=2
    """,
)
_SPACES = [" ", "  ", "\n", "\r", "\t", "# ", "- ", "+ ", "> ", "1. ", " – ", "| --- |"]
_INVISIBLE = ["\x00", "\x1b[31m", "\x85", "\u2028", "\u202e", "\ufeff"]

hostile = st.lists(st.sampled_from(_TROUBLE + _SPACES + _INVISIBLE), max_size=8).map("".join)
"""Text that means something to Markdown, HTML, Mermaid, YAML or a terminal."""
