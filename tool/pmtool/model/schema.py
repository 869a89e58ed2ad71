"""The JSON Schema of a postmortem, generated from the model: `python -m pmtool.model.schema FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pmtool.model.plain import adapter
from pmtool.model.postmortem import SCHEMA_VERSION, Postmortem


def postmortem_schema() -> str:
    """The schema as JSON text, byte for byte what schemas/ holds."""
    body = adapter(Postmortem).json_schema()
    major = SCHEMA_VERSION.partition(".")[0]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"postmortem-{major}.json"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(postmortem_schema(), encoding="utf-8")
