"""Lists sorted by gap or warnings read their page from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pursuit", "0012_finding_notes")]

    operations = [
        migrations.RemoveIndex(model_name="pursuit", name="pursuit_gap"),
        migrations.AddIndex(
            model_name="pursuit",
            index=models.Index(models.OrderBy(models.F("gap"), descending=True, nulls_last=True), models.F("opportunity"), name="pursuit_by_gap"),
        ),
        migrations.AddIndex(
            model_name="pursuit",
            index=models.Index(
                models.OrderBy(models.F("warnings"), descending=True), models.F("opportunity"), name="pursuit_by_warnings"
            ),
        ),
    ]
