"""Takes over what stood in the library before it had versions, credits and records: authors' names, files, what is public."""

from django.db import migrations
from django.utils import timezone


def take_over(apps, schema_editor):
    """Each source page gets its authors as rows and its files as version one; each public one a record to harvest."""
    page_model = apps.get_model("resources", "ResourcePage")
    seen = set()
    for page in page_model.objects.order_by("pk").iterator():
        names = [name.strip() for name in page.authors.split(",") if name.strip()]
        if not page.credits.exists():
            apps.get_model("resources", "Credit").objects.bulk_create(
                [
                    apps.get_model("resources", "Credit")(resource=page, name=name[:160], sort_order=place)
                    for place, name in enumerate(names)
                ]
            )
        if page.translation_key in seen:
            continue
        seen.add(page.translation_key)
        if page.live:
            _first_version(apps, page)
            _record(apps, page)


def _first_version(apps, page):
    version = apps.get_model("resources", "Version").objects.create(
        resource_key=page.translation_key,
        number=1,
        digest="",  # differs from every digest: the next publish puts the sums in
        published_at=page.first_published_at or timezone.now(),
    )
    row = apps.get_model("resources", "VersionFile")
    offered = page.files.select_related("file").order_by("sort_order", "pk")
    row.objects.bulk_create(
        [
            row(
                version=version,
                file=one.file,
                position=place,
                title=f"{one.file.title} ({one.version})"[:255] if one.version else one.file.title,
                language=one.language,
                format=one.file.format,
                size=one.file.file_size,
                sha256=one.file.sha256,
            )
            for place, one in enumerate(offered, start=1)
        ]
    )


def _record(apps, page):
    audience = apps.get_model("pages", "Audience").objects.filter(pk=page.translation_key).first()
    if audience is None or audience.audience != "public" or audience.second_audience:
        return
    record = apps.get_model("resources", "HarvestRecord").objects.create(
        resource_key=page.translation_key, stamp=timezone.now().replace(microsecond=0)
    )
    specs = [f"kind:{page.resource_kind}"]
    specs += [f"line:{line.slug}" for line in page.lines.all()]
    specs += [f"theme:{theme.slug}" for theme in page.themes.all()]
    membership = apps.get_model("resources", "HarvestMembership")
    membership.objects.bulk_create([membership(record=record, spec=spec) for spec in specs])


class Migration(migrations.Migration):

    dependencies = [
        ("resources", "0002_library"),
        ("files", "0003_what_is_in_files"),
        ("pages", "0001_initial"),
        ("programme", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField(model_name="resourcefile", name="version"),
    ]
