"""PM216-PM219: an impact without figures, and root causes that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.model import Claim
from pmtool.model.metrics import metrics
from pmtool.patterns import Pattern
from pmtool.validator.completeness.blanks import is_told
from pmtool.validator.quoting import in_report, quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_CLOCK = Pattern(r"\b\d{1,2}[:.]\d\d(?::\d\d)?\b|\b\d{1,2}\s?[ap]\.?m\b", re.I)
_NO_QUANTITY = Pattern(
    r"""
    \b(?:HTTP\S{0,9}\ )?[1-5](?:\d\d|xx)s?\b(?=\ (?:error|status|response|code|internal))|\bHTTP\S{0,9}\ \d+|\b[45]xx\b
  | \b\d{4}-\d\d(?:-\d\d)?\b|\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b
  | \b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}\.?\ (?:of\ )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*
  | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\ \d{1,2}\b
    """,
    re.VERBOSE | re.I,
)
_QUANTITY = Pattern(
    r"""
    (?<![\w.#/@-])\d[\d,.]*\s?(?:%|(?:k|m|bn|h|hrs?|mins?|s|secs?|ms|[KMGT]i?B|x|d)\b|(?![\w-]))
  | (?<![\w.#/@-])\d+-(?:hour|minute|second|day|week|fold)
  | \b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy
       |eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|third|quarter|one\ (?:customer|user|client|of)
       |(?:an|one)\ (?:hour|minute|day|week))\b
  | \b(?<!at\ )all\b|\b(?:every|everyone|everybody|nobody|entire|entirely|none|single)\b
  | (?:\bnot|n't)\b[^.]{0,40}\bany\b
  | \bno(?:\ \w+)?\ (?:customers?|users?|one|clients?|requests?|traffic|impact|orders?|data)\b
    """,
    re.VERBOSE | re.I,
)

_CAUSE_IS = Pattern(r"^(?:the )?(?:root )?cause[^.:]{0,40}?(?: was| is|:)(?: that)? ", re.I)
_REASON = Pattern(
    r"\b(?:because|due|caus\w+|since|after|when|while|as|so|trigger\w*|led|by|from|follow\w+|result\w*|which|that|where"
    r"|without|not having|missing|lack\w*|wrong\w*|bug|leak\w*|limit\w*|config\w*|deploy\w*|releas\w*|chang\w*"
    r"|expir\w*|migrat\w*|upgrad\w*|regress\w*|misconfig\w*|never|instead|too)\b",
    re.I,
)
_SYMPTOM = Pattern(
    r"""
    \b(?:was|were|is|are|went|became|got|had\ been)\ (?:\w+\ )?(?:down|unavailable|unreachable|unresponsive|offline|slow
      |degraded|inaccessible|not\ (?:available|responding|working|reachable|accessible)|failing|overloaded|broken)\b
  | \b(?:high|higher|elevated|increas\w+|excessive|spikes?\ (?:in|of))\ (?:\w+\ ){0,3}(?:errors?|error\ rates?|latency
      |latencies|cpu|load|memory|usage|response\ times?|timeouts?|traffic|utili[sz]ation)\b
  | ^(?:an?\ |the\ )?(?:\w+\ ){0,3}(?:outage|downtime|timeouts?|errors?|crash|failure|degradation|unavailability)\W*$
  | \b(?:stopped\ working|did\ not\ work|didn't\ work|crashed|timed\ out|went\ down|stopped\ responding)\W*$
    """,
    re.VERBOSE | re.I,
)
_HUMAN_ERROR = Pattern(
    r"\b(?:human|operator|user|manual|pilot) (?:error|mistake|failure)s?\b"
    r"|\b(?:made|by|to) (?:an? )?(?:honest )?mistake\b|\b(?:carelessness|negligence|inattention|oversight)\b",
    re.I,
)
_UNKNOWN = Pattern(
    r"\b(?:cause|reason)\w*\W+(?:(?:is|are|was|remains?|still|as yet) )*(?:unknown|unclear|undetermined)\b"
    r"|\b(?:(?:still|currently) (?:being )?investigat\w+|under (?:investigation|review)|inconclusive"
    r"|not (?:(?:yet|been) )*(?:known|determined|identified|understood|established))\b"
    r"|^(?:still )?(?:unknown|unclear|undetermined)\b",
    re.I,
)
_SHORT = 160
"""Characters of a root cause that says nothing more."""


class ImpactWithoutNumber(Rule):
    """The impact has no figure: not who or how many were affected, nor how much or how long.

    Why: "some users saw errors" can be ten or ten million; only figures let incidents be compared and ranked.

    Bad::

        # Checkout unavailable

        ## Impact

        Some customers saw errors at checkout.

    Good::

        # Checkout unavailable

        ## Impact

        1,200 customers, a fifth of those online, could not pay for 40 minutes.

    Fix: say how many or what share of customers or requests, and for how long; an estimate says so.
    """

    code = "PM216"
    name = "impact-without-number"

    def check(self, record: Record) -> Iterator[Flaw]:
        impact = record.postmortem.impact
        if impact and is_told(impact) and not is_quantified(impact.text):
            minutes = metrics(record.postmortem).impact
            lasted = f"; by its times it lasted {minutes:g} minutes" if minutes else ""
            yield Flaw(
                f"the impact {quoted(impact.text)} says neither how many nor how much{lasted}",
                "/impact",
                in_report(record, impact.evidence),
            )


def is_quantified(text: str) -> bool:
    """Whether there is a figure or a word for one, or two clock times; dates and status codes are none."""
    if sum(1 for _ in _CLOCK.finditer(text)) > 1:
        return True
    return _QUANTITY.search(_NO_QUANTITY.sub(" ", _CLOCK.sub(" ", text))) is not None


class _RootCause(Rule):
    """What is wrong with a root cause that is told."""

    def check(self, record: Record) -> Iterator[Flaw]:
        cause = record.postmortem.root_cause
        if cause and is_told(cause):
            for flaw in self.doubts(record, cause):
                flaw.path, flaw.span = "/root_cause", in_report(record, cause.evidence)
                yield flaw

    def doubts(self, record: Record, cause: Claim) -> Iterator[Flaw]:
        """The flaws of a root cause, which need no place."""
        raise NotImplementedError


class RootCauseIsSymptom(_RootCause):
    """The root cause only says what was seen: the service was down, the error rate was high.

    Why: what was seen is the effect; an action against it treats the next symptom, not the cause.

    Bad::

        # Checkout unavailable

        ## Root cause

        The root cause was a high error rate in checkout.

    Good::

        # Checkout unavailable

        ## Root cause

        Requests failed because the pool of connections was sized for one worker and the release started four.

    Fix: ask why that happened, and why again, until the answer is something that can be changed.
    """

    code = "PM217"
    name = "root-cause-is-symptom"

    def doubts(self, record: Record, cause: Claim) -> Iterator[Flaw]:
        if is_symptom(cause.text):
            yield Flaw(f"the root cause {quoted(cause.text)} is a symptom: it does not say why")


def is_symptom(root_cause: str) -> bool:
    """Whether a root cause tells what was seen, and no reason for it."""
    told = _CAUSE_IS.sub("", root_cause)
    gives_none = not _REASON.search(told) and not human_error(told)
    return len(told) <= _SHORT and gives_none and _SYMPTOM.search(told) is not None


class RootCauseIsHumanError(_RootCause):
    """The root cause is said to be human error.

    Why: people err every day; what let one mistake take a service down is the part that can be changed.

    Bad::

        # Checkout unavailable

        ## Root cause

        Human error during the deployment.

    Good::

        # Checkout unavailable

        ## Root cause

        The deployment tool takes any environment's name without asking, and production is its default.

    Fix: ask what made the mistake easy to make and hard to notice, and write that.
    """

    code = "PM218"
    name = "root-cause-is-human-error"

    def doubts(self, record: Record, cause: Claim) -> Iterator[Flaw]:
        if found := human_error(cause.text):
            yield Flaw(f"the root cause stops at {quoted(found)}: what let it happen is not told")


def human_error(root_cause: str) -> str:
    """The words at which a root cause stops, where that is human error; else an empty string."""
    found = _HUMAN_ERROR.search(root_cause) if len(root_cause) <= _SHORT else None
    return found[0] if found else ""


class RootCauseUncertain(_RootCause):
    """The root cause is unknown, or only probable in a postmortem that is final.

    Why: actions against a guess may miss; a final postmortem is taken at its word.

    Bad::

        ---
        schema_version: "1.0"
        status: "final"
        ---

        # Checkout unavailable

        ## Root cause

        The root cause is still unknown.

    Good::

        ---
        schema_version: "1.0"
        status: "final"
        ---

        # Checkout unavailable

        ## Root cause

        The pool of connections was sized for one worker, and the release started four.

    Fix: say what was ruled out and what would settle it, and leave the status `in_review` until then.
    """

    code = "PM219"
    name = "root-cause-uncertain"

    def doubts(self, record: Record, cause: Claim) -> Iterator[Flaw]:
        is_final = record.postmortem.status == "final"
        if doubt := unknown(cause.text):
            yield Flaw(
                f"the root cause is not known, or not in full: {quoted(doubt)}", severity=None if is_final else "info"
            )
        elif is_final and cause.certainty == "hedged":
            yield Flaw(f"the postmortem is final, but its root cause is only probable: {quoted(cause.text)}")


def unknown(root_cause: str) -> str:
    """The sentence with which a root cause says that it is not known, and what follows; else an empty string."""
    found = _UNKNOWN.search(root_cause)
    return root_cause[root_cause.rfind(". ", 0, found.start()) + 1 :] if found else ""


RULES: tuple[Rule, ...] = (ImpactWithoutNumber(), RootCauseIsSymptom(), RootCauseIsHumanError(), RootCauseUncertain())
