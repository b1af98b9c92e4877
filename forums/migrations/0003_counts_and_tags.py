"""Counts, times of news and findable tags of the topics that are there already."""

import unicodedata
from typing import Any

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce

BATCH = 500


def count_and_tag(apps: Any, schema_editor: Any) -> None:
    """Nothing was moved so far: there are as many posts as numbers. One statement for all, then the few that have tags."""
    topics = apps.get_model("forums", "Topic")
    tags = apps.get_model("forums", "TopicTag")
    topics.objects.update(post_count=F("last_number"), news_at=Coalesce("last_post_at", "started_at"))
    rows = []
    for topic in topics.objects.exclude(tags=[]).only("pk", "tags").iterator(chunk_size=BATCH):
        folded = (" ".join(unicodedata.normalize("NFC", str(tag)).lower().split())[:40].strip() for tag in topic.tags)
        found = list(dict.fromkeys(tag for tag in folded if tag))[:8]
        if found != topic.tags:
            topics.objects.filter(pk=topic.pk).update(tags=found)
        rows += [tags(topic_id=topic.pk, tag=tag) for tag in found]
        if len(rows) >= BATCH:
            tags.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    tags.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("forums", "0002_talk")]

    operations = [migrations.RunPython(count_and_tag, migrations.RunPython.noop, elidable=True)]
