from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        # In the shared schema, which every organisation's search path ends in. Finding compares mistyped words by it.
        TrigramExtension(),
    ]
