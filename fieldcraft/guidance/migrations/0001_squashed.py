import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    # What an installation from before has already; it runs nothing again.
    replaces = [
        ('guidance', '0001_initial'),
        ('guidance', '0002_due'),
        ('guidance', '0003_learned'),
    ]

    dependencies = [
        ('crm', '0001_squashed'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NextStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(help_text='Who acts: rep, manager, customer or partner.', max_length=10)),
                ('key', models.CharField(help_text='A play, `promise:` with an activity, `confirm:` with a criterion', max_length=120)),
                ('play', models.CharField(blank=True, max_length=80)),
                ('criterion', models.CharField(blank=True, max_length=80)),
                ('basis', models.CharField(max_length=12)),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=250)),
                ('why', models.TextField()),
                ('rests_on', models.CharField(max_length=250)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('worth', models.FloatField(help_text="Expected commission, in the organisation's currency.")),
                ('points', models.FloatField(help_text='Change of the chance to win, in percentage points.')),
                ('priority', models.FloatField(help_text='Orders steps of different opportunities; see guidance/ranking.')),
                ('spread', models.FloatField(default=0.0, help_text="Half the width of the priority's 90 % interval; 0: none known.")),
                ('amount_assumed', models.BooleanField(default=False)),
                ('due_on', models.DateField(help_text='Day of the planned activity; it may lie ahead.', null=True)),
                ('ranked_at', models.DateTimeField()),
                ('activity', models.ForeignKey(help_text='The planned one this is about.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.activity')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='people.member')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='crm.opportunity')),
            ],
            options={
                'indexes': [models.Index(models.F('member'), models.F('due_on'), models.OrderBy(models.F('priority'), descending=True), models.F('id'), name='step_of_member')],
                'constraints': [models.UniqueConstraint(fields=('opportunity', 'key'), name='a_step_once_per_opportunity')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('play', models.CharField(blank=True, max_length=80)),
                ('title', models.CharField(max_length=250)),
                ('answer', models.CharField(choices=[('done', 'Done'), ('snoozed', 'Later'), ('not_useful', 'Not useful')], max_length=10)),
                ('at', models.DateTimeField()),
                ('until', models.DateField(blank=True, help_text='The step comes back on this day; empty: it does not.', null=True)),
                ('note', models.TextField(blank=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='people.member')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='crm.opportunity')),
            ],
            options={
                'indexes': [models.Index(models.F('key'), models.F('at'), condition=models.Q(('undone_at__isnull', True)), name='answers_to_a_play')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('opportunity', 'key', 'member'), name='one_answer_at_a_time')],
            },
        ),
    ]
