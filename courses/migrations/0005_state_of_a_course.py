"""Every state knows its course, now that all have been told."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_carry_over")]

    operations = [
        migrations.AlterField(
            model_name="itemstate",
            name="course",
            field=models.ForeignKey(
                help_text="The enrolment's, for counting.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.course",
            ),
        ),
    ]
