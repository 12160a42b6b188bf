"""The rows to prove: the regulation's own, and those that give nobody a right (rows.yaml)."""

from pathlib import Path
from typing import Any

import yaml

from policy.regulation import Regulation
from provisioning.conformance.model import Row

_FILE = Path(__file__).with_name("rows.yaml")


def load_rows(regulation: Regulation) -> list[Row]:
    """Every row, in the order of the regulation's text; a school's own rows stand at the end.

    A row that the school took out of its regulation asks for nothing and is left out.
    """
    known: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    rows = []
    for row_id, it in known.items():
        found = regulation.row(row_id)
        if found is None and "text" not in it:
            continue
        rows.append(
            Row(
                row_id,
                found.clause if found else it["clause"],
                found.text if found else it["text"],
                tuple(it["who"]),
                it.get("left"),
                it.get("why", ""),
                it.get("aside"),
            )
        )
    rows += [Row(row.id, row.clause, row.text) for row in regulation.rows if row.id not in known]
    return rows
