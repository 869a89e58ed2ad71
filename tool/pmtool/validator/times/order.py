"""PM120-PM139: events, milestones and posts against each other."""

from __future__ import annotations

from pmtool.validator.rule import Rule

RULES: tuple[Rule, ...] = ()
