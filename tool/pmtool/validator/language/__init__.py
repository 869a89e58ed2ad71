"""PM5xx: does it blame, judge with hindsight, or say little?"""

from __future__ import annotations

from pmtool.validator.language.rules import AbsolutePromise, Blame, Counterfactual, EmptyPhrase, Hindsight
from pmtool.validator.language.vague import VagueQuantity
from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = (
    Blame(),
    Counterfactual(),
    Hindsight(),
    VagueQuantity(),
    EmptyPhrase(),
    AbsolutePromise(),
)
