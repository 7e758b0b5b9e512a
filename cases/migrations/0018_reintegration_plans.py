"""Reintegration plans in the history and among the tasks."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_documents_and_relatives'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='task',
            name='cases_task_kind_listed',
        ),
        migrations.RemoveConstraint(
            model_name='timelineentry',
            name='cases_timelineentry_kind_listed',
        ),
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(choices=[('CALL', 'Llamada de seguimiento'), ('VISIT', 'Visita'), ('APPOINTMENT', 'Cita'), ('ACCOMPANY', 'Acompañamiento'), ('NOTIFY_UPE', 'Avisar a la UPE'), ('AGE_PROOF', 'Pedir la partida de nacimiento'), ('SINGLE_INTERVIEW', 'Coordinar la entrevista única'), ('ASK_CONSENT', 'Preguntar por el consentimiento'), ('UPLOAD_CONSENT', 'Subir el consentimiento firmado'), ('RENEW_CONSENT', 'Renovar el consentimiento'), ('SEND_WITHDRAWAL', 'Enviar la carta de retiro'), ('CONFIRM_WITHDRAWAL', 'Confirmar que dejaron de usar sus datos'), ('REFERRAL_CHASE', 'Reiterar una derivación'), ('REFERRAL_ANSWER', 'Responder una derivación'), ('AID_DECIDE', 'Decidir un pedido de ayuda'), ('AID_PAY', 'Pagar una ayuda'), ('AID_RECEIPT', 'Traer el comprobante de una ayuda'), ('SHELTER_MOVE', 'Buscarle un lugar adecuado'), ('REASSESS', 'Repetir la evaluación'), ('COVER_NEED', 'Cubrir lo que falta'), ('PLAN_REVIEW', 'Revisar su plan'), ('OTHER', 'Otra tarea')], max_length=18, verbose_name='tarea'),
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='kind',
            field=models.CharField(choices=[('INTAKE', 'Ingreso'), ('NOTE', 'Nota'), ('ATTENTION', 'Atención'), ('STATUS', 'Estado del caso'), ('VICTIM_STATUS', 'Condición de víctima'), ('PHASE', 'Fase'), ('PERSON', 'Persona'), ('CONSENT', 'Consentimiento'), ('TEAM', 'Equipo'), ('TASK', 'Tarea'), ('REFERRAL', 'Derivación'), ('AID', 'Ayuda'), ('SHELTER', 'Acogida'), ('FACTS', 'Hechos'), ('ASSESSMENT', 'Evaluación'), ('PLAN', 'Plan'), ('IMPORT', 'Importación')], max_length=14),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CALL', 'VISIT', 'APPOINTMENT', 'ACCOMPANY', 'NOTIFY_UPE', 'AGE_PROOF', 'SINGLE_INTERVIEW', 'ASK_CONSENT', 'UPLOAD_CONSENT', 'RENEW_CONSENT', 'SEND_WITHDRAWAL', 'CONFIRM_WITHDRAWAL', 'REFERRAL_CHASE', 'REFERRAL_ANSWER', 'AID_DECIDE', 'AID_PAY', 'AID_RECEIPT', 'SHELTER_MOVE', 'REASSESS', 'COVER_NEED', 'PLAN_REVIEW', 'OTHER'])), name='cases_task_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='timelineentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['INTAKE', 'NOTE', 'ATTENTION', 'STATUS', 'VICTIM_STATUS', 'PHASE', 'PERSON', 'CONSENT', 'TEAM', 'TASK', 'REFERRAL', 'AID', 'SHELTER', 'FACTS', 'ASSESSMENT', 'PLAN', 'IMPORT'])), name='cases_timelineentry_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
    ]
