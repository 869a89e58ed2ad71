"""PM110-PM119: stated durations and distances against the times."""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
