import django.db.models.deletion
from django.db import migrations, models


# What is published stays as it is. Which version is in use is another matter; so is what later columns may hold.
# The function lies in the organisation's own schema, as its tables do.
PUBLISHED_STAYS = """
CREATE FUNCTION methodology_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published playbook version never changes: publish a new one.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE ON methodology_playbookversion FOR EACH ROW
    WHEN (ROW(OLD.key, OLD.version, OLD.title, OLD.digest, OLD.content, OLD.installed_at, OLD.licence,
              OLD.attribution, OLD.publisher, OLD.publisher_key, OLD.signature_state, OLD.changelog,
              OLD.compares_to_id, OLD.published_by_id)
          IS DISTINCT FROM
          ROW(NEW.key, NEW.version, NEW.title, NEW.digest, NEW.content, NEW.installed_at, NEW.licence,
              NEW.attribution, NEW.publisher, NEW.publisher_key, NEW.signature_state, NEW.changelog,
              NEW.compares_to_id, NEW.published_by_id))
    EXECUTE FUNCTION methodology_published_stays();
CREATE TRIGGER published_stays BEFORE UPDATE ON methodology_packagefile FOR EACH ROW
    EXECUTE FUNCTION methodology_published_stays();
"""

PUBLISHED_MAY_CHANGE = """
DROP TRIGGER published_stays ON methodology_packagefile;
DROP TRIGGER published_stays ON methodology_playbookversion;
DROP FUNCTION methodology_published_stays();
"""


class Migration(migrations.Migration):

    initial = True
    # What an installation from before has already; it runs nothing again.
    replaces = [
        ('methodology', '0001_initial'),
        ('methodology', '0002_packages'),
        ('methodology', '0003_overlay'),
        ('methodology', '0004_studio'),
    ]

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('state', models.CharField(choices=[('open', 'Being written'), ('proposed', 'In review'), ('published', 'Published'), ('closed', 'Closed')], default='open', max_length=10)),
                ('based_on', models.CharField(blank=True, max_length=250)),
                ('started_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
        ),
        migrations.CreateModel(
            name='DraftComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anchor', models.CharField(blank=True, max_length=300)),
                ('quote', models.CharField(blank=True, max_length=400)),
                ('body', models.TextField(max_length=4000)),
                ('at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='methodology.draft')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=160)),
                ('text', models.TextField(blank=True)),
                ('first_text', models.TextField(blank=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='methodology.draft')),
            ],
        ),
        migrations.CreateModel(
            name='DraftChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('edit', 'Edit'), ('undo', 'Undo'), ('redo', 'Redo')], default='edit', max_length=4)),
                ('step', models.UUIDField()),
                ('takes_back', models.UUIDField(help_text='The step that this one undid or redid.', null=True)),
                ('at', models.DateTimeField()),
                ('told', models.BooleanField(default=True, help_text='Whether this save left an entry in the trail.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='methodology.draftfile')),
            ],
        ),
        migrations.CreateModel(
            name='PlaybookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('version', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('content', models.JSONField()),
                ('installed_at', models.DateTimeField()),
                ('in_use', models.BooleanField(default=False, help_text='New pursuits follow this version.')),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('attribution', models.CharField(blank=True, max_length=200)),
                ('publisher', models.CharField(blank=True, help_text='As the signature says.', max_length=100)),
                ('publisher_key', models.CharField(blank=True, help_text='Ed25519 public key, hex.', max_length=64)),
                ('signature_state', models.CharField(choices=[('unsigned', 'Not signed'), ('unknown', 'Signed by a key not seen before'), ('trusted', 'Signed by a trusted key')], default='unsigned', help_text='When it came in.', max_length=10)),
                ('changelog', models.TextField(blank=True, help_text='Markdown: the differences to `compares_to`.')),
                ('compares_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='methodology.playbookversion')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
        ),
        migrations.CreateModel(
            name='PackageFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='package', to='methodology.playbookversion')),
            ],
        ),
        migrations.AddField(
            model_name='draft',
            name='base',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drafts_from', to='methodology.playbookversion'),
        ),
        migrations.AddField(
            model_name='draft',
            name='version',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='methodology.playbookversion'),
        ),
        migrations.CreateModel(
            name='Adaptation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base_key', models.CharField(max_length=80)),
                ('base_version', models.CharField(max_length=40)),
                ('base_digest', models.CharField(max_length=64)),
                ('base', models.JSONField(help_text='Content of the base, so that it can be merged when nobody has it any more.')),
                ('files', models.JSONField(help_text='The overlay: path inside its folder to text.')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adaptation', to='methodology.playbookversion')),
            ],
        ),
        migrations.CreateModel(
            name='Publisher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('public_key', models.CharField(max_length=64, unique=True)),
                ('trusted_at', models.DateTimeField()),
                ('trusted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
        ),
        migrations.CreateModel(
            name='CoAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_digest', models.CharField(blank=True, max_length=64)),
                ('wants', models.TextField(blank=True, help_text='What should change first; empty: nothing.', max_length=4000)),
                ('wants_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='co_authors', to='methodology.draft')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'member'), name='a_co_author_is_named_once'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_digest', '')), models.Q(('approved_at__isnull', False), models.Q(('approved_digest', ''), _negated=True)), _connector='OR'), name='an_approval_names_its_content')],
            },
        ),
        migrations.AddConstraint(
            model_name='draftfile',
            constraint=models.UniqueConstraint(fields=('draft', 'path'), name='one_row_per_file_of_a_draft'),
        ),
        migrations.AddIndex(
            model_name='draftchange',
            index=models.Index(fields=['step'], name='methodology_step_1baa1c_idx'),
        ),
        migrations.AddIndex(
            model_name='draftchange',
            index=models.Index(fields=['by', '-at'], name='methodology_by_id_3176d4_idx'),
        ),
        migrations.AddConstraint(
            model_name='draftchange',
            constraint=models.UniqueConstraint(fields=('file', 'revision'), name='one_change_per_revision'),
        ),
        migrations.AddConstraint(
            model_name='playbookversion',
            constraint=models.UniqueConstraint(fields=('key', 'version'), name='one_row_per_version'),
        ),
        migrations.AddConstraint(
            model_name='playbookversion',
            constraint=models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('in_use',), name='one_playbook_in_use'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), ('version__isnull', False)), models.Q(models.Q(('state', 'published'), _negated=True), ('version__isnull', True)), _connector='OR'), name='published_draft_has_its_version'),
        ),
        migrations.RunSQL(PUBLISHED_STAYS, PUBLISHED_MAY_CHANGE),
    ]
