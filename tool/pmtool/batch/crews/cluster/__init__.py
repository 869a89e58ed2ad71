"""A Dask cluster: blocks of reports go to its workers, results come back; nothing is written but here."""

from __future__ import annotations

from pmtool.batch.crews.cluster.crew import DaskCrew

__all__ = ["DaskCrew"]
