from django.db import migrations, models


APPEND_ONLY = """
CREATE FUNCTION refuse_trail_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The trail is append-only: an entry is never changed or deleted.'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change();
"""


class Migration(migrations.Migration):

    initial = True
    # What an installation from before has already; it runs nothing again.
    replaces = [
        ('trail', '0001_initial'),
        ('trail', '0002_link'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('organisation', models.CharField(max_length=63)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=120)),
                ('door', models.CharField(choices=[('web', 'on screen'), ('api', 'by API'), ('cli', 'by command'), ('import', 'by import'), ('job', 'by a job'), ('link', 'by the customer’s link')], max_length=10)),
                ('verb', models.CharField(max_length=60)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=80)),
                ('subject', models.CharField(max_length=200)),
                ('opportunity_id', models.BigIntegerField(null=True)),
                ('changes', models.JSONField(default=dict)),
                ('note', models.TextField(blank=True)),
                ('active_seconds', models.FloatField(help_text='Focused seconds a browser measured since the last write.', null=True)),
                ('inputs', models.PositiveIntegerField(help_text='Clicks and keys a browser counted since the last write.', null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('opportunity_id__isnull', False)), fields=['opportunity_id', '-at'], name='entry_timeline'), models.Index(fields=['-at'], name='entry_latest'), models.Index(fields=['actor_id', '-at'], name='entry_actor')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
    ]
