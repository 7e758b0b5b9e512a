"""A rule over several columns is never neither kept nor broken: what one of them leaves empty is said of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_letters'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_derivative_whole',
        ),
        migrations.RemoveConstraint(
            model_name='casegrant',
            name='casegrant_revoked_by_somebody',
        ),
        migrations.RemoveConstraint(
            model_name='decoy',
            name='decoy_ended_by_somebody',
        ),
        migrations.RemoveConstraint(
            model_name='emergencyaccess',
            name='emergency_reviewed_whole',
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='followup_ended_by_somebody',
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='letter_numbered_whole',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='person_stated_age_dated',
        ),
        migrations.RemoveConstraint(
            model_name='personmerge',
            name='personmerge_undone_whole',
        ),
        migrations.RemoveConstraint(
            model_name='sectionmark',
            name='sectionmark_ended_by_somebody',
        ),
        migrations.RemoveConstraint(
            model_name='traffickingepisode',
            name='episode_debt',
        ),
        migrations.RemoveConstraint(
            model_name='traffickingepisode',
            name='episode_pay_promised',
        ),
        migrations.RemoveConstraint(
            model_name='traffickingepisode',
            name='episode_pay_received',
        ),
        migrations.RemoveConstraint(
            model_name='withdrawalletter',
            name='withdrawalletter_sent_by_somebody',
        ),
        migrations.RemoveConstraint(
            model_name='withdrawalletter',
            name='withdrawalletter_confirmed_after_sent',
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('derivative_name', ''), ('derivative_size', None)), models.Q(models.Q(('derivative_name', ''), _negated=True), ('derivative_size__gte', 0), ('derivative_size__isnull', False), ('state', 'CLEAN')), _connector='OR'), name='attachment_derivative_whole'),
        ),
        migrations.AddConstraint(
            model_name='casegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__gte', models.F('granted_at')), ('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='casegrant_revoked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='decoy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__gte', models.F('made_at')), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='decoy_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='emergencyaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), ('reviewed_at__gte', models.F('started_at')), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='emergency_reviewed_whole'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('state', 'PENDING')), models.Q(models.Q(('state', 'PENDING'), _negated=True), ('ended_at__gte', models.F('created_at')), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='followup_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dated_on__isnull', True), ('number__isnull', True), ('office__isnull', True), ('requested_at__isnull', True), ('requested_by__isnull', True), ('series', ''), ('signer_role', ''), ('year__isnull', True)), models.Q(models.Q(('series', ''), _negated=True), models.Q(('signer_role', ''), _negated=True), ('dated_on__isnull', False), ('number__gt', 0), ('number__isnull', False), ('office__isnull', False), ('requested_at__isnull', False), ('requested_by__isnull', False), ('year__gte', 2020), ('year__isnull', False)), _connector='OR'), name='letter_numbered_whole'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stated_age__isnull', True), ('stated_on__isnull', True)), models.Q(('stated_age__isnull', False), ('stated_age__lte', 110), ('stated_on__isnull', False)), _connector='OR'), name='person_stated_age_dated'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__gte', models.F('at')), ('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='personmerge_undone_whole'),
        ),
        migrations.AddConstraint(
            model_name='sectionmark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__gte', models.F('made_at')), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='sectionmark_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='traffickingepisode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('debt_amount__isnull', True), ('debt_currency', '')), models.Q(('debt_amount__gte', 0), ('debt_amount__isnull', False), models.Q(('debt_currency', ''), _negated=True)), _connector='OR'), name='episode_debt'),
        ),
        migrations.AddConstraint(
            model_name='traffickingepisode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pay_promised__isnull', True), ('pay_promised_currency', '')), models.Q(('pay_promised__gte', 0), ('pay_promised__isnull', False), models.Q(('pay_promised_currency', ''), _negated=True)), _connector='OR'), name='episode_pay_promised'),
        ),
        migrations.AddConstraint(
            model_name='traffickingepisode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pay_received__isnull', True), ('pay_received_currency', '')), models.Q(('pay_received__gte', 0), ('pay_received__isnull', False), models.Q(('pay_received_currency', ''), _negated=True)), _connector='OR'), name='episode_pay_received'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_by__isnull', True), ('sent_on__isnull', True)), models.Q(('sent_by__isnull', False), ('sent_on__gte', models.F('withdrawn_on')), ('sent_on__isnull', False)), _connector='OR'), name='withdrawalletter_sent_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('confirmed_on__isnull', True)), models.Q(('confirmed_by__isnull', False), ('confirmed_on__isnull', False), ('sent_on__isnull', False), ('confirmed_on__gte', models.F('sent_on'))), _connector='OR'), name='withdrawalletter_confirmed_after_sent'),
        ),
    ]
