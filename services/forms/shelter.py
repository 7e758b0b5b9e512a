"""Going into a place of shelter, leaving it, nobody taking her in, and the catalogue of places."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.codelists import PlaceLevel
from directory.models import Place
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills
from services.models import ShelterPlace
from services.models.shelter import PLACE_CHOICES
from services.shelter_states import (
    ARTICLE,
    PLACE_KINDS,
    Admits,
    Destination,
    ExitReason,
    OrderedBy,
    RefusalReason,
    ShelterKind,
    is_unsuitable_for_minor,
)

_NARROW = {"class": "govuk-input--width-3"}
MOST_ASKED = 4


def _past(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
    return day


class PlaceField(RowChoiceField):
    """Places by code, with their kind; never by name."""

    def label_from_instance(self, place: ShelterPlace) -> str:
        return f"{place.code} · {place.get_kind_display()} · {place.region.name}"


class DistrictField(RowChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return place.name


class EntryForm(IdempotentForm, Form):
    """One place of the catalogue, or a kind of place outside it; ``is_minor`` as she is treated today."""

    place = PlaceField(
        label=_("Lugar del catálogo"),
        queryset=ShelterPlace.objects.none(),
        required=False,
        empty_label=_("No está en el catálogo"),
    )
    kind = forms.ChoiceField(label=_("Qué tipo de lugar"), required=False, choices=())
    where = forms.CharField(
        label=_("Dónde exactamente y a quién llamar"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        required=False,
        help_text=_("Queda cifrado. Solo lo ve su equipo, una vez por vez y diciendo para qué."),
    )
    district = DistrictField(label=_("Distrito"), queryset=Place.objects.none(), required=False)
    since = forms.DateField(label=_("Desde qué día"), error_messages={"required": _("Escribe desde qué día")})
    ordered_by = forms.ChoiceField(label=_("Quién lo dispuso"), choices=OrderedBy.choices, widget=Pills)
    over_capacity_reason = forms.CharField(
        label=_("Si no hay cama libre, por qué entra igual"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    measures = forms.CharField(
        label=_("Qué se está haciendo para que esté en un lugar adecuado"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, is_minor: bool, region: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_minor = is_minor
        places = ShelterPlace.objects.filter(is_active=True).select_related("region").defer("name")
        self.fields["place"].queryset = places
        outside = [choice for choice in ShelterKind.choices if choice[0] not in PLACE_KINDS]
        inside = [choice for choice in ShelterKind.choices if choice[0] in PLACE_KINDS]
        self.fields["kind"].choices = [("", _("Elegir una opción")), *outside, *inside]
        districts = Place.objects.filter(level=PlaceLevel.DISTRICT, code__startswith=region).order_by("name")
        self.fields["district"].queryset = districts
        for name in ("kind", "where", "measures", "over_capacity_reason"):
            self.fields[name].says_optional = False

    def clean_since(self) -> date:
        return _past(self.cleaned_data["since"])

    @property
    def is_unsuitable(self) -> bool:
        """Whether what was chosen is no place for a child, and she is one; of a cleaned form."""
        place, kind = self.cleaned_data.get("place"), self.cleaned_data.get("kind")
        if place is not None:
            kind = place.kind
        specialised = place is not None and place.is_specialised
        return bool(self.is_minor and kind and is_unsuitable_for_minor(kind, is_specialised=specialised))

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("place"):
            if not cleaned.get("kind"):
                self.add_error("kind", _("Elige el lugar, o qué tipo de lugar es"))
            if not cleaned.get("where"):
                self.add_error("where", _("Escribe dónde está"))
        if self.is_unsuitable and not cleaned.get("measures"):
            words = _("Es menor y ese lugar no es para ella (%s): escribe qué se está haciendo")
            self.add_error("measures", words % ARTICLE)
        return cleaned


class LeaveForm(IdempotentForm, Form):
    on = forms.DateField(label=_("Qué día salió"), error_messages={"required": _("Escribe qué día salió")})
    reason = forms.ChoiceField(label=_("Por qué salió"), choices=ExitReason.choices, widget=forms.RadioSelect)
    destination = forms.ChoiceField(label=_("Adónde fue"), choices=Destination.choices, widget=forms.RadioSelect)

    def clean_on(self) -> date:
        return _past(self.cleaned_data["on"])


class NoPlaceForm(IdempotentForm, Form):
    """In one step: who she is to a shelter, which places were asked, why they said no, where she slept."""

    searched_on = forms.DateField(label=_("Qué día"))
    with_children = forms.BooleanField(label=_("Tiene hijos con ella"), required=False)
    has_disability = forms.BooleanField(label=_("Tiene alguna discapacidad"), required=False)
    solution = forms.CharField(
        label=_("Dónde se quedó y qué se hizo"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Escribe dónde se quedó y qué se hizo")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = ShelterPlace.objects.filter(is_active=True).select_related("region").defer("name")
        for number in range(1, MOST_ASKED + 1):
            self.fields[f"place_{number}"] = PlaceField(
                label=_("Lugar %d") % number, queryset=places, required=False, empty_label=_("Otro, o ninguno")
            )
            self.fields[f"other_{number}"] = forms.CharField(
                label=_("Otro lugar, cuál"), required=False, max_length=160
            )
            self.fields[f"reason_{number}"] = forms.ChoiceField(
                label=_("Por qué no"), required=False, choices=[("", _("Elegir una opción")), *RefusalReason.choices]
            )
            for name in ("place", "other", "reason"):
                self.fields[f"{name}_{number}"].says_optional = False

    def clean_searched_on(self) -> date:
        return _past(self.cleaned_data["searched_on"])

    @property
    def asked(self) -> list[dict]:
        """What was told of each place that was asked; of a cleaned form."""
        rows = [
            {name: self.cleaned_data.get(f"{name}_{number}") for name in ("place", "other", "reason")}
            for number in range(1, MOST_ASKED + 1)
        ]
        return [row for row in rows if row["place"] or row["other"] or row["reason"]]

    @property
    def asked_rows(self) -> list[list]:
        """The fields of each place, for the page."""
        return [
            [self[f"{name}_{number}"] for name in ("place", "other", "reason")] for number in range(1, MOST_ASKED + 1)
        ]

    def clean(self):
        cleaned = super().clean()
        if not self.asked:
            self.add_error("place_1", _("Escribe al menos un lugar al que se preguntó"))
        for number in range(1, MOST_ASKED + 1):
            told = {name: cleaned.get(f"{name}_{number}") for name in ("place", "other", "reason")}
            if (told["place"] or told["other"]) and not told["reason"]:
                self.add_error(f"reason_{number}", _("Elige por qué no la recibieron"))
            if told["reason"] and not (told["place"] or told["other"]):
                self.add_error(f"place_{number}", _("Elige qué lugar dijo que no"))
        return cleaned


class _PlaceFields(Form):
    kind = forms.ChoiceField(label=_("Tipo"), choices=PLACE_CHOICES)
    region = RowChoiceField(
        label=_("Región"), queryset=Place.objects.filter(level=PlaceLevel.DEPARTMENT).order_by("name")
    )
    capacity = forms.IntegerField(label=_("Camas"), min_value=1, max_value=999, widget=forms.NumberInput(attrs=_NARROW))
    admits = forms.ChoiceField(label=_("Recibe a"), choices=Admits.choices, widget=Pills)
    youngest = forms.IntegerField(
        label=_("Desde qué edad"), min_value=0, max_value=110, initial=0, widget=forms.NumberInput(attrs=_NARROW)
    )
    oldest = forms.IntegerField(
        label=_("Hasta qué edad"),
        min_value=0,
        max_value=110,
        required=False,
        widget=forms.NumberInput(attrs=_NARROW),
    )
    admits_children = forms.BooleanField(label=_("Recibe con hijos"), required=False)
    is_specialised = forms.BooleanField(label=_("Especializado en trata"), required=False)

    def clean(self):
        cleaned = super().clean()
        youngest, oldest = cleaned.get("youngest"), cleaned.get("oldest")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("oldest", _("Va después de la edad desde la que recibe"))
        return cleaned


class NewPlaceForm(IdempotentForm, _PlaceFields):
    code = forms.CharField(
        label=_("Código"),
        max_length=20,
        help_text=_("Que no diga dónde está: por ejemplo, CARE-03. Es lo que se verá."),
    )
    name = forms.CharField(
        label=_("Nombre"),
        max_length=160,
        help_text=_("Queda cifrado: lo lee solo el equipo de quien está ahí. Nunca escribas la dirección."),
    )
    field_order = ("code", "name", "kind", "region", "capacity", "admits", "youngest", "oldest")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        if ShelterPlace.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Ya hay un lugar con ese código"))
        return code


class PlaceForm(VersionedForm, _PlaceFields):
    """Its name is not shown again; an empty one stays."""

    name = forms.CharField(
        label=_("Nombre nuevo"), max_length=160, required=False, help_text=_("Vacío, queda el que tiene.")
    )
    is_active = forms.BooleanField(label=_("Sigue funcionando"), required=False)
    field_order = ("name", "kind", "region", "capacity", "admits", "youngest", "oldest")
