"""Free notes and what was noted of activities are found, too."""

from django.db import migrations

from fieldcraft.pursuit.finding.tables import ACTIVITIES, EVIDENCE, FREE_NOTES, install


class Migration(migrations.Migration):
    dependencies = [("crm", "0003_activities"), ("pursuit", "0011_page")]

    operations = [
        migrations.RunSQL(
            install(notes=(ACTIVITIES, EVIDENCE, FREE_NOTES)), "DROP FUNCTION finding_of_note CASCADE;"
        ),
    ]
