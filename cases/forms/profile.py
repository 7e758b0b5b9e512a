"""What may be asked of a person, page by page; only what serves for her is drawn, and nothing has to be answered."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cases.models.profile import WASHINGTON_SET, ProfilePage
from cases.profile_lists import FAMILY_OF, NOT_ASKED, ChildrenWith, YesNo
from cases.profile_topics import CODED, PAGES, Topic
from interface.forms import Form, VersionedForm
from interface.widgets import Pills

PREGNANCY = timedelta(weeks=40)
_AREAS = {"conditions", "children_note", "lives_with"}
_PILLS = {"pregnancy", "studying", "conadis_card"}
_HELP = {
    "ethnicity": _("Lo dice ella: «Por sus costumbres y sus antepasados, ¿usted se siente o considera…?»"),
    "indigenous_people": _("Por ejemplo, kukama kukamiria."),
    "language_family": _("Si lo dejas vacío, se completa con la lengua."),
    "conditions": _("Solo lo que hace falta para atenderla."),
    "address_as": _("Por ejemplo: ella, él, o su nombre sin más."),
    "children_note": _("Y si están a salvo."),
    "income": _("Lo que ella recibía, no lo que le prometieron."),
}
# Cards of each page: title, sentence before the questions, names.
_CARDS: dict[str, list[tuple]] = {
    Topic.ORIGIN: [
        (_("Lengua"), "", ["mother_tongue", "mother_tongue_other", "language_family"]),
        (_("Pueblo y comunidad"), "", ["ethnicity", "indigenous_people", "community"]),
        (_("Condición migratoria"), _("Para ayudarla a regularizar, nunca para informar."), ["migration_condition"]),
    ],
    Topic.GENDER: [
        (_("Cómo se nombra"), _("Si no es el momento, no lo preguntes."), ["address_as", "gender_identity"]),
        (_("Orientación sexual"), _("Solo si sirve para protegerla o para su atención."), ["orientation"]),
    ],
    Topic.HEALTH: [
        (_("Salud"), "", ["insurance", "conditions"]),
        (
            _("Embarazo"),
            _("Se pregunta para su atención, y porque agrava el delito: el área legal lo sabrá (CP, art. 129-B)."),
            ["pregnancy", "weeks", "expected_on"],
        ),
        (
            _("Dificultades de cada día"),
            _("Pregunta: «¿Tiene dificultad para…?». Cuenta como discapacidad desde «mucha dificultad»."),
            list(WASHINGTON_SET),
        ),
        (_("Certificado y carné"), _("Si tiene discapacidad."), ["disability_kind", "certificate", "conadis_card"]),
    ],
    Topic.HOUSEHOLD: [
        (_("Hogar"), "", ["civil_status", "lives_with"]),
        (_("Hijas e hijos"), "", ["children_with", "children_count", "children_note"]),
    ],
    Topic.LIVELIHOOD: [
        (_("Educación"), "", ["education_level", "last_grade", "studying", "school"]),
        (_("Trabajo e ingresos"), "", ["occupation", "income"]),
    ],
}


class ProfileForm(VersionedForm, Form):
    """One page about one person; version 0 while nobody began it."""

    topic: str
    names: list[str]  # of the questions that serve for her and that the account may read

    def __init__(self, *args, page: ProfilePage | None, **kwargs):
        known = {name: getattr(page, name) if page else "" for name in self.names}
        if known.get("expected_on"):
            known["expected_on"] = parse_date(known["expected_on"])
        super().__init__(*args, initial=known | {"version": page.version if page else 0}, **kwargs)

    def cards(self) -> list[dict]:
        """Title, sentence and bound fields of each card that has a question for her."""
        cards = []
        for title, lead, names in _CARDS[self.topic]:
            drawn = [self[name] for name in names if name in self.fields]
            if drawn:
                is_grid = len(drawn) > 1 and all(each.name in WASHINGTON_SET for each in drawn)
                cards.append({"title": title, "lead": lead, "fields": drawn, "is_grid": is_grid})
        return cards

    def clean(self):
        cleaned = super().clean()
        for name, message in self._contradictions(cleaned):
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def _contradictions(self, cleaned):
        if cleaned.get("weeks") and cleaned.get("expected_on") and self._told_again(cleaned):
            yield "weeks", _("Escribe las semanas o la fecha probable, no las dos cosas")
        if (cleaned.get("weeks") or cleaned.get("expected_on")) and cleaned.get("pregnancy") != YesNo.YES:
            yield "pregnancy", _("Marca «Sí», o borra las semanas y la fecha")
        due = cleaned.get("expected_on")
        if due and due > timezone.localdate() + PREGNANCY:
            yield "expected_on", _("Escribe una fecha dentro de las próximas 40 semanas")
        if cleaned.get("children_count") and cleaned.get("children_with") == ChildrenWith.NO_CHILDREN:
            yield "children_count", _("Marcaste que no tiene hijos: borra el número o cambia la respuesta")

    def _told_again(self, cleaned) -> bool:
        """Weeks beside a date that was known before correct it; beside a new one they contradict it."""
        return cleaned["expected_on"] != self.initial.get("expected_on")

    def values(self) -> dict[str, str]:
        """What ``write_profile`` takes; of a cleaned form. Weeks become the day on which they end."""
        cleaned = {name: self.cleaned_data[name] for name in self.names}
        if "expected_on" in cleaned:
            weeks = self.cleaned_data["weeks"]
            due = timezone.localdate() + PREGNANCY - timedelta(weeks=weeks) if weeks else cleaned["expected_on"]
            cleaned["expected_on"] = due.isoformat() if due else ""
        if "children_count" in cleaned:
            count = cleaned["children_count"]
            cleaned["children_count"] = "" if count is None else str(count)
        if "language_family" in cleaned and not cleaned["language_family"]:
            cleaned["language_family"] = FAMILY_OF.get(cleaned["mother_tongue"], "")
        return cleaned


def profile_form(data, topic: str, page: ProfilePage | None, names: list[str]) -> ProfileForm:
    """The form of a page with these questions (``profile_topics.shown``); ``data`` is None before she answers."""
    fields = {name: _field(topic, name) for name in names} | {"topic": topic, "names": names}
    if "expected_on" in names:
        fields["weeks"] = _number(_("Semanas de embarazo hoy"), 1, 42)
        fields["expected_on"] = forms.DateField(label=_("O la fecha probable de parto"), required=False)
    if "children_count" in names:
        fields["children_count"] = _number(_("Cuántos"), 0, 20)
    return type("AskedProfileForm", (ProfileForm,), fields)(data, page=page)


def _number(label, least: int, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "govuk-input--width-2"})
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, widget=widget)


def _field(topic: str, name: str) -> forms.Field:
    column = PAGES[topic]._meta.get_field(name)
    words = {"label": capfirst(column.verbose_name), "required": False, "help_text": _HELP.get(name, "")}
    choices = CODED[topic].get(name)
    if choices is None:
        widget = forms.Textarea(attrs={"rows": 3}) if name in _AREAS else forms.TextInput()
        return forms.CharField(max_length=column.max_length, widget=widget, **words)
    return forms.ChoiceField(
        choices=[NOT_ASKED, *choices.choices], widget=Pills if name in _PILLS else forms.Select, **words
    )
