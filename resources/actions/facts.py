"""The source of a resource says what it is; its translations supply words."""

import uuid

from django.db import transaction

from resources.models import FACTS, ResourcePage
from resources.sources import source_page


@transaction.atomic
def carry_facts(*, resource_key: uuid.UUID) -> list[ResourcePage]:
    """Write year, licence, authors and the other facts of the source to its translations; return those that differed.

    A publish of either calls it, so that an older draft of a translation cannot bring back what the source has changed.
    """
    source = source_page(resource_key)
    if source is None:
        return []
    facts = {name: getattr(source, name) for name in FACTS}
    others = ResourcePage.objects.filter(translation_key=resource_key).exclude(pk=source.pk)
    stale = [page for page in others if {name: getattr(page, name) for name in FACTS} != facts]
    if stale:
        ResourcePage.objects.filter(pk__in=[page.pk for page in stale]).update(**facts)
    return stale
