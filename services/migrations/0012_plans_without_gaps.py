"""What must be there is asked for: a comparison with nothing is neither true nor false, and passes a check."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_follow_up'),
        ('directory', '0006_projects'),
        ('services', '0011_reintegration_plans'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='planactivity',
            name='services_planactivity_progress_listed',
        ),
        migrations.AddConstraint(
            model_name='planactivity',
            constraint=models.CheckConstraint(condition=models.Q(('progress__in', ['PENDING', 'DOING', 'DONE', 'LEFT'])), name='services_planactivity_progress_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.RemoveConstraint(
            model_name='livelihood',
            name='livelihood_over',
        ),
        migrations.RemoveConstraint(
            model_name='planactivity',
            name='planactivity_left_for_a_reason',
        ),
        migrations.RemoveConstraint(
            model_name='planreview',
            name='planreview_next_while_it_goes_on',
        ),
        migrations.RemoveConstraint(
            model_name='reintegrationplan',
            name='reintegrationplan_agreed_whole',
        ),
        migrations.RemoveConstraint(
            model_name='reintegrationplan',
            name='reintegrationplan_dropped_for_a_reason',
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__gte', models.F('started_on')), ('ended_on__isnull', False), ('state__in', ('FINISHED', 'LEFT'))), models.Q(models.Q(('state__in', ('FINISHED', 'LEFT')), _negated=True), ('ended_on', None)), _connector='OR'), name='livelihood_over'),
        ),
        migrations.AddConstraint(
            model_name='planactivity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('progress', 'LEFT'), _negated=True), ('left_reason__isnull', False), _connector='OR'), name='planactivity_left_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='planreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_on__gt', models.F('on')), ('next_on__isnull', False), ('result', 'GOES_ON')), models.Q(models.Q(('result', 'GOES_ON'), _negated=True), ('next_on', None)), _connector='OR'), name='planreview_next_while_it_goes_on'),
        ),
        migrations.AddConstraint(
            model_name='reintegrationplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_by', None), ('agreed_on', None), ('first_review_on', None)), models.Q(('agreed_by__isnull', False), ('agreed_on__isnull', False), ('first_review_on__gt', models.F('agreed_on')), ('first_review_on__isnull', False), ('her_words__isnull', False), ('present__isnull', False)), _connector='OR'), name='reintegrationplan_agreed_whole'),
        ),
        migrations.AddConstraint(
            model_name='reintegrationplan',
            constraint=models.CheckConstraint(condition=models.Q(('dropped_at', None), models.Q(('agreed_on', None), ('drop_reason__isnull', False), ('dropped_at__isnull', False)), _connector='OR'), name='reintegrationplan_dropped_for_a_reason'),
        ),
    ]
