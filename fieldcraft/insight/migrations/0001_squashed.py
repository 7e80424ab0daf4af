import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    # What an installation from before has already; it runs nothing again.
    replaces = [
        ('insight', '0001_initial'),
        ('insight', '0002_likeliest_and_pace'),
        ('insight', '0003_flow_and_proposals'),
    ]

    dependencies = [
        ('crm', '0001_squashed'),
        ('methodology', '0001_squashed'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='EffectRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('seed', models.IntegerField()),
                ('deals', models.PositiveIntegerField()),
                ('won', models.PositiveIntegerField()),
                ('digest', models.CharField(help_text='SHA-256 of what it found.', max_length=64)),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('at'), descending=True), name='effect_run_latest')],
            },
        ),
        migrations.CreateModel(
            name='PaceRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('deals', models.PositiveIntegerField(help_text='Opportunities it was learned from, open ones among them.')),
                ('won', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('digest', models.CharField(help_text='SHA-256 of the text.', max_length=64)),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('at'), descending=True), name='pace_run_latest')],
            },
        ),
        migrations.CreateModel(
            name='WinModelVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('serving', 'In use'), ('beaten', 'Not in use: another was better'), ('retired', 'Was in use')], max_length=8)),
                ('trained_at', models.DateTimeField()),
                ('seed', models.IntegerField()),
                ('deals', models.PositiveIntegerField(help_text='Closed opportunities it was fitted on.')),
                ('won', models.PositiveIntegerField()),
                ('landmarks', models.PositiveIntegerField()),
                ('text', models.TextField(help_text='See insight/winmodel/saying.py: Formula.')),
                ('proof_text', models.TextField()),
                ('digest', models.CharField(help_text='SHA-256 of the text.', max_length=64)),
                ('columns', models.JSONField(help_text='Column to number or words.')),
                ('renamed', models.JSONField(default=dict, help_text='Keys of criteria of other versions to those it knows.')),
                ('decided', models.CharField(help_text='Why it serves or not; see insight/training/proving.py.', max_length=12)),
                ('proof', models.JSONField(default=dict, help_text='Scores on the latest closed ones, which it had not seen.')),
                ('unknown', models.JSONField(default=dict, help_text='What it cannot know: gaps, rare levels, criteria never met.')),
                ('seen', models.JSONField(default=dict, help_text='How its columns were spread, to see them shift.')),
                ('serving_since', models.DateTimeField(null=True)),
                ('serving_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('trained_at'), descending=True), name='model_latest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'serving')), fields=('state',), name='one_model_serves')],
            },
        ),
        migrations.CreateModel(
            name='BehaviourEffect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('behaviour', models.CharField(help_text='criterion/…, play/… or activity/… with its key.', max_length=120)),
                ('verdict', models.CharField(max_length=20)),
                ('why', models.CharField(blank=True, max_length=250)),
                ('n', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField()),
                ('points', models.FloatField(null=True)),
                ('points_low', models.FloatField(null=True)),
                ('points_high', models.FloatField(null=True)),
                ('log_odds', models.FloatField(null=True)),
                ('log_odds_low', models.FloatField(null=True)),
                ('log_odds_high', models.FloatField(null=True)),
                ('days', models.FloatField(null=True)),
                ('days_low', models.FloatField(null=True)),
                ('days_high', models.FloatField(null=True)),
                ('naive', models.FloatField(help_text='Points by which those who did it won more often, unadjusted.')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='insight.effectrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'behaviour'), name='one_effect_a_behaviour')],
            },
        ),
        migrations.CreateModel(
            name='FlowFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('below', models.BooleanField(help_text='With everybody who reported to the member, or to his people, that night.')),
                ('at', models.DateTimeField()),
                ('figures', models.JSONField(help_text='See insight/flow/figures.py: Flow.')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'below'), name='one_flow_figure_each', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Landmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('features', models.JSONField(help_text='Column to word or number; a gap is left out.')),
                ('prior', models.FloatField(help_text="The playbook's chance then, 0 to 1.")),
                ('said', models.SmallIntegerField(null=True)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='landmarks', to='crm.opportunity')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('opportunity', 'on'), name='one_landmark_a_day')],
            },
        ),
        migrations.CreateModel(
            name='OwnChance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_chances', to='crm.opportunity')),
            ],
            options={
                'indexes': [models.Index(models.F('opportunity'), models.OrderBy(models.F('id'), descending=True), name='own_chance_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='percent_up_to_100')],
            },
        ),
        migrations.CreateModel(
            name='ProposalLeft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('playbook', models.CharField(help_text='Key of the playbook it was proposed for.', max_length=80)),
                ('key', models.CharField(max_length=140)),
                ('reason', models.CharField(max_length=300)),
                ('n', models.PositiveIntegerField(help_text='Closed opportunities it rested on then.')),
                ('back_at', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('playbook', 'key'), name='a_proposal_is_left_once')],
            },
        ),
        migrations.CreateModel(
            name='ProposalTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='See insight/proposing/types.py: Proposal.', max_length=140)),
                ('n', models.PositiveIntegerField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='methodology.draft')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'key'), name='a_proposal_once_per_draft')],
            },
        ),
        migrations.CreateModel(
            name='ScoreHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(help_text='Its Monday.')),
                ('on', models.DateField()),
                ('chance', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='score_history', to='crm.opportunity')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='insight.winmodelversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('opportunity', 'week'), name='one_score_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('opportunity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='score', serialize=False, to='crm.opportunity')),
                ('chance', models.FloatField(help_text='Of winning, 0 to 1.')),
                ('low', models.FloatField(help_text='90 % interval.')),
                ('high', models.FloatField()),
                ('learned', models.FloatField(help_text="Share of it that is history, 0 to 1; the rest is the playbook's belief.")),
                ('base', models.FloatField(help_text='Chance before anything of this opportunity is looked at.')),
                ('prior', models.FloatField(help_text="The playbook's chance, 0 to 1.")),
                ('reasons', models.JSONField(help_text='Terms [column, value, log-odds, points, n], the strongest first.')),
                ('features', models.JSONField(help_text='Column to word or number; a gap is left out.')),
                ('on', models.DateField(help_text='The day it speaks of.')),
                ('at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='insight.winmodelversion')),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('chance'), descending=True), models.F('opportunity'), name='score_likeliest')],
            },
        ),
        migrations.CreateModel(
            name='ModelCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('figures', models.JSONField(help_text='See insight/training/drift.py.')),
                ('alarm', models.CharField(blank=True, max_length=20)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='insight.winmodelversion')),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('at'), descending=True), name='model_check_latest')],
            },
        ),
    ]
