"""Who may open the files that stand in the bodies of pages."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from files.models import StoredFile
from files.rules import shows_files
from members import audiences
from members.audiences import Viewer
from pages.models import Audience, BasePage
from pages.models.base import visible


@shows_files
def in_a_body_that_they_read(file: StoredFile, person: Viewer) -> bool:
    """Whether the body of a live page that the person may read shows the file or links to it.

    A page whose title may be known before its text may be read does not give away the files in the text.
    """
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(StoredFile),
        to_object_id=str(file.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
        model_path__startswith="body",
    )
    numbers = [int(number) for number in rows.order_by().values_list("object_id", flat=True).distinct()]
    if not numbers:
        return False
    shown = list(visible(Page.objects.filter(pk__in=numbers), person).specific(defer=True))
    rules = Audience.objects.in_bulk({page.translation_key for page in shown})
    return any(
        audiences.holds(person, *page.audience_of_body(rules[page.translation_key]))
        for page in shown
        if isinstance(page, BasePage)
    )
