"""A rule over several columns is never neither kept nor broken: what one of them leaves empty is said of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0007_nothing_half_said'),
        ('referrals', '0008_sharing_lives'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_order_of_days',
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('answered_at__isnull', True), ('sent_at__isnull', True)), models.Q(('sent_at__isnull', False), models.Q(('acknowledged_at__isnull', True), ('acknowledged_at__gte', models.F('sent_at')), _connector='OR'), models.Q(('answered_at__isnull', True), ('answered_at__gte', models.F('sent_at')), _connector='OR'), models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('sent_at')), _connector='OR')), _connector='OR'), name='referral_order_of_days'),
        ),
    ]
