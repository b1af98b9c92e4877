"""A frozen question as a form shows it, with what was answered so far. Pure; nothing in it tells what is right."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.questions import words_in

AGREEMENT = (
    ("1", _("not at all")),
    ("2", _("rather not")),
    ("3", _("partly")),
    ("4", _("mostly")),
    ("5", _("fully")),
)


def asked(frozen: Mapping[str, Any], answer: Any, language: str) -> dict[str, Any]:
    """Return the names, words and values of the fields of a question."""
    words = words_in(frozen, language)
    name = f"q-{frozen['id']}"
    found = {
        "id": frozen["id"],
        "kind": frozen["kind"],
        "name": name,
        "question": words["question"],
        "points": frozen["points"],
        "language": language if language in frozen["words"] else next(iter(frozen["words"])),
        "is_answered": answer is not None,
    }
    given = answer if isinstance(answer, dict) else {}
    match frozen["kind"]:
        case "single" | "multiple":
            chosen = answer if isinstance(answer, list) else [answer]
            found["options"] = [{**one, "chosen": one["id"] in chosen} for one in words["options"]]
        case "truth":
            found["options"] = [
                {"id": "true", "text": _("True"), "chosen": answer is True},
                {"id": "false", "text": _("False"), "chosen": answer is False},
            ]
        case "matching":
            found["rows"] = [
                {
                    "name": f"{name}-{left['id']}",
                    "text": left["text"],
                    "options": [
                        {**one, "chosen": given.get(left["id"]) == one["id"]} for one in words["rights"]
                    ],
                }
                for left in words["lefts"]
            ]
        case "ordering":
            places = range(1, len(words["steps"]) + 1)
            found["rows"] = [
                {
                    "name": f"{name}-{step['id']}",
                    "text": step["text"],
                    "options": [{"id": n, "text": n, "chosen": given.get(step["id"]) == n} for n in places],
                }
                for step in words["steps"]
            ]
        case "likert":
            found["rows"] = [
                {
                    "name": f"{name}-{one['id']}",
                    "text": one["text"],
                    "options": [
                        {"id": step, "text": text, "chosen": str(given.get(one["id"])) == step}
                        for step, text in AGREEMENT
                    ],
                }
                for one in words["statements"]
            ]
        case "gaps":
            found["parts"] = [
                {
                    "text": part["text"],
                    "name": f"{name}-{part['gap']}" if part["gap"] is not None else "",
                    "number": part["gap"] + 1 if part["gap"] is not None else 0,
                    "value": given.get(str(part["gap"]), ""),
                }
                for part in words["parts"]
            ]
        case _other:
            found["value"] = answer if isinstance(answer, str) else ""
            found["unit"] = words.get("unit", "")
    return found
