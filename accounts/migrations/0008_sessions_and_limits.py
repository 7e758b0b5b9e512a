"""Sessions that know whose they are, browsers that are known, purses of tries, and since when a password is there."""

import django.db.models.deletion
import django.utils.timezone
import vault.ids
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import SOMEBODY, WORKER, protect


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_alerts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Purse',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('full_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'cuenta de intentos',
            },
        ),
        migrations.AddField(
            model_name='user',
            name='password_set_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='contraseña dada'),
        ),
        migrations.CreateModel(
            name='KnownBrowser',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64)),
                ('known_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='known_browsers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'navegador conocido',
                'constraints': [models.UniqueConstraint(fields=('token_hash', 'user'), name='knownbrowser_once')],
            },
        ),
        migrations.CreateModel(
            name='UserSession',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('content', models.TextField(blank=True)),
                ('browser', models.CharField(blank=True, max_length=40)),
                ('began_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, choices=[('signed_out', 'Cerraste la sesión.'), ('idle', 'Pasaron 15 minutos sin actividad y tu sesión se cerró.'), ('too_long', 'Tu sesión se cerró porque pasaron 10 horas desde que entraste.'), ('third', 'Tu sesión se cerró porque tu cuenta se abrió en otros dos equipos.'), ('changed', 'Tu sesión se cerró porque cambió algo de tu cuenta.'), ('closed', 'Tu sesión se cerró porque así se pidió desde «Mi cuenta».'), ('closed_by_admin', 'Tu sesión se cerró porque así lo pidió la administración.'), ('browser', 'Tu sesión se cerró porque siguió en un navegador distinto.')], max_length=20)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sesión',
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['user', '-began_at'], name='usersession_open'), models.Index(fields=['last_seen_at'], name='usersession_last_seen')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_because__in', ['signed_out', 'idle', 'too_long', 'third', 'changed', 'closed', 'closed_by_admin', 'browser', ''])), name='accounts_usersession_ended_because_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_because', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_because', ''), _negated=True), ('content', '')), _connector='OR'), name='usersession_end_has_reason')],
            },
        ),
        # Read before anybody is signed in: they tell who is. Whoever reads them can open nothing with them.
        protect("accounts_usersession", reads=SOMEBODY, adds=SOMEBODY),
        protect("accounts_knownbrowser", reads=SOMEBODY, adds=SOMEBODY),
        migrations.RunSQL(
            f"GRANT DELETE ON accounts_usersession, accounts_knownbrowser, accounts_purse TO {WORKER}",
            migrations.RunSQL.noop,
        ),
    ]
