"""The house keeps its own rules: ladder, sizes, names, documents."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tests.run import ON_POSTGRESQL

ROOT = Path(__file__).resolve().parents[2]

#: From the ground up; rooms on one floor are strangers.
LADDER = [
    ["members"],
    ["files"],
    ["pages"],
    ["programme"],
    ["courses", "resources", "forums"],
    ["badges"],
    ["insights", "search"],
    ["notifications"],
    ["demo", "config"],
]
FLOOR = {room: floor for floor, rooms in enumerate(LADDER) for room in rooms}

#: Files over 400 lines, each with its reason.
LONG: dict[str, str] = {
    "tests/courses/test_assignments.py": "one assignment from its first draft to its feedback, and what each may do at each step",
    "tests/courses/test_desk.py": "one course with everybody in it, which each table and mail is read against",
    "tests/courses/test_own_desk.py": "one learner with everything of theirs, read from each side",
    "tests/courses/test_question_kinds.py": "every kind of question against its cases, as one table",
    "tests/courses/test_rules.py": "every rule against every kind of evidence, as one table of cases",
    "tests/resources/test_uses.py": "telling, showing and moderating a use, on one resource",
}


def room_folders() -> dict[str, Path]:
    return {room: ROOT / room if (ROOT / room).is_dir() else ROOT / "site" / room for room in FLOOR}


def sources() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split() if (ROOT / name).exists()]


def test_relations_between_models_never_point_up_the_ladder() -> None:
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if other is None or isinstance(other, str) or field.auto_created or room not in FLOOR:
                continue
            target = other._meta.app_label
            if target in FLOOR and target != room and FLOOR[target] >= FLOOR[room]:
                wrong.append(f"{room}.{model.__name__}.{field.name} -> {target}")

    assert wrong == []


def test_no_file_is_long_without_a_reason() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources()
    }
    long = {name for name, lines in sizes.items() if lines > 400 and "/migrations/" not in name}

    assert long == set(LONG)
    assert {name for name, lines in sizes.items() if lines > 500 and "/migrations/" not in name} == set()


def test_no_room_is_a_drawer() -> None:
    drawers = {"core", "common", "utils", "util", "helpers", "helper", "misc", "shared", "manager2"}

    assert {path for path in sources() if drawers & {*path.relative_to(ROOT).parts[:-1], path.stem}} == set()


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in [*ROOT.glob("*/apps.py"), *ROOT.glob("site/*/apps.py")]}

    assert folders | {"config"} == set(FLOOR)
    assert {room for room in FLOOR if f"`{room}`" not in text and f"{room}/" not in text} == set()


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        room
        for room, folder in room_folders().items()
        if not ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
    ]

    assert silent == []


def test_site_is_still_pythons_own_module() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import site; print(site.getsitepackages())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stderr


def test_public_functions_have_docstrings() -> None:
    bare = []
    for room, folder in room_folders().items():
        for path in folder.rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if (
                    isinstance(node, ast.FunctionDef | ast.ClassDef)
                    and not node.name.startswith("_")
                    and not ast.get_docstring(node)
                ):
                    bare.append(f"{room}: {path.name}: {node.name}")

    assert [name for name in bare if not name.endswith("Config")] == []


def test_templates_have_no_inline_script_or_style() -> None:
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if any(
            mark in text for mark in (" style=", "<style", " onclick=", " onload=", " onchange=", "<script>")
        ):
            wrong.append(path.relative_to(ROOT).as_posix())

    assert wrong == []


def test_what_writes_in_several_transactions_is_run_on_postgresql_too() -> None:
    found = set()
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("tests/") and path.name.startswith("test_"):
            source = path.read_text(encoding="utf-8")
            shown_elsewhere = "mark.faults" in source or 'connection.vendor != "sqlite"' in source
            if "django_db(transaction=True)" in source and not shown_elsewhere:
                found.add(name)
    listed = set(ON_POSTGRESQL)

    assert len(found) > 4
    assert {name for name in found if name not in listed and name.rpartition("/")[0] not in listed} == set()
    assert [name for name in listed if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "LICENSE", ".env.example", "docs/decisions"]
)
def test_the_documents_are_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_the_example_environment_names_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    wanted = set()
    for path in (ROOT / "site" / "config" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and getattr(node.func.value, "id", "") == "env"
                and node.args
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    wanted.add(first.value)

    assert {name for name in wanted if name not in example} == set()
