import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vault.fields
import vault.ids
from accounts.row_security import AN_ACCOUNT, of_case, protect

# A page brings a file and takes it out of use. That it is clean, and what is served for it, only a task says.
ONLY_WITHDRAWN_BY_A_PAGE = """
REVOKE UPDATE ON cases_attachment FROM calp_web;
GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdrawal_reason) ON cases_attachment TO calp_web;
CREATE POLICY comes_unseen ON cases_attachment AS RESTRICTIVE FOR INSERT TO calp_web
  WITH CHECK (state = 'IN_REVIEW' AND derivative_name = '' AND withdrawn_at IS NULL);
"""
BY_ANYBODY = """
DROP POLICY comes_unseen ON cases_attachment;
GRANT UPDATE ON cases_attachment TO calp_web;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_decoys'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='número en el caso')),
                ('kind', models.CharField(choices=[('IDENTITY', 'Documento de identidad'), ('CONSENT', 'Consentimiento firmado'), ('LEGAL', 'Documento del proceso'), ('MEDICAL', 'Documento de salud'), ('REPORT', 'Informe'), ('EVIDENCE', 'Prueba: foto, mensaje o grabación'), ('RECEIPT', 'Comprobante de gasto'), ('OTHER', 'Otro')], max_length=10, verbose_name='tipo de documento')),
                ('area', models.CharField(choices=[('GENERAL', 'General'), ('SOCIAL', 'Social'), ('LEGAL', 'Legal'), ('PSYCHOLOGICAL', 'Psicológica')], default='GENERAL', max_length=14, verbose_name='área')),
                ('title', vault.fields.SealedTextField(max_length=120, verbose_name='título')),
                ('state', models.CharField(choices=[('IN_REVIEW', 'En revisión'), ('CLEAN', 'Revisado'), ('REFUSED', 'No aceptado')], default='IN_REVIEW', max_length=10, verbose_name='revisión')),
                ('refusal', models.CharField(blank=True, choices=[('KIND', 'No recibimos archivos de ese tipo.'), ('OTHER_CONTENT', 'Su contenido no es lo que dice su nombre.'), ('UNREADABLE', 'No se pudo leer. Puede estar dañado o incompleto.'), ('TOO_LARGE', 'Es demasiado grande al abrirse.'), ('LOCKED', 'Está protegido con contraseña. Sube una copia sin ella.'), ('ACTIVE', 'Contiene programas, o trae cosas de otros lugares al abrirse.'), ('MALWARE', 'El antivirus encontró un programa dañino.')], max_length=14, verbose_name='por qué no se aceptó')),
                ('edition', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='versión')),
                ('original_name', vault.fields.SealedTextField(max_length=255, verbose_name='nombre del archivo')),
                ('extension', models.CharField(editable=False, max_length=10, verbose_name='extensión')),
                ('media_type', models.CharField(blank=True, choices=[('image/jpeg', 'image/jpeg'), ('image/png', 'image/png'), ('image/webp', 'image/webp'), ('application/pdf', 'application/pdf'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'), ('application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text'), ('audio/mpeg', 'audio/mpeg'), ('audio/mp4', 'audio/mp4'), ('video/mp4', 'video/mp4'), ('audio/ogg', 'audio/ogg')], max_length=80, verbose_name='tipo de contenido')),
                ('file_name', models.CharField(editable=False, max_length=32, unique=True)),
                ('file_key', vault.fields.SealedBytesField()),
                ('digest', vault.fields.SealedBytesField(verbose_name='huella del archivo')),
                ('size', models.BigIntegerField(editable=False, verbose_name='tamaño')),
                ('derivative_name', models.CharField(blank=True, editable=False, max_length=32)),
                ('derivative_key', vault.fields.SealedBytesField(blank=True)),
                ('derivative_size', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='subido el')),
                ('examined_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='retirado el')),
                ('withdrawal_reason', vault.fields.SealedTextField(blank=True, max_length=500, verbose_name='motivo del retiro')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='cases.case')),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person', verbose_name='de quién es')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_version', to='cases.attachment', verbose_name='versión anterior')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'documento',
                'indexes': [models.Index(fields=['case', '-uploaded_at', '-id'], name='attachment_case'), models.Index(condition=models.Q(('state', 'IN_REVIEW')), fields=['uploaded_at'], name='attachment_in_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['IDENTITY', 'CONSENT', 'LEGAL', 'MEDICAL', 'REPORT', 'EVIDENCE', 'RECEIPT', 'OTHER'])), name='cases_attachment_kind_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('area__in', ['GENERAL', 'SOCIAL', 'LEGAL', 'PSYCHOLOGICAL'])), name='cases_attachment_area_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('state__in', ['IN_REVIEW', 'CLEAN', 'REFUSED'])), name='cases_attachment_state_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('refusal__in', ['KIND', 'OTHER_CONTENT', 'UNREADABLE', 'TOO_LARGE', 'LOCKED', 'ACTIVE', 'MALWARE', ''])), name='cases_attachment_refusal_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('media_type__in', ['image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.oasis.opendocument.text', 'audio/mpeg', 'audio/mp4', 'video/mp4', 'audio/ogg', ''])), name='cases_attachment_media_type_listed', violation_error_message='Elige una opción de la lista.'), models.UniqueConstraint(fields=('case', 'number'), name='attachment_number_in_case'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'REFUSED'), models.Q(('refusal', ''), _negated=True)), models.Q(models.Q(('state', 'REFUSED'), _negated=True), ('refusal', '')), _connector='OR'), name='attachment_refused_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CLEAN'), _negated=True), models.Q(('media_type', ''), _negated=True), _connector='OR'), name='attachment_clean_has_type'), models.CheckConstraint(condition=models.Q(models.Q(('derivative_name', ''), ('derivative_size', None)), models.Q(models.Q(('derivative_name', ''), _negated=True), ('derivative_size__gte', 0), ('state', 'CLEAN')), _connector='OR'), name='attachment_derivative_whole'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='attachment_withdrawn_by_somebody'), models.CheckConstraint(condition=models.Q(('size__gte', 0)), name='attachment_size_positive')],
            },
        ),
        protect("cases_attachment", reads=of_case(), adds=f"{AN_ACCOUNT} AND ({of_case()})"),
        migrations.RunSQL(ONLY_WITHDRAWN_BY_A_PAGE, BY_ANYBODY),
    ]
