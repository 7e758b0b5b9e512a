"""Alerts: what was found unusual in the trail. Pages read them; rules and the trigger of decoys write them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vault.fields
import vault.ids
from accounts.row_security import protect

# That a case is a decoy, only those who tend decoys may learn.
READS = "(SELECT calp.may('view_audit')) AND (kind <> 'decoy' OR (SELECT calp.may('tend_decoys')))"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_row_security"),
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("many_files", "Muchos casos leídos en poco tiempo"),
                            ("outside_team", "Muchos casos leídos sin ser de su equipo"),
                            ("decoy", "Abrió un caso señuelo"),
                            ("night_export", "Sacó datos de noche o en feriado"),
                            ("many_refusals", "Muchos intentos negados"),
                            ("same_person", "Varias cuentas buscaron a la misma persona"),
                            ("broken_chain", "El registro de accesos no coincide con su sello"),
                        ],
                        max_length=20,
                        verbose_name="qué pasó",
                    ),
                ),
                ("actor_id", models.UUIDField(blank=True, null=True)),
                ("actor_name", models.CharField(blank=True, max_length=60)),
                ("subject_kind", models.CharField(blank=True, max_length=40)),
                ("subject_id", models.CharField(blank=True, max_length=60)),
                ("subject_code", models.CharField(blank=True, max_length=40)),
                ("count", models.PositiveIntegerField(default=1)),
                ("usual", models.PositiveIntegerField(default=0)),
                ("window_start", models.DateTimeField()),
                ("window_end", models.DateTimeField()),
                ("first_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "alerta",
                "indexes": [
                    models.Index(fields=["-first_at", "-id"], name="alert_list"),
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)), fields=["made_at"], name="alert_untold"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "many_files",
                                    "outside_team",
                                    "decoy",
                                    "night_export",
                                    "many_refusals",
                                    "same_person",
                                    "broken_chain",
                                ],
                            )
                        ),
                        name="accounts_alert_kind_listed",
                        violation_error_message="Elige una opción de la lista.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("window_end__gt", models.F("window_start"))), name="alert_window"
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "actor_id", "subject_id", "window_start"),
                        name="alert_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertReview",
            fields=[
                ("id", models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("work", "Era su trabajo"),
                            ("explained", "Se habló con la persona y quedó explicado"),
                            ("incident", "Es un incidente"),
                        ],
                        max_length=12,
                        verbose_name="resultado",
                    ),
                ),
                ("note", vault.fields.SealedTextField(blank=True, max_length=2000, verbose_name="nota")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "alert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="accounts.alert"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.datakey",
                    ),
                ),
            ],
            options={
                "verbose_name": "revisión de una alerta",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["work", "explained", "incident"])),
                        name="accounts_alertreview_outcome_listed",
                        violation_error_message="Elige una opción de la lista.",
                    )
                ],
            },
        ),
        protect("accounts_alert", reads=READS, adds="false", changes="false"),
        protect(
            "accounts_alertreview",
            reads="alert_id = ANY (ARRAY(SELECT id FROM accounts_alert))",
            adds="(SELECT calp.may('review_alerts'))",
            changes="false",
        ),
    ]
