"""Asking for help and each step of a request; what offices may spend."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Attachment, Person
from directory.models import Office, Project
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills
from services.aid_states import AidPurpose, AidStatus, AidUrgency, PaymentMethod
from services.models import AidBudget

REASON_LENGTH = 1000
_NARROW = {"class": "govuk-input--width-10"}
_FEW_PILLS = 6


def soles_field(label, **options) -> forms.DecimalField:
    """An amount in soles, with at most two decimals; 999,999.99 at most, as the columns hold."""
    return forms.DecimalField(
        label=label, max_digits=8, decimal_places=2, min_value=0.01, widget=forms.NumberInput(attrs=_NARROW), **options
    )


class CodeField(RowChoiceField):
    """People by their codes."""

    def label_from_instance(self, person: Person) -> str:
        return person.code


class AidRequestForm(IdempotentForm, Form):
    """One form: for whom, for what, how much, why, by when."""

    person = CodeField(label=_("Para quién"), queryset=Person.objects.none(), widget=Pills, empty_label=None)
    purpose = forms.ChoiceField(label=_("Para qué"), choices=[("", ""), *AidPurpose.choices])
    amount = soles_field(_("Cuánto, en soles"), help_text=_("Lo que costará, por ejemplo 85.50."))
    urgency = forms.ChoiceField(
        label=_("Para cuándo"), choices=AidUrgency.choices, widget=Pills, initial=AidUrgency.THIS_WEEK
    )
    reason = forms.CharField(
        label=_("Por qué lo necesita"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_LENGTH,
        help_text=_("Lo lee quien aprueba. Queda cifrado."),
        error_messages={"required": _("Escribe por qué lo necesita")},
    )

    def __init__(self, *args, people: QuerySet[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["purpose"].choices = [("", _("Elegir una opción")), *AidPurpose.choices]


class BudgetField(RowChoiceField):
    """Each with what it has left."""

    def label_from_instance(self, budget: AidBudget) -> str:
        return _("%(project)s: quedan S/ %(left)s") % {"project": budget.project.name, "left": f"{budget.balance:,.2f}"}


class ApproveForm(IdempotentForm, Form):
    budget = BudgetField(
        label=_("Con qué fondo"),
        queryset=AidBudget.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Elige con qué fondo")},
    )
    amount = soles_field(_("Cuánto se aprueba, en soles"))

    def __init__(self, *args, budgets: QuerySet[AidBudget], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["budget"].queryset = budgets


class AidReasonForm(IdempotentForm, Form):
    reason = forms.CharField(
        label=_("Motivo"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON_LENGTH,
        error_messages={"required": _("Escribe el motivo")},
    )


class PayForm(IdempotentForm, Form):
    amount = soles_field(_("Cuánto se pagó, en soles"))
    method = forms.ChoiceField(label=_("Cómo"), choices=PaymentMethod.choices, widget=Pills)
    on = forms.DateField(label=_("Qué día"), error_messages={"required": _("Escribe qué día se pagó")})

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
        return self.cleaned_data["on"]


class ReceiptField(RowChoiceField):
    def label_from_instance(self, attachment: Attachment) -> str:
        return f"{attachment.title} ({attachment.code})"


class ReceiptForm(IdempotentForm, Form):
    """The paper among the documents of the case, or the statement of why there is none."""

    receipt = ReceiptField(
        label=_("Comprobante"),
        queryset=Attachment.objects.none(),
        required=False,
        blank=True,
        empty_label=_("No hay: hago una declaración jurada"),
        widget=forms.RadioSelect,
    )
    declaration = forms.CharField(
        label=_("Declaro bajo juramento que se gastó en lo aprobado y que no hay comprobante porque…"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )

    def __init__(self, *args, receipts: QuerySet[Attachment], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receipt"].queryset = receipts
        self.fields["declaration"].says_optional = False

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("receipt") and not cleaned.get("declaration") and not self.errors:
            self.add_error("declaration", _("Elige el comprobante, o explica por qué no hay"))
        if cleaned.get("receipt"):
            cleaned["declaration"] = ""
        return cleaned


class SettleForm(IdempotentForm, Form):
    """Nothing to type: the paper was looked at."""


OPEN = "abiertos"
_STATES = (
    (OPEN, _("Todo lo abierto")),
    (AidStatus.REQUESTED, _("Por aprobar")),
    (AidStatus.APPROVED, _("Por pagar")),
    (AidStatus.PAID, _("Sin comprobante")),
    (AidStatus.ACCOUNTED, _("Por revisar")),
    (AidStatus.SETTLED, _("Rendidos")),
    (AidStatus.REJECTED, _("No aprobados")),
    (AidStatus.CANCELLED, _("Anulados")),
)


class FundFilterForm(Form):
    estado = forms.ChoiceField(label=_("Estado"), choices=_STATES, required=False)
    sede = RowChoiceField(label=_("Sede"), queryset=Office.objects.all(), required=False, empty_label=_("Todas"))
    fondo = RowChoiceField(label=_("Proyecto"), queryset=Project.objects.all(), required=False, empty_label=_("Todos"))

    def __init__(self, *args, has_offices: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_offices:
            self.fields.pop("sede")


class AllocateForm(IdempotentForm, Form):
    """Money of a project for an office; taking back is said, not typed with a minus."""

    GIVE, TAKE = "GIVE", "TAKE"

    project = RowChoiceField(label=_("Proyecto"), queryset=Project.objects.all())
    office = RowChoiceField(label=_("Sede"), queryset=Office.objects.all())
    way = forms.ChoiceField(
        label=_("Qué se hace"),
        choices=((GIVE, _("Asignar")), (TAKE, _("Quitar lo no aprobado"))),
        widget=Pills,
        initial=GIVE,
    )
    amount = soles_field(_("Cuánto, en soles"))
    on = forms.DateField(label=_("Qué día"))

    @property
    def signed_amount(self):
        amount = self.cleaned_data["amount"]
        return amount if self.cleaned_data["way"] == self.GIVE else -amount
