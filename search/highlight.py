"""The piece of a text that shows why it was found, with marks, safe to put into a page."""

from collections.abc import Iterable
from html import escape

from search import analysis
from search.query import Term

LENGTH = 220  # characters of an excerpt: two lines on a desk, four on a phone
LEAD = 60  # characters shown before the first mark
MOST_MARKS = 400  # places looked at in one text
MOST_WINDOWS = 60  # of which so many may begin the excerpt


class Marker:
    """Finds the words of a question in texts.

    The stems decide, as they do in the index. So that not every word of a long text need be stemmed, the
    beginning that a word shares with its stem is looked for first, which costs next to nothing.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        terms = tuple(terms)
        words = {word for term in terms if not term.is_prefix for word in term.words}
        words |= {"".join(term.words) for term in terms if len(term.words) > 1 and not term.quoted}
        words |= {word for term in terms for _language, synonym in term.synonyms for word in synonym}
        telling = words - analysis.STOP_WORDS or words
        self._begun = tuple(term.words[0] for term in terms if term.is_prefix)
        self._stems = {stem for word in telling for stem in analysis.stems(word)}
        beginnings = {_shared(word, stem) for word in telling for stem in analysis.stems(word)} | set(
            self._begun
        )
        beginnings |= {beginning.replace("oe", "œ").replace("ae", "æ") for beginning in beginnings}
        # A beginning that begins with another finds nothing that the other does not.
        self._beginnings = [
            one
            for one in beginnings
            if not any(one != other and one.startswith(other) for other in beginnings)
        ]

    def spans(self, levelled: str, language: str) -> list[tuple[int, int]]:
        """Return where the words are in a text that was levelled, in order."""
        found: list[tuple[int, int]] = []
        for beginning in self._beginnings:
            start = levelled.find(beginning)
            while start >= 0 and len(found) < MOST_MARKS:
                end = start + len(beginning)
                if start == 0 or not levelled[start - 1].isalnum():
                    while end < len(levelled) and levelled[end].isalnum():
                        end += 1
                    if self._means(analysis.fold(levelled[start:end]), language):
                        found.append((start, end))
                start = levelled.find(beginning, end)
        found.sort()
        return found

    def _means(self, word: str, language: str) -> bool:
        return word.startswith(self._begun) or analysis.stem(word, language) in self._stems

    def holds(self, text: str, language: str) -> bool:
        """Whether the text holds any of the words."""
        return bool(text) and bool(self.spans(analysis.level(text), language))

    def whole(self, text: str, language: str) -> str:
        """Return the whole text with marks."""
        return _marked(text, self.spans(analysis.level(text), language), 0, len(text))

    def excerpt(self, text: str, levelled: str, language: str) -> tuple[str, bool]:
        """Return the piece of the text with most different words, and whether there are any."""
        spans = self.spans(levelled or analysis.level(text), language)
        start, end = _window(text, spans, levelled or text)
        piece = _marked(text, [span for span in spans if span[0] >= start and span[1] <= end], start, end)
        return ("… " if start else "") + piece + (" …" if end < len(text) else ""), bool(spans)


def _shared(word: str, stem: str) -> str:
    """Return what word and stem share at the beginning, less a letter that stemming may change (studi)."""
    length = 0
    for one, other in zip(word, stem, strict=False):
        if one != other:
            break
        length += 1
    return word[: max(length - 1, 1)] if length > 3 else word[: max(length, 1)]


def _window(text: str, spans: list[tuple[int, int]], levelled: str) -> tuple[int, int]:
    """Choose the window with most different words; of equals the first."""
    best, best_score, last = 0, 0, 0
    words = [levelled[start:end] for start, end in spans]
    for number, (start, _end) in enumerate(spans[:MOST_WINDOWS]):
        while last < len(spans) and spans[last][1] <= start + LENGTH - LEAD:
            last += 1  # spans are in order, so the end of the window only moves on
        score = 10 * len(set(words[number:last])) + min(last - number, 9)
        if score > best_score:
            best, best_score = start, score
    start = max(0, best - LEAD)
    if start:
        space = text.find(" ", start, best)
        start = space + 1 if space >= 0 else best
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + LENGTH // 2, end)
        end = space if space >= 0 else end
    return start, end


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    pieces = []
    for a, b in spans:
        if a < start:
            continue
        pieces.append(f"{escape(text[start:a])}<mark>{escape(text[a:b])}</mark>")
        start = b
    pieces.append(escape(text[start:end]))
    return "".join(pieces)
