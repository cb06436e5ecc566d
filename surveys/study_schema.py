"""The JSON Schema of ``study.yaml``, for editors that complete and check while one types.

The program itself does not need it: the same models check the file. docs/study.schema.json is its output.
"""

from __future__ import annotations

import json
from typing import Any

from merlingua.surveys.study_definition import SCHEMA_VERSION, StudyDefinition

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def study_schema() -> dict[str, Any]:
    """The schema as plain values, in the dialect that pydantic writes."""
    schema = StudyDefinition.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": DIALECT,
        **schema,
        "title": f"Merlingua study, schema version {SCHEMA_VERSION}",
    }


def study_schema_text() -> str:
    """The schema as it is printed and published: two blanks of indent, a line end at the end."""
    return json.dumps(study_schema(), indent=2, ensure_ascii=False) + "\n"
