"""The aid fund with its ledger, and kits with their stock (docs/adr/0020).

Sums of budgets and stocks are written by the triggers of their movements and by nobody else: pages and tasks may lock
those rows (for which the right to change the id stands in) and change no sum. Movements are never changed.
"""


import accounts.history
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import vault.fields
import vault.ids
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from accounts.history import never_changed
from accounts.row_security import AN_ACCOUNT, WEB, WORKER, of_case, of_parent, protect

OF_REQUEST = of_parent("services_aidrequest", "request_id")
TABLES = (
    *("aidbudget", "aidrequest", "aidstatuschange", "aidmovement"),
    *("kittype", "kititem", "kitstock", "kitdelivery", "kitdeliveryitem", "kitmovement"),
)

SUMS = {
    "aidmovement": """
        UPDATE services_aidbudget SET
          allocated = allocated + CASE NEW.kind WHEN 'ALLOCATION' THEN NEW.amount WHEN 'REDUCTION' THEN -NEW.amount
            ELSE 0 END,
          committed = committed + CASE NEW.kind WHEN 'COMMITMENT' THEN NEW.amount WHEN 'RELEASE' THEN -NEW.amount
            ELSE 0 END,
          paid = paid + CASE NEW.kind WHEN 'PAYMENT' THEN NEW.amount ELSE 0 END
        WHERE id = NEW.budget_id;
    """,
    "kitmovement": """
        UPDATE services_kitstock SET
          quantity = quantity + CASE NEW.kind WHEN 'ARRIVAL' THEN NEW.quantity ELSE -NEW.quantity END
        WHERE id = NEW.stock_id;
    """,
}


def ledger(movement: str, sums: str) -> list[migrations.RunSQL]:
    """Each line of ``movement`` moves the sums of its row in ``sums``; neither is written in any other way."""
    table, function = f"services_{movement}", f"calp.add_{movement}"
    return [
        migrations.RunSQL(
            [
                f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                f" SET search_path = pg_catalog, public AS $body$ BEGIN {SUMS[movement]} RETURN NULL; END $body$",
                f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC",
                f"CREATE TRIGGER add_to_sums AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
                f"CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION calp.refuse_change()",
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {WEB}, {WORKER}",
                f"REVOKE UPDATE, DELETE, TRUNCATE ON services_{sums} FROM {WEB}, {WORKER}",
                f"GRANT UPDATE (id) ON services_{sums} TO {WEB}, {WORKER}",
            ],
            [
                f"DROP TRIGGER never_changed ON {table}",
                f"DROP TRIGGER add_to_sums ON {table}",
                f"DROP FUNCTION {function}()",
            ],
        )
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_history'),
        ('cases', '0010_aid_and_shelter'),
        ('directory', '0006_projects'),
        ('services', '0007_enrolments'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KitTypeHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('version', models.PositiveIntegerField(null=True)),
                ('id', models.UUIDField()),
                ('name', models.CharField(max_length=80, null=True)),
                ('service', models.CharField(max_length=14, null=True)),
                ('is_active', models.BooleanField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'kit',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AidBudget',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('allocated', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=11, verbose_name='asignado')),
                ('committed', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=11, verbose_name='aprobado')),
                ('paid', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=11, verbose_name='pagado')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office', verbose_name='sede')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.project', verbose_name='proyecto')),
            ],
            options={
                'verbose_name': 'presupuesto de ayuda',
            },
        ),
        migrations.CreateModel(
            name='AidBudgetHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('project', models.UUIDField(db_column='project_id', null=True)),
                ('office', models.UUIDField(db_column='office_id', null=True)),
                ('allocated', models.DecimalField(decimal_places=2, max_digits=11, null=True)),
                ('committed', models.DecimalField(decimal_places=2, max_digits=11, null=True)),
                ('paid', models.DecimalField(decimal_places=2, max_digits=11, null=True)),
            ],
            options={
                'verbose_name': 'presupuesto de ayuda',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='aidbudget_history')],
            },
        ),
        migrations.CreateModel(
            name='AidMovementHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('budget', models.UUIDField(db_column='budget_id', null=True)),
                ('kind', models.CharField(max_length=10, null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('request', models.UUIDField(db_column='request_id', null=True)),
                ('on', models.DateField(null=True)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.UUIDField(db_column='by_id', null=True)),
            ],
            options={
                'verbose_name': 'movimiento del fondo de ayuda',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='aidmovement_history')],
            },
        ),
        migrations.CreateModel(
            name='AidRequest',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='código')),
                ('purpose', models.CharField(choices=[('TRANSPORT', 'Transporte o retorno'), ('LODGING', 'Alojamiento'), ('FOOD', 'Alimentación'), ('HEALTH', 'Salud'), ('MEDICINE', 'Medicinas'), ('CLOTHES', 'Vestido'), ('SUPPLIES', 'Útiles'), ('IDENTITY', 'Trámites de identidad'), ('SEED_CAPITAL', 'Capital semilla'), ('OTHER', 'Otro')], max_length=14, verbose_name='para qué')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='cuánto se pide')),
                ('reason', vault.fields.SealedTextField(max_length=1000, verbose_name='por qué')),
                ('urgency', models.CharField(choices=[('TODAY', 'Hoy mismo'), ('THIS_WEEK', 'Esta semana'), ('CAN_WAIT', 'Puede esperar')], max_length=10, verbose_name='para cuándo')),
                ('status', models.CharField(choices=[('REQUESTED', 'Por aprobar'), ('APPROVED', 'Aprobada, por pagar'), ('PAID', 'Pagada, sin comprobante'), ('ACCOUNTED', 'Con comprobante, por revisar'), ('SETTLED', 'Rendida'), ('REJECTED', 'No aprobada'), ('CANCELLED', 'Anulada')], default='REQUESTED', max_length=10, verbose_name='estado')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('approved_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='cuánto se aprueba')),
                ('paid_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='cuánto se pagó')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='pagado el')),
                ('method', models.CharField(blank=True, choices=[('CASH', 'Efectivo'), ('TRANSFER', 'Transferencia'), ('WALLET', 'Billetera del celular'), ('PROVIDER', 'Pago directo al proveedor')], max_length=10, verbose_name='cómo se pagó')),
                ('declaration', vault.fields.SealedTextField(blank=True, max_length=600, verbose_name='declaración jurada: por qué no hay comprobante')),
                ('budget', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='services.aidbudget', verbose_name='fondo')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aid_requests', to='cases.case')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('paid_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aid_requests', to='cases.person', verbose_name='para quién')),
                ('receipt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.attachment', verbose_name='comprobante')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pedido de ayuda',
            },
        ),
        migrations.CreateModel(
            name='AidMovement',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('ALLOCATION', 'Asignación'), ('REDUCTION', 'Reducción de la asignación'), ('COMMITMENT', 'Aprobación'), ('RELEASE', 'Liberación'), ('PAYMENT', 'Pago')], max_length=10, verbose_name='movimiento')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='importe en soles')),
                ('on', models.DateField(verbose_name='día')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='services.aidbudget')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='services.aidrequest')),
            ],
            options={
                'verbose_name': 'movimiento del fondo de ayuda',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AidRequestHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('version', models.PositiveIntegerField(null=True)),
                ('code', models.CharField(max_length=24, null=True)),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('person', models.UUIDField(db_column='person_id', null=True)),
                ('purpose', models.CharField(max_length=14, null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('reason', vault.fields.SealedTextField(blank=True, max_length=1000)),
                ('urgency', models.CharField(max_length=10, null=True)),
                ('status', models.CharField(max_length=10, null=True)),
                ('requested_by', models.UUIDField(db_column='requested_by_id', null=True)),
                ('requested_at', models.DateTimeField(null=True)),
                ('budget', models.UUIDField(db_column='budget_id', null=True)),
                ('approved_amount', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('decided_by', models.UUIDField(db_column='decided_by_id', null=True)),
                ('paid_amount', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('paid_on', models.DateField(null=True)),
                ('method', models.CharField(max_length=10, null=True)),
                ('paid_by', models.UUIDField(db_column='paid_by_id', null=True)),
                ('receipt', models.UUIDField(db_column='receipt_id', null=True)),
                ('declaration', vault.fields.SealedTextField(blank=True, max_length=600)),
                ('settled_by', models.UUIDField(db_column='settled_by_id', null=True)),
            ],
            options={
                'verbose_name': 'pedido de ayuda',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='aidrequest_history')],
            },
        ),
        migrations.CreateModel(
            name='AidStatusChange',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('old', models.CharField(blank=True, choices=[('REQUESTED', 'Por aprobar'), ('APPROVED', 'Aprobada, por pagar'), ('PAID', 'Pagada, sin comprobante'), ('ACCOUNTED', 'Con comprobante, por revisar'), ('SETTLED', 'Rendida'), ('REJECTED', 'No aprobada'), ('CANCELLED', 'Anulada')], max_length=10)),
                ('new', models.CharField(choices=[('REQUESTED', 'Por aprobar'), ('APPROVED', 'Aprobada, por pagar'), ('PAID', 'Pagada, sin comprobante'), ('ACCOUNTED', 'Con comprobante, por revisar'), ('SETTLED', 'Rendida'), ('REJECTED', 'No aprobada'), ('CANCELLED', 'Anulada')], max_length=10)),
                ('reason', vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name='motivo')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='services.aidrequest')),
            ],
            options={
                'verbose_name': 'paso de un pedido de ayuda',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AidStatusChangeHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('request', models.UUIDField(db_column='request_id', null=True)),
                ('old', models.CharField(max_length=10, null=True)),
                ('new', models.CharField(max_length=10, null=True)),
                ('reason', vault.fields.SealedTextField(blank=True, max_length=1000)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.UUIDField(db_column='by_id', null=True)),
            ],
            options={
                'verbose_name': 'paso de un pedido de ayuda',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='aidstatuschange_history')],
            },
        ),
        migrations.CreateModel(
            name='KitDelivery',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('given_on', models.DateField(verbose_name='entregado el')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('attention', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='kit_delivery', to='services.attention')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kit_deliveries', to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kit_deliveries', to='cases.person')),
            ],
            options={
                'verbose_name': 'entrega de un kit',
                'ordering': ['-given_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='KitDeliveryHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('person', models.UUIDField(db_column='person_id', null=True)),
                ('kit', models.UUIDField(db_column='kit_id', null=True)),
                ('attention', models.UUIDField(db_column='attention_id', null=True)),
                ('given_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
                ('by', models.UUIDField(db_column='by_id', null=True)),
            ],
            options={
                'verbose_name': 'entrega de un kit',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='kitdelivery_history')],
            },
        ),
        migrations.CreateModel(
            name='KitDeliveryItem',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='qué')),
                ('quantity', models.PositiveSmallIntegerField(verbose_name='cuántos')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='services.kitdelivery')),
            ],
            options={
                'verbose_name': 'contenido de una entrega',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='KitDeliveryItemHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('delivery', models.UUIDField(db_column='delivery_id', null=True)),
                ('name', models.CharField(max_length=80, null=True)),
                ('quantity', models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'contenido de una entrega',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='kitdeliveryitem_history')],
            },
        ),
        migrations.CreateModel(
            name='KitItemHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('kit', models.UUIDField(db_column='kit_id', null=True)),
                ('name', models.CharField(max_length=80, null=True)),
                ('quantity', models.PositiveSmallIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'contenido de un kit',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='kititem_history')],
            },
        ),
        migrations.CreateModel(
            name='KitMovementHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('stock', models.UUIDField(db_column='stock_id', null=True)),
                ('kind', models.CharField(max_length=10, null=True)),
                ('quantity', models.PositiveIntegerField(null=True)),
                ('delivery', models.UUIDField(db_column='delivery_id', null=True)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.UUIDField(db_column='by_id', null=True)),
            ],
            options={
                'verbose_name': 'movimiento de kits',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='kitmovement_history')],
            },
        ),
        migrations.CreateModel(
            name='KitStock',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('quantity', models.IntegerField(default=0, editable=False, verbose_name='hay')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office', verbose_name='sede')),
            ],
            options={
                'verbose_name': 'existencias de un kit',
            },
        ),
        migrations.CreateModel(
            name='KitMovement',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('ARRIVAL', 'Llegada'), ('DELIVERY', 'Entrega'), ('LOSS', 'Baja: vencido, dañado o perdido')], max_length=10, verbose_name='movimiento')),
                ('quantity', models.PositiveIntegerField(verbose_name='cuántos')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delivery', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movement', to='services.kitdelivery')),
                ('stock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='services.kitstock')),
            ],
            options={
                'verbose_name': 'movimiento de kits',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KitStockHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('kit', models.UUIDField(db_column='kit_id', null=True)),
                ('office', models.UUIDField(db_column='office_id', null=True)),
                ('quantity', models.IntegerField(null=True)),
            ],
            options={
                'verbose_name': 'existencias de un kit',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='kitstock_history')],
            },
        ),
        migrations.CreateModel(
            name='KitType',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(error_messages={'unique': 'Ya hay un kit con ese nombre'}, max_length=80, unique=True, verbose_name='nombre')),
                ('service', models.CharField(choices=[('EMERGENCY_KIT', 'Kit de emergencia'), ('BASIC_NEEDS', 'Necesidades básicas')], max_length=14, verbose_name='cuenta como')),
                ('is_active', models.BooleanField(default=True, verbose_name='se entrega')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'kit',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('service__in', ['EMERGENCY_KIT', 'BASIC_NEEDS'])), name='services_kittype_service_listed', violation_error_message='Elige una opción de la lista.')],
            },
        ),
        migrations.AddField(
            model_name='kitstock',
            name='kit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stocks', to='services.kittype'),
        ),
        migrations.CreateModel(
            name='KitItem',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='qué')),
                ('quantity', models.PositiveSmallIntegerField(verbose_name='cuántos')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('kit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='services.kittype')),
            ],
            options={
                'verbose_name': 'contenido de un kit',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='kitdelivery',
            name='kit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='services.kittype'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='kittype',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_kittype"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."version", NEW."id", NEW."name", NEW."service", NEW."is_active", NEW."created_at") IS NOT DISTINCT FROM ROW(OLD."version", OLD."id", OLD."name", OLD."service", OLD."is_active", OLD."created_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_kittypehistory" ("version", "id", "name", "service", "is_active", "created_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."version", kept."id", kept."name", kept."service", kept."is_active", kept."created_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='c47558cad021070004839b6a8808fe542205eefb', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_7c8be', table='services_kittype', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='kittypehistory',
            index=models.Index(fields=['id', 'pgh_id'], name='kittype_history'),
        ),
        migrations.AddConstraint(
            model_name='aidbudget',
            constraint=models.UniqueConstraint(fields=('project', 'office'), name='aidbudget_once'),
        ),
        migrations.AddConstraint(
            model_name='aidbudget',
            constraint=models.CheckConstraint(condition=models.Q(('committed__lte', models.F('allocated'))), name='aidbudget_never_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='aidbudget',
            constraint=models.CheckConstraint(condition=models.Q(('paid__gte', 0), ('paid__lte', models.F('committed'))), name='aidbudget_paid_of_approved'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aidbudget',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_aidbudget"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."project_id", NEW."office_id", NEW."allocated", NEW."committed", NEW."paid") IS NOT DISTINCT FROM ROW(OLD."id", OLD."project_id", OLD."office_id", OLD."allocated", OLD."committed", OLD."paid") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_aidbudgethistory" ("id", "project_id", "office_id", "allocated", "committed", "paid", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."project_id", kept."office_id", kept."allocated", kept."committed", kept."paid", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='4f62aae59fc1303d2c550088edc5e881371832c2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_afa89', table='services_aidbudget', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='aidrequest',
            index=models.Index(fields=['status', 'requested_at', 'id'], name='aidrequest_list'),
        ),
        migrations.AddIndex(
            model_name='aidrequest',
            index=models.Index(fields=['case', '-requested_at'], name='aidrequest_case'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['TRANSPORT', 'LODGING', 'FOOD', 'HEALTH', 'MEDICINE', 'CLOTHES', 'SUPPLIES', 'IDENTITY', 'SEED_CAPITAL', 'OTHER'])), name='services_aidrequest_purpose_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('urgency__in', ['TODAY', 'THIS_WEEK', 'CAN_WAIT'])), name='services_aidrequest_urgency_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['REQUESTED', 'APPROVED', 'PAID', 'ACCOUNTED', 'SETTLED', 'REJECTED', 'CANCELLED'])), name='services_aidrequest_status_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['CASH', 'TRANSFER', 'WALLET', 'PROVIDER', ''])), name='services_aidrequest_method_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='aidrequest_some_soles'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='aidrequest_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('paid_by', None), models.Q(('paid_by', models.F('requested_by')), _negated=True), _connector='OR'), name='aidrequest_paid_by_another'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('settled_by', None), models.Q(('settled_by', models.F('requested_by')), _negated=True), _connector='OR'), name='aidrequest_settled_by_another'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_amount', None), ('budget', None)), models.Q(('approved_amount__gt', 0), ('approved_amount__lte', models.F('amount')), ('budget__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='aidrequest_approval_whole'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('budget__isnull', False), ('status__in', ['APPROVED', 'PAID', 'ACCOUNTED', 'SETTLED'])), models.Q(('budget', None), ('status__in', ['REQUESTED', 'REJECTED'])), ('status', 'CANCELLED'), _connector='OR'), name='aidrequest_approved_in_its_states'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['REQUESTED', 'CANCELLED']), models.Q(('decided_by', None), _negated=True), _connector='OR'), name='aidrequest_decided'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', ''), ('paid_amount', None), ('paid_by', None), ('paid_on', None), models.Q(('status__in', ('PAID', 'ACCOUNTED', 'SETTLED')), _negated=True)), models.Q(('paid_amount__gt', 0), ('paid_amount__lte', models.F('approved_amount')), ('paid_on__isnull', False), ('paid_by__isnull', False), ('status__in', ('PAID', 'ACCOUNTED', 'SETTLED')), models.Q(('method', ''), _negated=True)), _connector='OR'), name='aidrequest_payment_whole'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('declaration__isnull', True), ('receipt', None), models.Q(('status__in', ('ACCOUNTED', 'SETTLED')), _negated=True)), models.Q(('status__in', ('ACCOUNTED', 'SETTLED')), models.Q(('receipt__isnull', False), ('declaration__isnull', False), _connector='OR')), _connector='OR'), name='aidrequest_paper'),
        ),
        migrations.AddConstraint(
            model_name='aidrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_by__isnull', False), ('status', 'SETTLED')), models.Q(models.Q(('status', 'SETTLED'), _negated=True), ('settled_by', None)), _connector='OR'), name='aidrequest_settled'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aidrequest',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_aidrequest"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."code", NEW."case_id", NEW."person_id", NEW."purpose", NEW."amount", NEW."reason", NEW."urgency", NEW."status", NEW."requested_by_id", NEW."requested_at", NEW."budget_id", NEW."approved_amount", NEW."decided_by_id", NEW."paid_amount", NEW."paid_on", NEW."method", NEW."paid_by_id", NEW."receipt_id", NEW."declaration", NEW."settled_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."code", OLD."case_id", OLD."person_id", OLD."purpose", OLD."amount", OLD."reason", OLD."urgency", OLD."status", OLD."requested_by_id", OLD."requested_at", OLD."budget_id", OLD."approved_amount", OLD."decided_by_id", OLD."paid_amount", OLD."paid_on", OLD."method", OLD."paid_by_id", OLD."receipt_id", OLD."declaration", OLD."settled_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_aidrequesthistory" ("id", "key_id", "version", "code", "case_id", "person_id", "purpose", "amount", "reason", "urgency", "status", "requested_by_id", "requested_at", "budget_id", "approved_amount", "decided_by_id", "paid_amount", "paid_on", "method", "paid_by_id", "receipt_id", "declaration", "settled_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."code", kept."case_id", kept."person_id", kept."purpose", kept."amount", kept."reason", kept."urgency", kept."status", kept."requested_by_id", kept."requested_at", kept."budget_id", kept."approved_amount", kept."decided_by_id", kept."paid_amount", kept."paid_on", kept."method", kept."paid_by_id", kept."receipt_id", kept."declaration", kept."settled_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='9e1e6745e58cf09e53726e65f92aca9b76f6ff90', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_b035b', table='services_aidrequest', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='aidmovement',
            index=models.Index(fields=['budget', 'on'], name='aidmovement_day'),
        ),
        migrations.AddConstraint(
            model_name='aidmovement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ALLOCATION', 'REDUCTION', 'COMMITMENT', 'RELEASE', 'PAYMENT'])), name='services_aidmovement_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidmovement',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='aidmovement_some_soles'),
        ),
        migrations.AddConstraint(
            model_name='aidmovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['COMMITMENT', 'RELEASE', 'PAYMENT']), ('request__isnull', False)), models.Q(models.Q(('kind__in', ['COMMITMENT', 'RELEASE', 'PAYMENT']), _negated=True), ('request', None)), _connector='OR'), name='aidmovement_of_a_request'),
        ),
        migrations.AddConstraint(
            model_name='aidmovement',
            constraint=models.UniqueConstraint(condition=models.Q(('request__isnull', False)), fields=('request', 'kind'), name='aidmovement_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aidmovement',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_aidmovement"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."budget_id", NEW."kind", NEW."amount", NEW."request_id", NEW."on", NEW."at", NEW."by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."budget_id", OLD."kind", OLD."amount", OLD."request_id", OLD."on", OLD."at", OLD."by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_aidmovementhistory" ("id", "budget_id", "kind", "amount", "request_id", "on", "at", "by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."budget_id", kept."kind", kept."amount", kept."request_id", kept."on", kept."at", kept."by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='c27c031a16888306eba77e8d3aa2d4d4d47e5f90', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_f6f27', table='services_aidmovement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='aidstatuschange',
            constraint=models.CheckConstraint(condition=models.Q(('old__in', ['REQUESTED', 'APPROVED', 'PAID', 'ACCOUNTED', 'SETTLED', 'REJECTED', 'CANCELLED', ''])), name='services_aidstatuschange_old_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidstatuschange',
            constraint=models.CheckConstraint(condition=models.Q(('new__in', ['REQUESTED', 'APPROVED', 'PAID', 'ACCOUNTED', 'SETTLED', 'REJECTED', 'CANCELLED'])), name='services_aidstatuschange_new_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='aidstatuschange',
            constraint=models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='aidstatuschange_moves'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='aidstatuschange',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_aidstatuschange"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."request_id", NEW."old", NEW."new", NEW."reason", NEW."at", NEW."by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."request_id", OLD."old", OLD."new", OLD."reason", OLD."at", OLD."by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_aidstatuschangehistory" ("id", "key_id", "request_id", "old", "new", "reason", "at", "by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."request_id", kept."old", kept."new", kept."reason", kept."at", kept."by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='48ca66289a34ba287bc71c9beb6a5e2dc83a4621', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_8431f', table='services_aidstatuschange', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='kitdeliveryitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 999)), name='kitdeliveryitem_some'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='kitdeliveryitem',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_kitdeliveryitem"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."delivery_id", NEW."name", NEW."quantity") IS NOT DISTINCT FROM ROW(OLD."id", OLD."delivery_id", OLD."name", OLD."quantity") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_kitdeliveryitemhistory" ("id", "delivery_id", "name", "quantity", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."delivery_id", kept."name", kept."quantity", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='488fc2e2dbcde8bc0abf22e798e5fdcba801b86b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_46672', table='services_kitdeliveryitem', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='kitmovement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ARRIVAL', 'DELIVERY', 'LOSS'])), name='services_kitmovement_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='kitmovement',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 99999)), name='kitmovement_some'),
        ),
        migrations.AddConstraint(
            model_name='kitmovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivery__isnull', False), ('kind', 'DELIVERY'), ('quantity', 1)), models.Q(models.Q(('kind', 'DELIVERY'), _negated=True), ('delivery', None)), _connector='OR'), name='kitmovement_of_a_delivery'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='kitmovement',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_kitmovement"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."stock_id", NEW."kind", NEW."quantity", NEW."delivery_id", NEW."at", NEW."by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."stock_id", OLD."kind", OLD."quantity", OLD."delivery_id", OLD."at", OLD."by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_kitmovementhistory" ("id", "stock_id", "kind", "quantity", "delivery_id", "at", "by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."stock_id", kept."kind", kept."quantity", kept."delivery_id", kept."at", kept."by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='b5c4098dd913af9194aed9eca947689bc1c2392c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_e67fe', table='services_kitmovement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='kitstock',
            constraint=models.UniqueConstraint(fields=('kit', 'office'), name='kitstock_once'),
        ),
        migrations.AddConstraint(
            model_name='kitstock',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='kitstock_never_below_zero'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='kitstock',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_kitstock"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."kit_id", NEW."office_id", NEW."quantity") IS NOT DISTINCT FROM ROW(OLD."id", OLD."kit_id", OLD."office_id", OLD."quantity") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_kitstockhistory" ("id", "kit_id", "office_id", "quantity", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."kit_id", kept."office_id", kept."quantity", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='d912ca03b98193c6da2b3091a44d043f27674b4d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_a6c5c', table='services_kitstock', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='kititem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 999)), name='kititem_some'),
        ),
        migrations.AddConstraint(
            model_name='kititem',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('kit', 'name'), name='kititem_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='kititem',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_kititem"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."kit_id", NEW."name", NEW."quantity", NEW."ended_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."kit_id", OLD."name", OLD."quantity", OLD."ended_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_kititemhistory" ("id", "kit_id", "name", "quantity", "ended_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."kit_id", kept."name", kept."quantity", kept."ended_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='bfccd3f4a77cf7be18777cb6e5093e002bb1c27f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_fc110', table='services_kititem', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='kitdelivery',
            index=models.Index(fields=['case', '-given_on'], name='kitdelivery_case'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='kitdelivery',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_kitdelivery"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."case_id", NEW."person_id", NEW."kit_id", NEW."attention_id", NEW."given_on", NEW."created_at", NEW."by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."case_id", OLD."person_id", OLD."kit_id", OLD."attention_id", OLD."given_on", OLD."created_at", OLD."by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_kitdeliveryhistory" ("id", "case_id", "person_id", "kit_id", "attention_id", "given_on", "created_at", "by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."case_id", kept."person_id", kept."kit_id", kept."attention_id", kept."given_on", kept."created_at", kept."by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='e1da2fdc0eafb1105bb2f7cc5f909a2f46d920dd', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_f615e', table='services_kitdelivery', when='AFTER')),
        ),
        protect("services_aidrequest", reads=of_case()),
        protect("services_aidstatuschange", reads=OF_REQUEST),
        protect("services_aidmovement", reads=f"({AN_ACCOUNT} AND request_id IS NULL) OR {OF_REQUEST}"),
        protect("services_kitdelivery", reads=of_case()),
        protect("services_kitdeliveryitem", reads=of_parent("services_kitdelivery", "delivery_id")),
        *[each for table in TABLES for each in never_changed(f"services_{table}", f"services_{table}history")],
        *ledger("aidmovement", "aidbudget"),
        *ledger("kitmovement", "kitstock"),
    ]
