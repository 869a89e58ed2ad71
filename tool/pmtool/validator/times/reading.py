"""PM101-PM109: what a time as written can mean."""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
