"""What is asked for to the incidents there are: finds files, cuts those that hold several, joins those of one."""

from __future__ import annotations

from pmtool.batch.inputs.finding import Found, files
from pmtool.batch.inputs.grouping import GroupBy
from pmtool.batch.inputs.reading import contents, reports

__all__ = ["Found", "GroupBy", "contents", "files", "reports"]
