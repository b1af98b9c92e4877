"""What a lesson is made of: recordings that everybody can follow, nothing loaded unasked, cards only for those who may see."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.blocks import StreamBlockValidationError

from courses.blocks import LessonBody
from courses.models import CoursePage, LessonPage
from files.models import StoredFile
from members.models import Person
from pages.embeds import player_of
from programme.models import GlossaryTerm
from tests.factories import courses as learning
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=0)


def stored(name: str, content: bytes = b"x") -> StoredFile:
    file = StoredFile(title=name, file=ContentFile(content, name=name))
    file.file_size = len(content)
    file.save()
    return file


def lesson(course: CoursePage, *body: tuple[str, Any], **fields: Any) -> LessonPage:
    return pages.lesson(learning.module_of(course), body=list(body), **fields)


def read(page: LessonPage, client: Client | None = None) -> str:
    answer = (client or Client()).get(page.address)
    assert answer.status_code == 200
    return answer.content.decode()


def cleaned(kind: str, value: dict[str, Any], *, draft: bool = False) -> str:
    """Clean a body of one block, as for a draft or for publishing; return the errors in words."""
    block = LessonBody()
    stream = block.to_python([])
    stream.append((kind, block.child_blocks[kind].normalize(value)))
    try:
        (block.clean_deferred if draft else block.clean)(stream)
    except StreamBlockValidationError as error:
        return str(error.block_errors[0].as_json_data())
    return ""


# -- recordings ----------------------------------------------------------------------------------
WORDS = "Give captions or a transcript, so that everybody can follow."


def media(kind: str, **fields: Any) -> dict[str, Any]:
    given = {"title": "The get-in", "transcript": "", "because": ""} | fields
    if kind == "embed":
        return {"url": "https://vimeo.com/123456789", "captioned": False} | given
    given.setdefault("file", stored("film.mp4" if kind == "video" else "talk.mp3"))
    return ({"captions": []} if kind == "video" else {}) | given


@pytest.mark.parametrize("kind", ["video", "audio", "embed"])
def test_a_recording_without_words_is_kept_as_a_draft_and_not_published(kind: str) -> None:
    assert cleaned(kind, media(kind), draft=True) == ""
    assert WORDS in cleaned(kind, media(kind))
    assert WORDS in cleaned(kind, media(kind, because="   "))
    assert cleaned(kind, media(kind, transcript="<p>What is said.</p>")) == ""
    assert cleaned(kind, media(kind, because="There is no speech in it")) == ""


def test_captions_are_words_too() -> None:
    captions = [{"file": stored("en.vtt", b"WEBVTT\n"), "language": "en"}]

    assert cleaned("video", media("video", captions=captions)) == ""
    assert cleaned("embed", media("embed", captioned=True)) == ""


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("video", {"file": "talk.mp3"}, "Choose a file that ends in .mp4."),
        ("audio", {"file": "film.mp4"}, "Choose a file that ends in .mp3."),
        ("video", {"captions": "en.txt"}, "Captions are files that end in .vtt."),
    ],
)
@pytest.mark.parametrize("draft", [True, False])
def test_a_file_that_does_not_play_is_refused_at_once(
    kind: str, fields: dict, sentence: str, draft: bool
) -> None:
    fields = dict(fields)
    if "file" in fields:
        fields["file"] = stored(fields["file"])
    if "captions" in fields:
        fields["captions"] = [{"file": stored(fields["captions"]), "language": "en"}]

    assert sentence in cleaned(kind, media(kind, transcript="<p>Words.</p>", **fields), draft=draft)


def test_recordings_are_shown_with_their_words(course: CoursePage) -> None:
    film, talk, captions = stored("film.mp4"), stored("talk.mp3"), stored("en.vtt", b"WEBVTT\n")
    page = read(
        lesson(
            course,
            (
                "video",
                media("video", file=film, captions=[{"file": captions, "language": "fr"}], title="A <film>"),
            ),
            ("audio", media("audio", file=talk, transcript="<p>She says yes.</p>")),
            ("audio", media("audio", file=talk, because="Only wind is heard")),
        )
    )

    assert f'<video controls preload="metadata" src="{film.address}" aria-label="A &lt;film&gt;">' in page
    assert f'<track kind="captions" src="{captions.address}" srclang="fr" label="Français" default>' in page
    assert "She says yes." in page
    assert "No captions and no transcript: Only wind is heard" in page
    assert b"".join(Client().get(film.address).streaming_content) == b"x"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ?t=10", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        (
            "https://m.youtube.com/watch?app=x&v=dQw4w9WgXcQ&t=1",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        ("https://archive.org/details/some-talk_2019", "https://archive.org/embed/some-talk_2019"),
        ("http://www.youtube.com/watch?v=dQw4w9WgXcQ", None),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", None),
        ("https://www.youtube.com/watch?v=<script>xxx", None),
        ("https://archive.org/details/../../evil", None),
        ("https://example.org/film", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_only_known_players_are_framed(address: str, player: str | None) -> None:
    found = player_of(address)

    assert (found.address if found else None) == player


def test_nothing_is_loaded_from_elsewhere_before_the_reader_says_so(course: CoursePage) -> None:
    framed = lesson(course, ("embed", media("embed", captioned=True)))
    plain = lesson(course, ("text", "<p>Words.</p>"))
    answer, other = Client().get(framed.address), Client().get(plain.address)
    page = answer.content.decode()

    assert "<iframe" not in page
    assert 'href="https://vimeo.com/123456789"' in page
    assert 'data-player="https://player.vimeo.com/video/123456789?dnt=1"' in page
    assert "Nothing is asked of Vimeo before you press." in page
    assert (
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
        in answer["Content-Security-Policy"]
    )
    assert "frame-src" not in other["Content-Security-Policy"]


def test_a_recording_of_an_unknown_house_is_a_link(course: CoursePage) -> None:
    page = read(lesson(course, ("embed", media("embed", url="https://example.org/film", captioned=True))))

    assert 'href="https://example.org/film"' in page
    assert "data-player" not in page
    assert "Open the recording" in page


# -- tables, terms, prompts ------------------------------------------------------------------------
def table(**fields: Any) -> dict[str, Any]:
    return {
        "columns": [{"type": "text", "heading": "Town"}, {"type": "number", "heading": "Kilometres"}],
        "rows": [{"values": ["Ghent", 55]}, {"values": ["Riga & Tallinn", None]}],
        "caption": "How far it is",
    } | fields


def test_a_table_has_a_caption_and_headings_both_ways(course: CoursePage) -> None:
    page = read(lesson(course, ("table", table())))

    assert "<caption>How far it is</caption>" in page
    assert '<th scope="col">Town</th><th scope="col" class="number">Kilometres</th>' in page
    assert '<th scope="row">Riga &amp; Tallinn</th><td class="number"></td>' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"caption": " "}, "Give the table a caption"),
        ({"columns": [{"type": "text", "heading": ""}, {"type": "number", "heading": "x"}]}, "a heading"),
    ],
)
def test_a_table_without_them_is_not_published(fields: dict, sentence: str) -> None:
    block = LessonBody()
    stream = block.to_python([{"type": "table", "value": table(**fields), "id": "x"}])

    block.clean_deferred(stream)
    with pytest.raises(StreamBlockValidationError) as raised:
        block.clean(stream)

    assert sentence in str(raised.value.block_errors)


def test_a_term_is_explained_in_the_language_that_is_read_and_anew_at_once(course: CoursePage) -> None:
    from wagtail.models import Locale  # noqa: PLC0415 - only here

    english = GlossaryTerm.objects.create(
        term="Get-in", meaning="Carrying it all inside.", locale=Locale.get_default()
    )
    french = english.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.term, french.meaning = "Montage", "Tout porter dans la salle."
    french.save()
    page = lesson(course, ("term", {"term": english}))
    version = pages.in_french(page, title="Leçon")

    assert "Carrying it all inside." in read(page)
    assert "Tout porter dans la salle." in Client().get(version.address).content.decode()
    english.meaning = "All of it, up the stairs."
    english.save()
    assert "All of it, up the stairs." in read(page)


def test_a_prompt_leads_to_the_discussion_below(course: CoursePage, learner: Person, signed_in) -> None:
    page = read(lesson(course, ("prompt", {"prompt": "What did\nyou leave out?"})), signed_in(learner))

    assert "What did<br>you leave out?" in page
    assert '<a href="#discussion">' in page
    assert 'id="discussion"' in page


# -- cards ---------------------------------------------------------------------------------------
def test_a_card_is_shown_to_those_who_may_see_what_it_leads_to(
    course: CoursePage, member: Person, learner: Person, signed_in
) -> None:
    closed = pages.resource(title="Hushresource", own_audience="member")
    opened = pages.resource(title="Open resource")
    pages.in_french(opened, title="Ressource ouverte")
    page = lesson(
        course,
        ("resource", {"page": closed, "note": ""}),
        ("resource", {"page": opened, "note": "Take it <along>"}),
        ("card", {"page": closed}),
    )

    seen = [
        "Hushresource" in read(page, client)
        for client in (Client(), signed_in(learner), signed_in(member), Client())
    ]

    assert seen == [False, False, True, False]
    assert "Open resource" in read(page)
    assert "Take it &lt;along&gt;" in read(page)
    version = pages.in_french(page, title="Leçon")
    assert "Ressource ouverte" in Client().get(version.address).content.decode()


def test_a_card_to_a_page_that_is_gone_is_nothing(course: CoursePage) -> None:
    gone = pages.resource(title="Gone resource")
    page = lesson(course, ("resource", {"page": gone, "note": ""}), ("card", {"page": gone}))
    gone.delete()

    assert "Gone resource" not in read(page)


def test_no_author_can_write_a_mark(course: CoursePage) -> None:
    closed = pages.resource(title="Hushresource", own_audience="member")
    text = f"<!--living:card:{closed.pk}-->"

    page = read(
        lesson(
            course,
            ("heading", text),
            ("quote", {"text": text, "source": ""}),
            ("prompt", {"prompt": text}),
            title=text,
        )
    )

    assert "Hushresource" not in page
    assert "&lt;!--living:card" in page


def test_cards_cost_the_same_queries_with_1_3_and_30_of_them(
    course: CoursePage, learner: Person, signed_in
) -> None:
    from tests.courses.test_pages import queries  # noqa: PLC0415 - counted the same way

    client = signed_in(learner)
    counts = set()
    for number in (1, 3, 30):
        cards = [("resource", {"page": pages.resource(), "note": ""}) for _n in range(number)]
        counts.add(queries(client, lesson(course, *cards).address))

    assert len(counts) == 1


def test_every_kind_of_block_is_there() -> None:
    assert set(LessonBody().child_blocks) == {
        "heading", "text", "callout", "picture", "quote", "file", "card", "video", "audio", "embed", "table", "resource",
        "reflection", "prompt", "term", "quiz",
    }  # fmt: skip
