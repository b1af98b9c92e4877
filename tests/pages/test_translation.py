"""Editors translate in the CMS, segment by segment (wagtail-localize), and the page is one thing in two languages."""

import pytest
from django.test import Client, TestCase
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator

from members.models import Person
from pages.models import Audience, StandardPage
from tests.factories import pages

pytestmark = pytest.mark.django_db


def translated(page: StandardPage, words: dict[str, str], by: Person) -> StandardPage:
    """Translate a page as the CMS does: create the translation, fill segments, publish."""
    french = Locale.objects.get(language_code="fr")
    TranslationCreator(by, [french]).create_translations(page)
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=french)
    for segment in StringSegment.objects.filter(source=translation.source).select_related(
        "string", "context"
    ):
        if segment.string.data in words:
            StringTranslation.objects.create(
                translation_of=segment.string,
                locale=french,
                context=segment.context,
                data=words[segment.string.data],
            )
    with TestCase.captureOnCommitCallbacks(execute=True):  # it publishes after commit
        translation.save_target(user=by, publish=True)
    return page.get_translation(french)


def test_a_page_translated_in_the_cms_is_read_in_french(editor: Person) -> None:
    page = pages.standard_page(title="A note", body=pages.text("Bring a torch.", heading="What to bring"))

    french = translated(
        page,
        {"A note": "Une note", "Bring a torch.": "Prenez une lampe.", "What to bring": "À emporter"},
        editor,
    )

    text = Client().get(french.address).content.decode()
    assert french.address.startswith("/fr/")
    assert "Une note" in text
    assert "Prenez une lampe." in text
    assert 'id="section-a-emporter"' in text


def test_translation_keeps_the_key_the_audience_and_the_blocks(editor: Person) -> None:
    page = pages.standard_page(title="A note", own_audience="member", body=pages.text("Bring a torch."))

    french = translated(page, {"A note": "Une note"}, editor)

    assert french.translation_key == page.translation_key
    assert [block.id for block in french.body] == [block.id for block in page.body]
    assert Audience.objects.filter(translation_key=page.translation_key).count() == 1
    assert Client().get(french.address).status_code == 403
