"""Who looked when at what waits for them, and who was told: each account reads its own mark, the clock all."""

import django.db.models.deletion
import vault.ids
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import protect

OWN = "user_id = (SELECT calp.user_id())"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_last_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsMark',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('before', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='news_mark', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('before__isnull', True), models.Q(('looked_at__gte', models.F('before')), ('looked_at__isnull', False)), _connector='OR'), name='news_looked_before_now')],
            },
        ),
        protect("accounts_newsmark", reads=OWN, adds=OWN),
    ]
