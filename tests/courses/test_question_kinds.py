"""Each kind of question against a table of cases that were worked out by hand; hostile and empty answers included.

Cases are written with the words that people read. They are sent as a form in English and again with the French words: the same
quiz in French scores the same.
"""

import json
import random
from typing import Any

import pytest
from django.http import QueryDict

from courses import questions
from courses.questions import KINDS, freeze, read_answers, words_in

LONG = "a" * 60_000
HOSTILE = [
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\x00",
    "💥" * 400,
    "../../etc/passwd",
    "%00%ff",
    "null",
    LONG,
]


def entry(number: str, value: Any) -> dict[str, Any]:
    """An entry of a list as the page stores it."""
    return {"id": number, "type": "item", "value": value}


def options(*texts: str, right: tuple[int, ...]) -> list[dict[str, Any]]:
    """Choices, of which some are right."""
    return [entry(f"o{n}", {"text": t, "right": n in right, "why": f"why {t}"}) for n, t in enumerate(texts)]


def both(kind: str, english: dict[str, Any], french: dict[str, Any]) -> dict[str, Any]:
    """Freeze a question of two languages, always in the same way."""
    blocks = {
        "en": {"id": "q1", "type": kind, "value": {"question": "Which?", "points": 1, **english}},
        "fr": {"id": "q1", "type": kind, "value": {"question": "Lequel ?", "points": 1, **french}},
    }
    return freeze(blocks, shuffle=True, chance=random.Random(4))


SINGLE = both(
    "single",
    {"options": options("train", "plane", "van", "boat", right=(0,))},
    {"options": options("train ferroviaire", "avion", "camionnette", "bateau", right=(1, 2))},  # not asked
)
TWO_RIGHT = both(
    "single",
    {"options": options("train", "plane", "van", right=(0, 2))},
    {"options": options("le train", "avion", "camionnette", right=())},
)
MULTIPLE = both(
    "multiple",
    {"options": options("visa", "carnet", "poster", "sandwich", right=(0, 1))},
    {"options": options("le visa", "le carnet", "affiche", "casse-croûte", right=(3,))},
)
TRUTH = both("truth", {"is_true": True}, {"is_true": False})
LIE = both("truth", {"is_true": False}, {})
SHORT = both(
    "short",
    {"accepted": [entry("a", "get-in"), entry("b", "Load in")], "accents": False},
    {"accepted": [entry("a", "montage"), entry("b", "l’entrée en salle")]},
)
ACCENTS = both(
    "short", {"accepted": [entry("a", "relâche")], "accents": True}, {"accepted": [entry("a", "relâche")]}
)
NUMBER = both(
    "number",
    {"number": "1200.5", "tolerance": "0.5", "unit": "km"},
    {"number": "7", "tolerance": "99", "unit": "kilomètres"},
)
EXACT = both("number", {"number": "-3", "tolerance": None, "unit": ""}, {"unit": ""})
MATCHING = both(
    "matching",
    {
        "pairs": [
            entry("p0", {"left": "rider", "right": "technical needs"}),
            entry("p1", {"left": "carnet", "right": "customs"}),
            entry("p2", {"left": "A1", "right": "social security"}),
            entry("p3", {"left": "EORI", "right": "customs"}),
        ],
        "extras": [entry("x0", "catering")],
    },
    {
        "pairs": [
            entry("p0", {"left": "fiche technique", "right": "besoins techniques"}),
            entry("p1", {"left": "le carnet", "right": "douane"}),
            entry("p2", {"left": "le A1", "right": "sécurité sociale"}),
            entry("p3", {"left": "le EORI", "right": "douane"}),
        ],
        "extras": [entry("x0", "repas")],
    },
)
ORDERING = both(
    "ordering",
    {"steps": [entry("s0", "unload"), entry("s1", "rig"), entry("s2", "focus"), entry("s3", "plot"), entry("s4", "run")]},
    {"steps": [entry("s0", "décharger"), entry("s1", "accrocher"), entry("s2", "régler"), entry("s3", "conduite"), entry("s4", "filage")]},
)  # fmt: skip
GAPS = both(
    "gaps",
    {"text": "The [[get-in|load-in]] is before the [[show]], the [[get-out]] after."},
    {"text": "Le [[montage]] est avant le [[spectacle]], le [[démontage]] après."},
)
LIKERT = both(
    "likert",
    {"statements": [entry("t0", "I can read a rider."), entry("t1", "I can write one.")]},
    {"statements": [entry("t0", "Je sais lire une fiche."), entry("t1", "Je sais en écrire une.")]},
)
OPEN = both("open", {}, {})

FRENCH = {
    **{"train": "train ferroviaire", "plane": "avion", "van": "camionnette", "boat": "bateau"},
    **{"visa": "le visa", "carnet": "le carnet", "poster": "affiche", "sandwich": "casse-croûte"},
    **{"rider": "fiche technique", "A1": "le A1", "EORI": "le EORI", "catering": "repas"},
    **{"technical needs": "besoins techniques", "customs": "douane", "social security": "sécurité sociale"},
    **{"unload": "décharger", "rig": "accrocher", "focus": "régler", "plot": "conduite", "run": "filage"},
    **{"I can read a rider.": "Je sais lire une fiche.", "I can write one.": "Je sais en écrire une."},
    **{"get-in": "montage", "load-in": "montage", "show": "spectacle", "get-out": "démontage"},
}


def find(entries: list[dict[str, Any]], text: str) -> str:
    """What stands behind a text on the page; the text itself where the page has no such."""
    return next((one["id"] for one in entries if one["text"] == text), text)


def sent(frozen: dict[str, Any], answer: Any, language: str) -> QueryDict:
    """What a form in this language sends for an answer in English words."""

    def say(text: str) -> str:
        known = text if language == "en" else FRENCH.get(text, text)
        if frozen is TWO_RIGHT and language == "fr" and text == "train":
            return "le train"
        return known

    words, post, name = words_in(frozen, language), QueryDict(mutable=True), f"q-{frozen['id']}"
    kind = frozen["kind"]
    if answer is None:
        return post
    if kind in ("single", "multiple"):
        chosen = answer if isinstance(answer, list) else [answer]
        post.setlist(name, [find(words["options"], say(text)) for text in chosen])
    elif kind in ("matching", "ordering", "likert"):
        across = {"matching": "lefts", "ordering": "steps", "likert": "statements"}[kind]
        for text, value in answer.items():
            given = find(words["rights"], say(value)) if kind == "matching" else value
            post[f"{name}-{find(words[across], say(text))}"] = given
    elif kind == "gaps":
        for place, text in answer.items():
            post[f"{name}-{place}"] = say(text) if language == "fr" else text
    else:
        post[name] = answer
    return post


def orders(*steps: str) -> dict[str, str]:
    """Places from first to last."""
    return {step: str(place) for place, step in enumerate(steps, 1)}


ALL_PAIRS = {"rider": "technical needs", "carnet": "customs", "A1": "social security", "EORI": "customs"}
IN_ORDER = orders("unload", "rig", "focus", "plot", "run")

CASES: dict[str, list[tuple[dict[str, Any], Any, float | None]]] = {
    "single": [
        (SINGLE, "train", 1), (SINGLE, "plane", 0), (SINGLE, "van", 0), (SINGLE, "boat", 0), (SINGLE, None, 0),
        (SINGLE, "", 0), (SINGLE, ["train", "plane"], 0), (SINGLE, ["plane", "train"], 1), (SINGLE, "Train", 0),
        (SINGLE, "o9", 0), (TWO_RIGHT, "train", 1), (TWO_RIGHT, "van", 1), (TWO_RIGHT, "plane", 0),
        (TWO_RIGHT, None, 0), *((SINGLE, one, 0) for one in HOSTILE),
    ],
    "multiple": [
        (MULTIPLE, ["visa", "carnet"], 1), (MULTIPLE, ["carnet", "visa"], 1), (MULTIPLE, ["visa"], 0.5),
        (MULTIPLE, ["carnet"], 0.5), (MULTIPLE, ["poster"], 0), (MULTIPLE, ["visa", "poster"], 0),
        (MULTIPLE, ["visa", "carnet", "poster"], 0.5), (MULTIPLE, ["visa", "carnet", "poster", "sandwich"], 0),
        (MULTIPLE, ["visa", "visa", "visa"], 0.5), (MULTIPLE, [], 0), (MULTIPLE, None, 0), (MULTIPLE, [""], 0),
        (MULTIPLE, ["visa", "carnet", "o9"], 1), (MULTIPLE, ["sandwich", "poster"], 0),
        (MULTIPLE, ["visa"] * 500, 0.5), *((MULTIPLE, [one], 0) for one in HOSTILE),
        (MULTIPLE, ["visa", LONG], 0.5),
    ],
    "truth": [
        (TRUTH, "true", 1), (TRUTH, "false", 0), (TRUTH, "", 0), (TRUTH, None, 0), (TRUTH, "True", 0), (TRUTH, "1", 0),
        (TRUTH, "yes", 0), (TRUTH, "vrai", 0), (LIE, "false", 1), (LIE, "true", 0), (LIE, None, 0), (LIE, "", 0),
        (LIE, "0", 0), (LIE, "False", 0), *((TRUTH, one, 0) for one in HOSTILE), (LIE, LONG, 0),
    ],
    "short": [
        (SHORT, "get-in", 1), (SHORT, "Get-in", 1), (SHORT, "GET-IN.", 1), (SHORT, "  get-in  ", 1), (SHORT, "get‐in", 1),
        (SHORT, "load in", 1), (SHORT, "load  IN!", 1), (SHORT, "montage", 1), (SHORT, "« Montage »", 1),
        (SHORT, "l'entree en salle", 1), (SHORT, "L’ENTRÉE EN SALLE", 1), (SHORT, "get in", 0), (SHORT, "get-out", 0),
        (SHORT, "the get-in", 0), (SHORT, "", 0), (SHORT, "   ", 0), (SHORT, None, 0), (SHORT, "...", 0),
        (ACCENTS, "relâche", 1), (ACCENTS, "Relâche", 1), (ACCENTS, "relache", 0), (ACCENTS, "rela\u0302che", 1),
        *((SHORT, one, 0) for one in HOSTILE),
    ],
    "number": [
        (NUMBER, "1200.5", 1), (NUMBER, "1200,5", 1), (NUMBER, "1 200,5", 1), (NUMBER, "1\u202f200,5", 1),
        (NUMBER, "1,200.5", 1), (NUMBER, "1.200,5", 1), (NUMBER, "1'200.5", 1), (NUMBER, "1201", 1), (NUMBER, "1200", 1),
        (NUMBER, "1201.01", 0), (NUMBER, "1199.99", 0), (NUMBER, "+1200.5", 1), (NUMBER, "-1200.5", 0),
        (NUMBER, "1200.5 km", 1), (NUMBER, "1200,5 kilomètres", 1), (NUMBER, "1200.5 miles", 0), (NUMBER, "", 0),
        (NUMBER, None, 0), (NUMBER, "about 1200", 0), (NUMBER, "1e3", 0), (NUMBER, "NaN", 0), (NUMBER, "Infinity", 0),
        (NUMBER, "7", 0), (EXACT, "-3", 1), (EXACT, "−3", 1), (EXACT, "-3.0", 1), (EXACT, "3", 0), (EXACT, "-3.01", 0),
        *((NUMBER, one, 0) for one in HOSTILE), (NUMBER, "9" * 5000, 0),
    ],
    "matching": [
        (MATCHING, ALL_PAIRS, 1), (MATCHING, {"rider": "technical needs"}, 0.25), (MATCHING, {"carnet": "customs"}, 0.25),
        (MATCHING, {"EORI": "customs"}, 0.25), (MATCHING, {"carnet": "customs", "EORI": "customs"}, 0.5),
        (MATCHING, {"A1": "social security", "rider": "technical needs"}, 0.5),
        (MATCHING, {**ALL_PAIRS, "rider": "catering"}, 0.75), (MATCHING, {**ALL_PAIRS, "A1": "customs"}, 0.75),
        (MATCHING, {"rider": "customs", "carnet": "technical needs"}, 0), (MATCHING, {"rider": "catering"}, 0),
        (MATCHING, {**ALL_PAIRS, "A1": ""}, 0.75), (MATCHING, {}, 0), (MATCHING, None, 0), (MATCHING, {"rider": ""}, 0),
        (MATCHING, {"nobody": "customs"}, 0), (MATCHING, {"rider": "p0"}, 0), (MATCHING, {**ALL_PAIRS, "more": "x"}, 1),
        *((MATCHING, {**ALL_PAIRS, "rider": one}, 0.75) for one in HOSTILE),
        *((MATCHING, {one: "customs"}, 0) for one in HOSTILE[:3]),
    ],
    "ordering": [
        (ORDERING, IN_ORDER, 1), (ORDERING, orders("run", "plot", "focus", "rig", "unload"), 0),
        (ORDERING, orders("rig", "unload", "focus", "plot", "run"), 0.5),
        (ORDERING, orders("run", "unload", "rig", "focus", "plot"), 0.75),
        (ORDERING, orders("unload", "rig", "focus", "run", "plot"), 0.5),
        (ORDERING, orders("unload", "rig", "plot", "focus", "run"), 0.25),
        (ORDERING, orders("plot", "run", "unload", "rig", "focus"), 0.75),
        (ORDERING, {"unload": "1"}, 0), (ORDERING, {"unload": "1", "rig": "2"}, 0.25),
        (ORDERING, {"unload": "1", "rig": "3"}, 0), (ORDERING, {"unload": "1", "rig": "1"}, 0),
        (ORDERING, {**IN_ORDER, "rig": "1"}, 0.5), (ORDERING, {**IN_ORDER, "run": "4"}, 0.5),
        (ORDERING, dict.fromkeys(IN_ORDER, "1"), 0), (ORDERING, {}, 0), (ORDERING, None, 0),
        (ORDERING, {**IN_ORDER, "run": "6"}, 0.75), (ORDERING, {**IN_ORDER, "unload": "0"}, 0.75),
        (ORDERING, {**IN_ORDER, "unload": "-1"}, 0.75), (ORDERING, {**IN_ORDER, "unload": "1.5"}, 0.75),
        (ORDERING, {**IN_ORDER, "unload": "٢"}, 0.75), (ORDERING, {**IN_ORDER, "nobody": "3"}, 1),
        *((ORDERING, {**IN_ORDER, "unload": one}, 0.75) for one in HOSTILE),
    ],
    "gaps": [
        (GAPS, {"0": "get-in", "1": "show", "2": "get-out"}, 1), (GAPS, {"0": "load-in", "1": "show", "2": "get-out"}, 1),
        (GAPS, {"0": "Get-In", "1": "SHOW", "2": "get-out."}, 1), (GAPS, {"0": "montage", "1": "show", "2": "get-out"}, 1),
        (GAPS, {"0": "get-in"}, 1 / 3), (GAPS, {"1": "show"}, 1 / 3), (GAPS, {"2": "demontage"}, 1 / 3),
        (GAPS, {"0": "get-in", "1": "show"}, 2 / 3), (GAPS, {"0": "show", "1": "get-in", "2": "get-out"}, 1 / 3),
        (GAPS, {"0": "get-out", "1": "get-in", "2": "show"}, 0), (GAPS, {"0": "", "1": "", "2": ""}, 0), (GAPS, {}, 0),
        (GAPS, None, 0), (GAPS, {"3": "show"}, 0), (GAPS, {"-1": "get-out"}, 0), (GAPS, {"0": "get-in|load-in"}, 0),
        (GAPS, {"0": "[[get-in]]"}, 0), (GAPS, {"1": " show "}, 1 / 3),
        *((GAPS, {"0": "get-in", "1": one}, 1 / 3) for one in HOSTILE),
    ],
    "likert": [
        *((LIKERT, {"I can read a rider.": step, "I can write one.": step}, None) for step in "12345"),
        *((LIKERT, {"I can read a rider.": step}, None) for step in ("0", "6", "-1", "5.0", "", "five", "1 ")),
        (LIKERT, {}, None), (LIKERT, None, None), (LIKERT, {"nobody": "3"}, None),
        *((LIKERT, {"I can write one.": one}, None) for one in HOSTILE),
    ],
    "open": [
        *((OPEN, one, None) for one in ("A paragraph.", "x", "Deux\n\nparagraphes.", "=1+1", "0", "false", "{}", "[]", "é" * 900)),
        (OPEN, None, None), (OPEN, "", None), (OPEN, " \n\t ", None), *((OPEN, one, None) for one in HOSTILE),
    ],
}  # fmt: skip
TABLE = [(kind, n) for kind, cases in CASES.items() for n in range(len(cases))]


def test_every_kind_has_at_least_twenty_cases() -> None:
    assert CASES.keys() == KINDS.keys()
    assert {kind: len(cases) for kind, cases in CASES.items() if len(cases) < 20} == {}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("kind", "n"), TABLE)
def test_an_answer_scores_as_worked_out_by_hand_in_both_languages(kind: str, n: int, language: str) -> None:
    frozen, answer, share = CASES[kind][n]
    kept = json.loads(json.dumps(frozen))  # as the database gives it back

    read = read_answers([kept], sent(frozen, answer, language)).get("q1")

    json.dumps(read).encode()  # whatever was sent can be kept
    found = KINDS[kind].score(kept["key"], json.loads(json.dumps(read)))
    assert found is None if share is None else found == pytest.approx(share)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "answer", [None, True, False, 0, 1.5, "", "x", [], [None], [[]], {}, {"a": []}, {"a": None}, [{}], -1, {"0": {"x": 1}}]
)  # fmt: skip
def test_no_stored_answer_whatever_it_is_raises(kind: str, answer: Any) -> None:
    frozen = CASES[kind][0][0]

    share = KINDS[kind].score(frozen["key"], answer)

    assert share is None or 0 <= share <= 1
    found = questions.outcome_of(frozen, answer, "fr", solve=True)
    assert found.points is None or 0 <= found.points <= found.most


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "matching", "ordering", "gaps", "short", "number", "truth"]
)
def test_what_people_read_does_not_tell_what_is_right(kind: str) -> None:
    """A page made from the words holds neither a mark of the right answer nor, for what is arranged, its order."""
    frozen = CASES[kind][0][0]

    shown = json.dumps(frozen["words"])

    assert '"right"' not in shown
    assert "why" not in shown
    if kind in ("short", "gaps"):
        assert not {text for text in ("get-in", "montage", "get-out") if text in shown}
    if kind == "ordering":
        assert [step["id"] for step in frozen["words"]["en"]["steps"]] != frozen["key"]["order"]
        assert not {"s0", "s1", "s2"} & {step["id"] for step in frozen["words"]["en"]["steps"]}
    if kind == "matching":
        assert not {"p0", "p1", "x0"} & {one["id"] for one in frozen["words"]["en"]["rights"]}


def test_the_solution_of_each_kind_is_itself_right() -> None:
    """What is shown as right would have been right: said in words, and scored where it can be sent."""
    said = {
        kind: questions.outcome_of(cases[0][0], None, "en", solve=True).solution
        for kind, cases in CASES.items()
    }

    assert said == {
        "single": "train",
        "multiple": said["multiple"],  # in the order of the page, which was mixed
        "truth": "True",
        "short": "get-in",
        "number": "1200.5 ± 0.5 km",
        "matching": "rider – technical needs\ncarnet – customs\nA1 – social security\nEORI – customs",
        "ordering": "1. unload\n2. rig\n3. focus\n4. plot\n5. run",
        "gaps": "get-in / show / get-out",
        "likert": "",
        "open": "",
    }
    assert set(said["multiple"].split("; ")) == {"visa", "carnet"}


def test_feedback_comes_from_the_author_in_the_readers_language() -> None:
    frozen = both(
        "single",
        {"options": options("a", "b", right=(0,)), "if_right": "Yes.", "if_wrong": "Read again."},
        {"options": options("a", "b", right=(0,)), "if_right": "Oui.", "if_wrong": "Relisez."},
    )

    assert questions.outcome_of(frozen, "o0", "fr").reasons == ["why a", "Oui."]
    assert questions.outcome_of(frozen, "o1", "en").reasons == ["why b", "Read again."]
    assert questions.outcome_of(frozen, "o1", "de").reasons == ["why b", "Read again."]
    assert questions.outcome_of(frozen, "o1", "en").solution == ""


def test_open_questions_wait_for_a_person_only_where_they_were_answered() -> None:
    asked = [both("open", {"points": 4}, {"points": 4}), {**SINGLE, "id": "q2"}]

    assert questions.total(asked, {}) == (0, 5)
    assert questions.total(asked, {"q1": "words", "q2": "o0"}) == (None, 5)
    assert questions.total(asked, {"q1": "words", "q2": "o0"}, {"q1": 3}) == (4, 5)
    assert questions.total(asked, {"q1": "words"}, {"q1": 99}) == (4, 5)
    assert questions.total(asked, {"q1": "words"}, {"q1": -5}) == (0, 5)


def test_a_translation_with_other_ids_is_taken_by_place_and_an_unfit_one_not_at_all() -> None:
    typed_anew = freeze(
        {
            "en": {"id": "q", "type": "single", "value": {"question": "?", "options": options("a", "b", right=(0,))}},
            "fr": {"id": "q", "type": "single", "value": {"question": "?", "options": [entry("z1", {"text": "A"}), entry("z2", {"text": "B"})]}},
        }
    )  # fmt: skip
    shorter = freeze(
        {
            "en": {"id": "q", "type": "gaps", "value": {"question": "?", "text": "[[a]] and [[b]]"}},
            "fr": {"id": "q", "type": "gaps", "value": {"question": "?", "text": "[[a]]"}},
        }
    )

    assert typed_anew["words"]["fr"]["options"] == [{"id": "o0", "text": "A"}, {"id": "o1", "text": "B"}]
    assert shorter["words"]["fr"] == {"question": "?", "parts": shorter["words"]["en"]["parts"]}


@pytest.mark.parametrize(
    ("frozen", "changed", "sends", "before", "after"),
    [
        (SINGLE, {"options": options("train", "plane", "van", "boat", right=(1,))}, "plane", 0, 1),
        (
            MULTIPLE,
            {"options": options("visa", "carnet", "poster", "sandwich", right=(2,))},
            ["poster"],
            0,
            1,
        ),
        (TRUTH, {"is_true": False}, "false", 0, 1),
        (SHORT, {"accepted": [entry("a", "fit-up")]}, "fit-up", 0, 1),
        (NUMBER, {"number": "5"}, "5", 0, 1),
        (
            GAPS,
            {"text": "The [[fit-up]] is before the [[show]], the [[get-out]] after."},
            {"0": "fit-up"},
            0,
            1 / 3,
        ),
        (
            MATCHING,
            {
                "pairs": [
                    entry(f"p{n}", {"left": "x", "right": r}) for n, r in enumerate(("a", "b", "a", "c"))
                ]
            },
            {"A1": "technical needs"},
            0,
            0.25,
        ),
        (
            ORDERING,
            {"steps": [entry(f"s{n}", "x") for n in (4, 3, 2, 1, 0)]},
            orders("run", "plot", "focus", "rig", "unload"),
            0,
            1,
        ),
    ],
)
def test_a_question_corrected_later_gives_a_new_key_to_the_attempt_that_saw_the_old_words(
    frozen: dict[str, Any], changed: dict[str, Any], sends: Any, before: float, after: float
) -> None:
    answer = read_answers([frozen], sent(frozen, sends, "en"))["q1"]
    now = {"en": {"id": "q1", "type": frozen["kind"], "value": {"question": "?", "points": 3, **changed}}}

    again = questions.key_again(frozen, now)

    kind = KINDS[frozen["kind"]]
    assert again is not None
    assert again["points"] == 3
    assert kind.score(frozen["key"], answer) == before
    assert kind.score(again["key"], answer) == pytest.approx(after)


@pytest.mark.parametrize(
    ("frozen", "kind", "value"),
    [
        (SINGLE, "multiple", {"options": options("a", right=(0,))}),
        (SINGLE, "single", {"options": [entry("new", {"text": "n", "right": True})]}),
        (GAPS, "gaps", {"text": "[[one]]"}),
        (ORDERING, "ordering", {"steps": [entry("s0", "x"), entry("s9", "y")]}),
        (MATCHING, "matching", {"pairs": [entry("p9", {"left": "x", "right": "y"})]}),
    ],
)
def test_what_became_another_question_gives_no_new_key(
    frozen: dict[str, Any], kind: str, value: dict[str, Any]
) -> None:
    now = {"en": {"id": "q1", "type": kind, "value": {"question": "?", **value}}}

    assert questions.key_again(frozen, now) is None
