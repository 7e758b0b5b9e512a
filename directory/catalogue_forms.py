"""The forms of the catalogue pages: shape and words; the rules stand in the models' constraints."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.codelists import DistrictKind, HolidayScope, UnitType
from directory.forms import PlaceField, PlaceForm
from directory.models import Agency, AgencyUnit, District, Holiday, Offence, Office, Place, Project, UnitAlias
from directory.models.agencies import LONGEST_TERM
from directory.states import Shown
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, ModelForm, VersionedForm
from interface.widgets import PillsMultiple

ENDS_HINT = _("Primer día en que ya no vale.")


class EntryForm(PlaceForm, ModelForm):
    """Codes in capitals, and a broken constraint told beside the field that its error code names."""

    side_by_side = (("valid_from", "valid_to"),)

    def rows(self) -> list[list]:
        """The visible fields as they are laid out: most alone, some in twos and threes."""
        groups = {name: group for group in self.side_by_side for name in group if set(group) <= self.fields.keys()}
        rows = {}
        for field in self.visible_fields():
            rows.setdefault(groups.get(field.name, (field.name,)), []).append(field)
        return list(rows.values())

    def clean_code(self):
        return self.cleaned_data["code"].upper()

    def _get_validation_exclusions(self):
        """Leave out only what was answered wrongly: a constraint also speaks of columns that the form does not ask."""
        return super()._get_validation_exclusions() & self.fields.keys()

    def _post_clean(self):
        super()._post_clean()
        problems = self.errors.get(NON_FIELD_ERRORS)
        if problems is None:
            return
        del self.errors[NON_FIELD_ERRORS]
        for problem in problems.as_data():
            self.add_error(problem.code if problem.code in self.fields else None, problem)


class OfficeForm(VersionedForm, EntryForm):
    place = PlaceField(label=_("Dónde está"))

    class Meta:
        model = Office
        fields = ["name", "place", "is_active"]


class NewOfficeForm(IdempotentForm, EntryForm):
    place = PlaceField(label=_("Dónde está"))

    class Meta:
        model = Office
        fields = ["code", "name", "place"]
        help_texts = {"code": _("De tres a cinco letras. Va en el código de cada caso y no se cambia después.")}


SECTOR_HINT = _("Sin consentimiento solo se informa a una entidad pública. Si hay duda, no la pongas como pública.")


class AgencyForm(VersionedForm, EntryForm):
    class Meta:
        model = Agency
        fields = ["name", "acronym", "sector", "board_group", "valid_from", "valid_to"]
        help_texts = {"sector": SECTOR_HINT, "valid_to": ENDS_HINT}


class NewAgencyForm(IdempotentForm, EntryForm):
    class Meta:
        model = Agency
        fields = ["code", "name", "acronym", "sector", "board_group", "valid_from"]
        help_texts = {"code": _("Mayúsculas, sin espacios ni tildes. No se cambia después."), "sector": SECTOR_HINT}


class ProjectForm(VersionedForm, EntryForm):
    class Meta:
        model = Project
        fields = ["name", "funder", "valid_from", "valid_to"]
        help_texts = {"valid_to": ENDS_HINT}


class NewProjectForm(IdempotentForm, EntryForm):
    class Meta:
        model = Project
        fields = ["code", "name", "funder", "valid_from", "valid_to"]
        help_texts = {"code": _("Mayúsculas, números y guiones. No se cambia después."), "valid_to": ENDS_HINT}


def _term(name: str) -> forms.IntegerField:
    column = AgencyUnit._meta.get_field(name)
    label = capfirst(column.verbose_name)
    return forms.IntegerField(label=label, initial=column.default, min_value=1, max_value=LONGEST_TERM)


def _district(name: str) -> RowChoiceField:
    label = capfirst(AgencyUnit._meta.get_field(name).verbose_name)
    return RowChoiceField(label=label, queryset=District.objects.none(), required=False, empty_label=_("Ninguno"))


class UnitFields(EntryForm):
    side_by_side = (
        ("fiscal_district", "judicial_district", "defence_district"),
        ("phone", "hours"),
        ("acknowledge_days", "first_service_days", "counter_referral_days"),
        ("valid_from", "valid_to"),
    )
    place = PlaceField(
        label=_("Dónde está"),
        required=False,
        help_text=_("Vacío si atiende en todo el país. De un refugio o centro de acogida, solo la región."),
    )
    fiscal_district = _district("fiscal_district")
    judicial_district = _district("judicial_district")
    defence_district = _district("defence_district")
    acknowledge_days = _term("acknowledge_days")
    first_service_days = _term("first_service_days")
    counter_referral_days = _term("counter_referral_days")

    def __init__(self, *args, **kwargs):
        """Districts of each kind that hold today, and the one that the unit has."""
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        for kind in DistrictKind.values:
            name = f"{kind.lower()}_district"
            rows = District.objects.of_kind(kind)
            kept = rows.filter(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = rows.valid(on=today) | kept


UNIT_FIELDS = [
    "unit_type",
    "name",
    "place",
    "fiscal_district",
    "judicial_district",
    "defence_district",
    "phone",
    "hours",
    "acknowledge_days",
    "first_service_days",
    "counter_referral_days",
    "accepts_referrals",
]
UNIT_HINTS = {
    "phone": _("Solo números que la entidad publica."),
    "hours": _("Por ejemplo: lunes a viernes, de 08:00 a 16:30."),
    "valid_to": ENDS_HINT,
}


class UnitForm(VersionedForm, UnitFields):
    class Meta:
        model = AgencyUnit
        fields = [*UNIT_FIELDS, "valid_from", "valid_to"]
        help_texts = UNIT_HINTS


class NewUnitForm(IdempotentForm, UnitFields):
    class Meta:
        model = AgencyUnit
        fields = ["agency", *UNIT_FIELDS, "valid_from"]
        help_texts = UNIT_HINTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.valid(on=timezone.localdate())
        self.fields["agency"].label_from_instance = lambda agency: agency.name


class DistrictFields(EntryForm):
    aliases = SimpleArrayField(
        forms.CharField(max_length=120, required=False),
        label=_("Otros nombres"),
        required=False,
        help_text=_("Separados por comas: los que usan cartas y otros registros. Por ejemplo, Pucallpa para Ucayali."),
    )
    regions = forms.MultipleChoiceField(
        label=_("En qué regiones"),
        required=False,
        choices=lambda: Place.objects.departments().by_name().values_list("code", "name"),
        widget=PillsMultiple,
    )

    def clean_aliases(self):
        """Each once, without empty ones."""
        return list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["aliases"]))))


DISTRICT_FIELDS = ["name", "aliases", "regions", "valid_from"]


class DistrictForm(VersionedForm, DistrictFields):
    class Meta:
        model = District
        fields = [*DISTRICT_FIELDS, "valid_to"]
        help_texts = {"valid_to": ENDS_HINT}


class NewDistrictForm(IdempotentForm, DistrictFields):
    class Meta:
        model = District
        fields = ["kind", "code", *DISTRICT_FIELDS]
        help_texts = {"code": _("Mayúsculas, sin espacios ni tildes. No se cambia después.")}


class AliasForm(VersionedForm, EntryForm):
    class Meta:
        model = UnitAlias
        fields = ["name", "valid_from", "valid_to"]
        help_texts = {"valid_to": ENDS_HINT}


class NewAliasForm(IdempotentForm, EntryForm):
    class Meta:
        model = UnitAlias
        fields = ["name", "valid_from", "valid_to"]
        help_texts = {"valid_to": ENDS_HINT}


OFFENCE_FIELDS = ["article", "name", "prior_article", "prior_until", "penalty", "source", "valid_from"]
OFFENCE_HINTS = {
    "article": _("Como se escribe en la carpeta: 129-A."),
    "source": _("Código Penal y la ley que lo puso o lo cambió."),
    "valid_to": ENDS_HINT,
}


class OffenceForm(VersionedForm, EntryForm):
    side_by_side = (("prior_article", "prior_until"), ("valid_from", "valid_to"))

    class Meta:
        model = Offence
        fields = [*OFFENCE_FIELDS, "valid_to"]
        help_texts = OFFENCE_HINTS


class NewOffenceForm(IdempotentForm, EntryForm):
    side_by_side = (("code", "article"), ("prior_article", "prior_until"))

    class Meta:
        model = Offence
        fields = ["code", *OFFENCE_FIELDS]
        help_texts = {
            **OFFENCE_HINTS,
            "code": _("CP y el artículo, sin guiones; la Ñ se escribe NN: CP129NN."),
        }


class HolidayFields(EntryForm):
    place = PlaceField(
        label=_("Lugar"),
        required=False,
        help_text=_("Solo si el día no es laborable en una región, provincia o distrito."),
    )


HOLIDAY_FIELDS = ["date", "name", "scope", "place", "half_day", "source"]
HOLIDAY_HINTS = {
    "half_day": _("El medio día cuenta como día hábil."),
    "source": _("Ley, decreto supremo, ordenanza o resolución que lo declara."),
}


class HolidayForm(VersionedForm, HolidayFields):
    class Meta:
        model = Holiday
        fields = [*HOLIDAY_FIELDS, "is_active"]
        help_texts = HOLIDAY_HINTS


class NewHolidayForm(IdempotentForm, HolidayFields):
    class Meta:
        model = Holiday
        fields = HOLIDAY_FIELDS
        help_texts = HOLIDAY_HINTS


class PlaceNameForm(VersionedForm, EntryForm):
    class Meta:
        model = Place
        fields = ["name", "is_current"]


class RetireForm(VersionedForm, EntryForm):
    """Ends a dated row. The switched ones (offices, holidays) are ended without asking a date."""

    valid_to = forms.DateField(label=_("Deja de regir el"), help_text=_("Primer día en que ya no se ofrece."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["valid_to"] = self.initial.get("valid_to") or timezone.localdate()


def retire_form(model) -> type[RetireForm]:
    """The form that ends a row of ``model``."""
    is_dated = any(field.name == "valid_to" for field in model._meta.fields)
    if is_dated:
        return forms.modelform_factory(model, form=RetireForm, fields=["valid_to"])
    return forms.modelform_factory(model, form=SwitchOffForm, fields=[])


class SwitchOffForm(VersionedForm, EntryForm):
    """No question: only the version."""


# Filters ----------------------------------------------------------------------------------------------------


class EntryFilter(Form):
    """What a list shows. An answer that is not on the list counts as none."""

    q = forms.CharField(label=_("Buscar"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    estado = forms.ChoiceField(label=_("Qué se muestra"), required=False, choices=Shown)

    def __init__(self, data):
        asked = {name: answer.replace("\0", "") for name, answer in data.items()}
        super().__init__({**self.unasked(), **asked})
        self.full_clean()

    def unasked(self) -> dict[str, str]:
        """The answers of somebody who has not asked for anything yet."""
        return {"estado": Shown.IN_USE.value}

    def applied_to(self, rows):
        """The rows that the answers ask for."""
        rows = rows.matching(self.cleaned_data.get("q", ""))
        return rows.shown(self.cleaned_data.get("estado"), on=timezone.localdate())


class UnitFilter(EntryFilter):
    entidad = forms.ModelChoiceField(
        Agency.objects.all(), label=_("Entidad"), required=False, empty_label=_("Todas"), to_field_name="code"
    )
    region = forms.ModelChoiceField(
        Place.objects.departments(), label=_("Región"), required=False, empty_label=_("Todas")
    )
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Todos")), *UnitType.choices])

    field_order = ["q", "entidad", "tipo", "region", "estado"]

    def applied_to(self, rows):
        rows = super().applied_to(rows)
        if agency := self.cleaned_data.get("entidad"):
            rows = rows.filter(agency=agency)
        if region := self.cleaned_data.get("region"):
            rows = rows.filter(place__code__startswith=region.pk)
        if unit_type := self.cleaned_data.get("tipo"):
            rows = rows.filter(unit_type=unit_type)
        return rows


class DistrictFilter(EntryFilter):
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Todos")), *DistrictKind.choices])

    field_order = ["q", "tipo", "estado"]

    def applied_to(self, rows):
        rows = super().applied_to(rows)
        return rows.of_kind(kind) if (kind := self.cleaned_data.get("tipo")) else rows


class HolidayFilter(EntryFilter):
    anio = forms.IntegerField(label=_("Año"), required=False, min_value=1900, max_value=2200)
    alcance = forms.ChoiceField(label=_("Alcance"), required=False, choices=[("", _("Todos")), *HolidayScope.choices])

    field_order = ["q", "anio", "alcance", "estado"]

    def unasked(self):
        return {**super().unasked(), "anio": str(timezone.localdate().year)}

    def applied_to(self, rows):
        rows = super().applied_to(rows)
        if year := self.cleaned_data.get("anio"):
            rows = rows.filter(date__year=year)
        if scope := self.cleaned_data.get("alcance"):
            rows = rows.filter(scope=scope)
        return rows
