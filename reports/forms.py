"""Asking for a report, and the filters of the list."""

from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Office
from interface.forms import Form, IdempotentForm
from reports.models import covers_all_offices, offices_for
from reports.periods import Period, month_before, month_of
from reports.states import REASONS_TO_CHOOSE, ReportCode, RevisionReason, RunStatus

MONTHS_OFFERED = 24
OTHER_DAYS = "otras"
ALL_OFFICES = "TODAS"


def months_back(today: date, count: int = MONTHS_OFFERED) -> list[Period]:
    """The last ``count`` months that have ended, newest first."""
    months = [month_before(today)]
    while len(months) < count:
        months.append(month_before(months[-1].first))
    return months


_NO_DAY = _("Escribe el día, o elige un mes en «Periodo»")


class ReportForm(IdempotentForm, Form):
    """Which report, over which days, of which office. ``period`` after cleaning is the period asked for."""

    code = forms.ChoiceField(label=_("Reporte"), choices=ReportCode.choices)
    month = forms.ChoiceField(label=_("Periodo"))
    first = forms.DateField(label=_("Desde"), error_messages={"required": _NO_DAY})
    last = forms.DateField(label=_("Hasta"), error_messages={"required": _NO_DAY})
    office = forms.ChoiceField(label=_("Sede"))
    reason = forms.ChoiceField(
        label=_("Por qué otra revisión"),
        required=False,
        choices=[("", _("Elegir una opción")), *((each, RevisionReason(each).label) for each in REASONS_TO_CHOOSE)],
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks_reason = bool(self.is_bound and self.data.get(self.add_prefix("reason")))
        self.fields["month"].choices = self._months()
        if self.is_bound and self.data.get(self.add_prefix("month")) != OTHER_DAYS:
            self.fields["first"].required = self.fields["last"].required = False
        self.offices = {office.code: office for office in offices_for(user)}
        choices = [(code, office.name) for code, office in self.offices.items()]
        if covers_all_offices(user):
            choices.insert(0, (ALL_OFFICES, _("Todas las sedes")))
        self.fields["office"].choices = choices

    def _months(self):
        today = timezone.localdate()
        offered = [(month.slug, month.name) for month in months_back(today)]
        so_far = (month_of(today).slug, _("%s, hasta hoy") % month_of(today).name)
        return [*offered[:1], so_far, *offered[1:], (OTHER_DAYS, _("Otras fechas"))]

    def clean_office(self) -> Office | None:
        """The office, or None for all of them."""
        return self.offices.get(self.cleaned_data["office"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("month") == OTHER_DAYS:
            self._clean_days(cleaned)
        elif "month" in cleaned:
            for name in ("first", "last"):
                self.errors.pop(name, None)  # days are not asked for: whatever stands there is kept and not read
            month = month_of(date.fromisoformat(f"{cleaned['month']}-01"))
            cleaned["period"] = Period(month.first, min(month.last, timezone.localdate()))
        return cleaned

    def _clean_days(self, cleaned):
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is None or last is None:
            return
        if last < first:
            self.add_error("last", _("El periodo termina antes de empezar. Revisa los dos días"))
        elif last > timezone.localdate():
            self.add_error("last", _("Elige hasta hoy como máximo: lo que viene todavía no ha pasado"))
        else:
            cleaned["period"] = Period(first, last)

    def ask_reason(self, message: str) -> None:
        """Show the field of the reason, with why it is needed beside it."""
        self.asks_reason = self.fields["reason"].required = True
        self.add_error("reason", message)


_IN_ADDRESS = {"code": "reporte", "office": "sede", "month": "mes", "status": "estado"}


class RunFilters(Form):
    """Filters of the list, in the address; a wrong one is said beside it and narrows nothing."""

    code = forms.ChoiceField(label=_("Reporte"), required=False, choices=[("", _("Todos")), *ReportCode.choices])
    office = forms.ChoiceField(label=_("Sede"), required=False)
    month = forms.ChoiceField(label=_("Mes"), required=False)
    status = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *RunStatus.choices])

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        months = [month_of(today), *months_back(today)]
        self.fields["month"].choices = [("", _("Todos")), *((month.slug, month.name) for month in months)]
        if covers_all_offices(user):
            offices = offices_for(user).order_by("name").values_list("code", "name")
            together = (ALL_OFFICES, _("De todas juntas"))
            self.fields["office"].choices = [("", _("Todas")), together, *offices]
        else:
            self.fields.pop("office")

    def add_prefix(self, field_name):
        return _IN_ADDRESS.get(field_name, field_name)

    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def narrowed(self, runs):
        """The runs that the right filters leave. Of a validated form."""
        asked, cleaned = Q(), self.cleaned_data
        if code := cleaned.get("code"):
            asked &= Q(code=code)
        if status := cleaned.get("status"):
            asked &= Q(status=status)
        if office := cleaned.get("office"):
            asked &= Q(office__isnull=True) if office == ALL_OFFICES else Q(office__code=office)
        if month := cleaned.get("month"):
            period = month_of(date.fromisoformat(f"{month}-01"))
            asked &= Q(period_from__lte=period.last, period_to__gte=period.first)
        return runs.filter(asked)
