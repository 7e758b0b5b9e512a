"""Choosing a place in three steps, in any form: ``place = PlaceField()`` and the mixin ``PlaceForm``.

With htmx each step fills the next. Without JavaScript a button "Cambiar" brings the same form back with the lists of
what was chosen, everything typed kept, nothing validated and nothing saved.
"""

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from directory.codelists import PlaceLevel
from directory.models import Place

STEPS = (
    (PlaceLevel.DEPARTMENT, "region", _("Región")),
    (PlaceLevel.PROVINCE, "provincia", _("Provincia")),
    (PlaceLevel.DISTRICT, "distrito", _("Distrito")),
)
CODE_LENGTH = {PlaceLevel.DEPARTMENT: 2, PlaceLevel.PROVINCE: 4, PlaceLevel.DISTRICT: 6}


def is_code(text: str) -> bool:
    """Whether the text could be an INEI code at all; anything else never reaches the database."""
    return text.isascii() and text.isdigit() and len(text) in CODE_LENGTH.values()


def deepest(codes: list[str]) -> str:
    """The last code of region, province, district that belongs to the one before it; the others are left over."""
    chosen = ""
    for code in codes:
        if not code or not code.startswith(chosen):
            break
        chosen = code
    return chosen


def places_below(parent_code: str, *, keep: str = "") -> list[tuple[str, str]]:
    """Code and name of the places just below ``parent_code`` ("": the regions), by name, and ``keep`` in any case."""
    if parent_code and not is_code(parent_code):
        return []
    below = Place.objects.filter(parent=parent_code) if parent_code else Place.objects.departments()
    kept = Place.objects.filter(code=keep) if keep else Place.objects.none()
    return list((below.current() | kept).by_name().values_list("code", "name"))


class PlaceWidget(forms.Widget):
    """Three selects whose joint value is one INEI code: the deepest that was chosen."""

    template_name = "directory/place_widget.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.below = places_below

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data[name]
        return deepest([data.get(f"{name}_{step}", "") for _level, step, _label in STEPS])

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_{STEPS[0][1]}" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        base_id = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"].update(
            steps=self._steps(name, value if value and is_code(value) else "", base_id),
            options_url=reverse_lazy("directory:place_options"),
            change_name=f"{name}_cambiar",
            is_invalid="aria-invalid" in context["widget"]["attrs"],
        )
        return context

    def _steps(self, name: str, code: str, base_id: str) -> list[dict]:
        steps, parent = [], ""
        for level, step, label in STEPS:
            length = CODE_LENGTH[level]
            chosen = code[:length] if len(code) >= length else ""
            is_open = level == PlaceLevel.DEPARTMENT or parent
            steps.append(
                {
                    "id": f"{base_id}_{step}" if steps else base_id,
                    "name": f"{name}_{step}",
                    "level": level.value,
                    "label": label,
                    "chosen": chosen,
                    "options": self.below(parent, keep=chosen) if is_open else [],
                    "above": [each["id"] for each in steps],
                }
            )
            parent = chosen
        return steps


class PlaceField(forms.Field):
    """A ``Place`` of any level, or of ``level`` when the answer must be that precise.

    The initial value is a place or its code: ``initial=office.place_id`` starts at the office's own district.
    """

    widget = PlaceWidget
    default_error_messages = {
        "required": _("Falta elegir el lugar"),
        "unknown": _("Elegir un lugar de la lista"),
        "too_wide": _("Elegir también la provincia y el distrito"),
    }

    def __init__(self, *, level: PlaceLevel | None = None, **kwargs):
        kwargs.setdefault("label", _("Lugar"))
        super().__init__(**kwargs)
        self.level = level

    def prepare_value(self, value):
        return value.pk if isinstance(value, Place) else (value or "")

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != self.prepare_value(data)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, Place):
            return value
        place = Place.objects.with_parents().filter(code=value).first() if is_code(value) else None
        if place is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return place

    def validate(self, value):
        super().validate(value)
        if value is not None and self.level and value.level != self.level:
            raise forms.ValidationError(self.error_messages["too_wide"], code="too_wide")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Every place with its full name, for the page that puts two answers side by side."""
        return [(place.pk, place.full_name) for place in Place.objects.with_parents()]


def share_place_lists(form: forms.BaseForm) -> None:
    """Let all places of ``form`` be drawn from one query, whatever their number: for forms with rows of places."""
    fields = {name: field for name, field in form.fields.items() if isinstance(field, PlaceField)}
    chosen = {code for name, field in fields.items() if is_code(code := _code_in(form, name, field))}
    parents = {code[:length] for code in chosen for length in (2, 4) if len(code) >= length}
    kept = chosen | parents
    rows = Place.objects.filter(Q(parent__in=parents) | Q(parent=None)).filter(Q(is_current=True) | Q(code__in=kept))
    lists: dict[str, list[tuple[str, str, bool]]] = {}
    for code, name, parent, is_current in rows.by_name().values_list("code", "name", "parent_id", "is_current"):
        lists.setdefault(parent or "", []).append((code, name, is_current))

    def below(parent_code: str, *, keep: str = "") -> list[tuple[str, str]]:
        listed = lists.get(parent_code, [])
        return [(code, name) for code, name, is_current in listed if is_current or code == keep]

    for field in fields.values():
        field.widget.below = below


def _code_in(form: forms.BaseForm, name: str, field: PlaceField) -> str:
    if form.is_bound:
        return field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)) or ""
    return str(field.prepare_value(form.get_initial_for_field(field, name)))


class PlaceForm:
    """Mixin, first of the bases, for forms with a ``PlaceField``: understands the button "Cambiar".

    When it was pressed, the form behaves as one that was never sent, with what was typed as its initial values: it is
    not bound, so the view shows it again with status 200 and no errors.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and any(name in self.data for name in self._change_names()):
            self._take_back()

    def _change_names(self):
        return [
            f"{self.add_prefix(name)}_cambiar" for name, field in self.fields.items() if isinstance(field, PlaceField)
        ]

    def _take_back(self):
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }
        self.initial = {**self.initial, **typed}
        self.is_bound, self.data, self.files = False, MultiValueDict(), MultiValueDict()


def options_request(query) -> tuple[str, str]:
    """Parent code and level that a request for options asks about.

    Either ``?padre=16``, or what the widget sends: ``campo`` (the field's name), ``nivel`` and the selects above.
    """
    if "padre" in query:
        return query["padre"], ""
    field, level = query.get("campo", ""), query.get("nivel", "")
    above = []
    for step_level, step, _label in STEPS:
        if step_level == level:
            break
        above.append(query.get(f"{field}_{step}", ""))
    parent = deepest(above)
    is_complete = bool(above) and len(parent) == CODE_LENGTH[STEPS[len(above) - 1][0]]
    return (parent if is_complete else "", level)
