import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    # What an installation from before has already; it runs nothing again.
    replaces = [
        ('crm', '0001_initial'),
        ('crm', '0002_imports'),
        ('crm', '0003_activities'),
        ('crm', '0005_held'),
    ]

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('external_id', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=200)),
                ('domain', models.CharField(blank=True, max_length=200)),
                ('industry', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Upper('name'), name='account_name')],
                'constraints': [models.UniqueConstraint(fields=('source', 'external_id'), name='one_account_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('external_id', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=200)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('department', models.CharField(blank=True, max_length=120)),
                ('seniority', models.CharField(choices=[('executive', 'Executive'), ('director', 'Director'), ('manager', 'Manager'), ('staff', 'Staff'), ('unknown', 'Unknown')], default='unknown', max_length=10)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='crm.account')),
            ],
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=200)),
                ('file_size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('door', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('draft', 'Not started'), ('waiting', 'Waiting to start'), ('running', 'Running'), ('finished', 'Finished'), ('cancelled', 'Stopped'), ('failed', 'Failed')], default='draft', max_length=10)),
                ('plan', models.JSONField(default=dict)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('findings', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(help_text='Also the moment written on every row it changed.', null=True)),
                ('progressed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('cancel_asked', models.BooleanField(default=False)),
                ('failure', models.TextField(blank=True)),
                ('owner', models.ForeignKey(help_text='Gets the rows that name nobody.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='crm.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='ImportKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('row', models.PositiveIntegerField()),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='crm.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='ImportFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(help_text='As a spreadsheet counts: the header is row 1.')),
                ('column', models.CharField(max_length=120)),
                ('value', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=300)),
                ('mend', models.CharField(max_length=300)),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='crm.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='Opportunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('external_id', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=250)),
                ('product', models.CharField(blank=True, max_length=120)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, help_text="Empty: the organisation's own.", max_length=3)),
                ('stage', models.CharField(max_length=120)),
                ('stage_entered_on', models.DateField(blank=True, null=True)),
                ('created_on', models.DateField(blank=True, null=True)),
                ('close_date', models.DateField(blank=True, null=True)),
                ('first_close_date', models.DateField(blank=True, null=True)),
                ('close_date_moves', models.PositiveSmallIntegerField(default=0, help_text='Times it went to a later day.')),
                ('outcome', models.CharField(choices=[('open', 'Open'), ('won', 'Won'), ('lost', 'Lost')], default='open', max_length=4)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('lost_reason', models.CharField(blank=True, max_length=200)),
                ('next_step', models.CharField(blank=True, help_text="The CRM's own next-step field.", max_length=250)),
                ('lead_source', models.CharField(blank=True, max_length=120)),
                ('type', models.CharField(blank=True, help_text='New business, renewal, expansion, as given.', max_length=60)),
                ('extra', models.JSONField(default=dict, help_text='Further CRM fields by snake_case name; empty ones are left out.')),
                ('last_activity_on', models.DateField(blank=True, null=True)),
                ('next_activity_on', models.DateField(blank=True, null=True)),
                ('held', models.JSONField(db_default={}, default=dict, help_text='What the CRM said, by column, of fields a person has changed here. See imports/holding.py.')),
                ('changed_at', models.DateTimeField()),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to='crm.account')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to='people.member')),
            ],
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'Call'), ('meeting', 'Meeting'), ('email', 'E-mail'), ('task', 'Task'), ('note', 'Note')], max_length=10)),
                ('inbound', models.BooleanField(default=False, help_text='The customer acted: he called, wrote or came.')),
                ('subject', models.CharField(max_length=250)),
                ('on', models.DateField(help_text='The day it happened, or is planned for.')),
                ('done', models.BooleanField(default=True, help_text='Over, however it ended; False: still planned.')),
                ('outcome', models.CharField(blank=True, choices=[('reached', 'Reached'), ('no_answer', 'No answer'), ('held', 'Held'), ('sent', 'Sent'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='', max_length=10)),
                ('note', models.TextField(blank=True, default='', help_text='What came of it, in the words of who was there.')),
                ('play', models.CharField(blank=True, default='', help_text='Key of the play it carries out.', max_length=80)),
                ('source', models.CharField(max_length=40)),
                ('external_id', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='people.member')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='activities', to='crm.contact')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='crm.opportunity')),
            ],
        ),
        migrations.CreateModel(
            name='OpportunityContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, max_length=60)),
                ('since', models.DateField(blank=True, null=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='crm.contact')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='crm.opportunity')),
            ],
        ),
        migrations.CreateModel(
            name='StageEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=120)),
                ('entered_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stage_history', to='crm.opportunity')),
            ],
        ),
        migrations.CreateModel(
            name='StageName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('means', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'name'), name='one_meaning_per_stage_name')],
            },
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('source', 'external_id'), name='one_contact_per_key'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['-created_at'], name='import_latest'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('rows_done__lte', models.F('rows_total'))), name='import_done_within_total'),
        ),
        migrations.AddConstraint(
            model_name='importpart',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='one_part_per_number'),
        ),
        migrations.AddIndex(
            model_name='importkey',
            index=models.Index(fields=['run', 'key'], name='import_keys'),
        ),
        migrations.AddIndex(
            model_name='importfault',
            index=models.Index(fields=['run', 'row'], name='import_faults'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.F('owner'), models.F('close_date'), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_of_owner'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.F('close_date'), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_close'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.F('owner'), models.F('outcome'), models.F('closed_on'), name='opportunity_closed'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(django.db.models.functions.text.Upper('name'), name='opportunity_name'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.OrderBy(models.F('amount'), descending=True, nulls_last=True), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_amount'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.OrderBy(models.F('last_activity_on'), nulls_first=True), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_contact'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.F('product'), models.F('close_date'), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_product'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.F('lead_source'), models.F('close_date'), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_source'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.F('name'), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_name'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(models.OrderBy(models.F('changed_at'), descending=True), models.F('id'), condition=models.Q(('outcome', 'open')), name='open_by_change'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('held', {}), _negated=True), fields=['source', 'external_id'], name='held_by_hand'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.UniqueConstraint(fields=('source', 'external_id'), name='one_opportunity_per_key'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='amount_not_negative'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['opportunity', '-on'], name='activity_timeline'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.UniqueConstraint(fields=('source', 'external_id'), name='one_activity_per_key'),
        ),
        migrations.AddConstraint(
            model_name='opportunitycontact',
            constraint=models.UniqueConstraint(fields=('opportunity', 'contact'), name='contact_once_per_opportunity'),
        ),
        migrations.AddIndex(
            model_name='stageentry',
            index=models.Index(fields=['opportunity', 'entered_on'], name='stage_history'),
        ),
        migrations.AddConstraint(
            model_name='stageentry',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('opportunity',), name='one_present_stage_per_opportunity'),
        ),
    ]
