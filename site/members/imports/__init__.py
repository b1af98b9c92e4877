"""Organisations and people from a CSV file: read it, plan what each row would do, apply the plan.

`read` knows files, `plan` knows what is there already, `apply` calls the room's verbs. A
dry run is a plan that nobody applies.
"""

from members.imports.applying import apply
from members.imports.planning import PlannedRow, plan
from members.imports.reading import Table, UnreadableFile, decode, read

__all__ = ["PlannedRow", "Table", "UnreadableFile", "apply", "decode", "plan", "read"]
