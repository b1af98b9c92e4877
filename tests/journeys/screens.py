"""Every screen that shows how far somebody is, read by those whom it is for. They say the same, or the journey ends here.

Screens are fetched with each person's own cookies, as a browser that looks ahead: reading them here opens no lesson.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from tests.journeys.conftest import Visitor, Words

AHEAD = {"Sec-Purpose": "prefetch"}
COUNTED = re.compile(r"(?:All|Les) (\d+) |(\d+) (?:of|sur) (\d+)")


@dataclass
class Learner:
    """Somebody who follows the course, as the others know them."""

    name: str
    browser: Visitor
    in_group: bool


@dataclass
class Course:
    """Where the course is, in which language, and what its modules are called there."""

    key: str
    titles: dict[str, str]
    addresses: dict[str, str]
    impact_line: str = ""


@dataclass
class At:
    """Where a learner has to be, on every screen: so many required lessons done, of so many."""

    done: int
    of: int
    stations: int  # finished items that the outline shows, optional ones and new ones too
    news: int = 0  # lessons that are new to them
    completed: bool = False
    pauses: bool = False


@dataclass
class Screens:
    """All that the site shows of a course's progress; `say` compares it with what it has to be."""

    course: Course
    trainer: Visitor
    facilitator: Visitor
    learners: dict[str, Learner]
    impact_before: tuple[int, ...] = ()
    read: dict[tuple[Visitor, str], str] = field(default_factory=dict)

    def say(self, expected: dict[str, At], *, finished_by: list[int]) -> None:
        """Every screen of every learner, the trainer, the facilitator and the public says what is expected.

        `finished_by` is how many people have finished each item of the newest edition, in order.
        """
        self.read.clear()
        for name, at in expected.items():
            learner = self.learners[name]
            sentence = self._own_screens_say(learner, at)
            self._guides_read(learner, at, sentence)
        self._sums_are_right(list(expected.values()))
        groups = [at for name, at in expected.items() if self.learners[name].in_group]
        self._facilitator_reads([n for n in expected if self.learners[n].in_group], groups)
        self._impact_is_right(list(expected.values()))
        assert self._finished_by() == finished_by

    # -- a learner's own -----------------------------------------------------------------------------
    def _own_screens_say(self, learner: Learner, at: At) -> str:
        """Learner's desk, home, catalogue, course, modules and lessons; return the sentence that they all say."""
        who, words = learner.browser, learner.browser.words
        home = f"/{who.language}"
        course = self._open(who, self.course.addresses[who.language])
        aside = course.select_one("main aside")
        assert aside
        sentence = _text(aside.select_one("p strong"))
        assert sentence.startswith(counted(words, at)), (learner.name, sentence, at)
        assert len(aside.select("ol.stations li[data-state=done]")) == at.stations, learner.name
        completed = words("You have completed this course. It stays completed, whatever is added later.")
        assert (completed in _text(aside)) == at.completed
        assert len(aside.select(f"form[action$='{self.course.key}/resume/']")) == at.pauses
        if at.news:
            assert news(words, at) in _text(aside)

        desk = self._open(who, f"{home}/learning/")
        card = _one(desk.select("article.card"), self.course.titles[who.language])
        assert sentence in _texts(card, "p"), (learner.name, _text(card))
        assert (not at.news) or news(words, at) in _texts(card, "p")
        section = card.find_previous("h2")
        assert section
        assert _text(section) == words("Finished" if at.completed else "Under way")
        going_on = desk.select_one(".next")
        if going_on and self.course.titles[who.language] in _text(going_on):
            assert sentence in _texts(going_on, "p")

        front = self._open(who, f"{home}/").select_one("main aside")
        assert front
        mine = not at.completed and not at.pauses
        assert (self.course.titles[who.language] in _text(front)) == mine, (learner.name, _text(front))
        assert (sentence in _texts(front, "p")) == mine
        in_catalogue = _one(
            self._open(who, f"{home}/courses/").select("article.card"), self.course.titles[who.language]
        )
        assert counted(words, at) in _text(in_catalogue)
        self._parts_add_up(learner, at, course, sentence)
        return sentence

    def _parts_add_up(self, learner: Learner, at: At, course: BeautifulSoup, sentence: str) -> None:
        """On the page of a lesson, and of each module, the parts are the parts of the same whole."""
        who = learner.browser
        modules = [str(link["href"]) for link in course.select("aside .station-heading a")]
        done = 0
        for module in modules:
            done += len(self._open(who, module).select("ol.stations li[data-state=done]"))
        assert done == at.stations
        for stations in course.select("aside ol.stations"):
            lessons = [str(link["href"]) for link in stations.select("a")]
            lesson = [one for one in lessons if one.startswith(f"/{who.language}/")][
                -1
            ]  # or not in French yet
            aside = self._open(who, lesson).select_one("main aside")
            assert aside
            assert _text(aside.select_one("p strong")) == sentence
            told = [_fraction(_text(heading)) for heading in aside.select(".station-heading .small")]
            # The module that is open shows its stations instead of a number.
            own = [
                item
                for item in aside.select("ol.stations li")
                if not re.search(r"\((optional|facultatif|new|nouveau)", _text(item))
            ]
            told.append((len([item for item in own if item.get("data-state") == "done"]), len(own)))
            assert (sum(d for d, _ in told), sum(n for _, n in told)) == (at.done, at.of), (
                learner.name,
                told,
            )

    # -- those who look after them -------------------------------------------------------------------
    def _teaching(self, rest: str = "") -> str:
        return f"/en/learning/teaching/{self.course.key}/{rest}"

    def _guides_read(self, learner: Learner, at: At, sentence: str) -> None:
        """The trainer's list, page of the learner and table say what the learner reads."""
        english = Words("en")
        said = counted(english, at)
        row = _one(self._open(self.trainer, self._teaching("learners/")).select("tbody tr"), learner.name)
        progress = _text(row.select("td")[0])
        assert progress.startswith(sentence if learner.browser.language == "en" else said), (
            progress,
            sentence,
        )
        assert ("Completed." in progress) == at.completed
        assert ("Pauses." in progress) == at.pauses
        link = row.select_one("a")
        assert link
        page = self._open(self.trainer, str(link["href"]))
        lead = _text(page.select_one(".lead"))
        assert lead.startswith(sentence if learner.browser.language == "en" else said), (lead, sentence)
        items = page.select("ol.learner-items > li")
        required = [
            item for item in items if not item.select("li > div > span.small")
        ]  # which says: optional
        assert len(required) == at.of
        assert len([item for item in required if item.get("data-state") == "done"]) == at.done
        if at.news:
            assert news(english, at) in _text(page.select_one("main"))
        [in_sheet] = [line for line in self._sheet() if line["Name"] == learner.name]
        assert (int(in_sheet["Done"]), int(in_sheet["Of"])) == (at.done, at.of)
        assert in_sheet["Progress"].startswith(said)
        assert bool(in_sheet["Completed"]) == at.completed
        assert bool(in_sheet["Paused"]) == at.pauses

    def _sums_are_right(self, all_of_them: list[At]) -> None:
        """The trainer's desk and list of courses count whom the learners' screens name."""
        under_way, finished, pausing = _sums(all_of_them)
        desk = self._open(self.trainer, self._teaching())
        assert _figures(desk)["under way"] == under_way
        assert (_figures(desk)["finished"], _figures(desk)["pause"]) == (finished, pausing)
        card = _one(
            self._open(self.trainer, "/en/learning/teaching/").select("article.card"),
            self.course.titles["en"],
        )
        assert f"{under_way} under way, {finished} finished." in _text(card)

    def _facilitator_reads(self, names: list[str], group: list[At]) -> None:
        """Who leads the group sees its people, and of them the same."""
        card = _one(
            self._open(self.facilitator, "/en/learning/teaching/").select("article.card"),
            self.course.titles["en"],
        )
        under_way, finished, _pausing = _sums(group)
        assert f"{under_way} under way, {finished} finished." in _text(card)
        rows = self._open(self.facilitator, self._teaching("learners/")).select("tbody tr")
        assert len(rows) == len(group)
        for name, at in zip(names, group, strict=True):
            row = _one(rows, self.learners[name].name)
            assert _text(row.select("td")[0]).startswith(counted(Words("en"), at))

    def _impact_is_right(self, all_of_them: list[At]) -> None:
        """What the network tells the public has grown by what these people finished, and by nothing else."""
        finished = sum(at.completed for at in all_of_them)
        assert self.impact() == tuple(before + finished for before in self.impact_before)

    def impact(self) -> tuple[int, int]:
        """Courses completed in all, and under the course's line."""
        page = self._open(self.trainer, "/en/impact/")
        row = _one(page.select("tr[data-figures]"), self.course.impact_line)
        return _figures(page)["courses completed"], int(_text(row.select("td")[1]))

    def _finished_by(self) -> list[int]:
        """How many finished each item, as the desk's table says."""
        rows = self._open(self.trainer, self._teaching()).select("caption#steps ~ tbody tr")
        return [int(_text(row.select("td")[1])) for row in rows]

    def _sheet(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self._fetch(self.trainer, self._teaching("learners.csv")))))

    def _open(self, who: Visitor, address: str) -> BeautifulSoup:
        return BeautifulSoup(self._fetch(who, address), "lxml")

    def _fetch(self, who: Visitor, address: str) -> str:
        """Get a screen once for each `say`."""
        if (who, address) not in self.read:
            answer = who.page.request.get(who.site + address, headers=AHEAD)
            assert answer.status == 200, (address, answer.status)
            self.read[who, address] = answer.body().decode("utf-8-sig")
        return self.read[who, address]


def counted(words: Words, at: At) -> str:
    """The number as a sentence says it."""
    if at.done == at.of:
        return words("All %(total)s done.", total=at.of)
    return words("%(done)s of %(total)s done.", done=at.done, total=at.of)


def news(words: Words, at: At) -> str:
    """What is new, to somebody under way or to somebody who has finished."""
    if at.completed:
        return words.plural(
            "%(n)s new lesson since you finished.", "%(n)s new lessons since you finished.", at.news
        )
    return words.plural(
        "%(n)s new lesson has been added since you began.",
        "%(n)s new lessons have been added since you began.",
        at.news,
    )


def _sums(all_of_them: list[At]) -> tuple[int, int, int]:
    """How many are under way, have finished, pause."""
    going = [at for at in all_of_them if not at.completed]
    pausing = sum(at.pauses for at in going)
    return len(going) - pausing, len(all_of_them) - len(going), pausing


def _text(tag: Tag | None) -> str:
    assert tag is not None
    return re.sub(r"[ \n\t]+", " ", tag.get_text()).strip()


def _texts(tag: Tag, selector: str) -> list[str]:
    return [_text(one) for one in tag.select(selector)]


def _one(tags: list[Tag], text: str) -> Tag:
    """The only one that has the text."""
    found = [tag for tag in tags if text in _text(tag)]
    assert len(found) == 1, (text, [_text(tag) for tag in tags])
    return found[0]


def _figures(page: BeautifulSoup) -> dict[str, int]:
    return {
        _text(box.select_one("dt")): int(_text(box.select_one("dd")))
        for box in page.select("dl.figures > div")
    }


def _fraction(text: str) -> tuple[int, int]:
    found = re.search(r"(\d+)\D+(\d+)", text)
    assert found, text
    return int(found[1]), int(found[2])
