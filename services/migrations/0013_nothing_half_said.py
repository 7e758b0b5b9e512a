"""A rule over several columns is never neither kept nor broken: what one of them leaves empty is said of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0012_plans_without_gaps'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='aidrequest',
            name='aidrequest_approval_whole',
        ),
        migrations.RemoveConstraint(
            model_name='aidrequest',
            name='aidrequest_payment_whole',
        ),
        migrations.RemoveConstraint(
            model_name='livelihood',
            name='livelihood_over',
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_amount', None), ('budget', None)), models.Q(('approved_amount__isnull', False), ('budget__isnull', False), ('decided_by__isnull', False), ('approved_amount__gt', 0), ('approved_amount__lte', models.F('amount'))), _connector='OR'), name='aidrequest_approval_whole'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', ''), ('paid_amount', None), ('paid_by', None), ('paid_on', None), models.Q(('status__in', ('PAID', 'ACCOUNTED', 'SETTLED')), _negated=True)), models.Q(('approved_amount__isnull', False), ('paid_amount__isnull', False), ('paid_on__isnull', False), ('paid_amount__gt', 0), ('paid_amount__lte', models.F('approved_amount')), ('paid_by__isnull', False), ('status__in', ('PAID', 'ACCOUNTED', 'SETTLED')), models.Q(('method', ''), _negated=True)), _connector='OR'), name='aidrequest_payment_whole'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('started_on__isnull', False), ('state__in', ('FINISHED', 'LEFT')), ('ended_on__gte', models.F('started_on'))), models.Q(models.Q(('state__in', ('FINISHED', 'LEFT')), _negated=True), ('ended_on', None)), _connector='OR'), name='livelihood_over'),
        ),
    ]
