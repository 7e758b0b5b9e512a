"""Looking for somebody, what was found of her, and ending a follow-up without her."""

from collections.abc import Collection

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.episode_lists import YesNo
from cases.followup_lists import (
    ALARMING,
    AttemptChannel,
    FollowUpState,
    HealthNow,
    LivesWith,
    SafetyNow,
    SpokeWith,
    Suspected,
)
from cases.forms.people import model_text
from cases.models import FollowUp, FollowUpAttempt, FollowUpFinding
from directory.codelists import PlaceLevel
from directory.forms import PlaceField, PlaceForm
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills

NOBODY = "NOBODY"


def _day(label) -> forms.DateField:
    return forms.DateField(label=label, error_messages={"required": _("Escribe qué día fue")})


def _past(day):
    if day > timezone.localdate():
        raise forms.ValidationError(_("Escribe un día que ya llegó"))
    return day


class AttemptForm(IdempotentForm, Form):
    """``forbidden``: channels that her safe contact does not allow; taken only with a tick and a word on why."""

    made_on = _day(_("Qué día"))
    channel = forms.ChoiceField(
        label=_("Cómo"),
        choices=AttemptChannel.choices,
        widget=Pills,
        error_messages={"required": _("Elige cómo se la buscó")},
    )
    spoke_with = forms.ChoiceField(
        label=_("Con quién se habló"),
        choices=[(NOBODY, _("Con nadie: no se pudo")), *SpokeWith.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige con quién se habló, o que no se pudo")},
    )
    note = model_text(
        FollowUpAttempt,
        "note",
        label=_("Qué pasó"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Si no se pudo, qué contestaron. Sin nombres."),
    )
    against_rules = forms.BooleanField(
        label=_("Se hizo aunque su contacto seguro no lo permite"),
        required=False,
        help_text=_("Cuenta arriba por qué."),
    )

    def __init__(self, *args, forbidden: Collection[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.forbidden = forbidden
        self.fields["made_on"].initial = timezone.localdate
        if not forbidden:
            del self.fields["against_rules"]

    def clean_made_on(self):
        return _past(self.cleaned_data["made_on"])

    def clean(self):
        cleaned = super().clean()
        channel, spoke_with = cleaned.get("channel"), cleaned.get("spoke_with")
        if channel == AttemptChannel.VOICEMAIL and spoke_with and spoke_with != NOBODY:
            self.add_error("spoke_with", _("En un mensaje de voz no se habla con nadie: elige «no se pudo»"))
        if channel in self.forbidden and not cleaned.get("against_rules"):
            label = AttemptChannel(channel).label.lower()
            words = _("Su contacto seguro no permite «%(how)s». Si ya se hizo, márcalo y cuenta por qué")
            self.add_error("against_rules", words % {"how": label})
        elif channel in self.forbidden and not cleaned.get("note"):
            self.add_error("note", _("Cuenta por qué se hizo así"))
        return cleaned

    def values(self) -> dict:
        """What ``Attempt`` takes; of a cleaned form."""
        told = self.cleaned_data
        return {
            "made_on": told["made_on"],
            "channel": told["channel"],
            "spoke_with": "" if told["spoke_with"] == NOBODY else told["spoke_with"],
            "note": told["note"],
            "against_rules": told.get("against_rules", False),
        }


def _pills(label, choices, **options) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices.choices, widget=Pills, **options)


def _text(name: str, label, rows: int = 2, **options) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return model_text(FollowUpFinding, name, label=label, widget=widget, **options)


class FindingForm(PlaceForm, VersionedForm, Form):
    """How she is. ``may_read_health``: without it the questions on her health are not drawn, and stay as they are."""

    seen_on = _day(_("Cómo está el día"))
    lives_with = _pills(_("Con quién vive"), LivesWith)
    place = PlaceField(label=_("En qué distrito vive"), required=False, level=PlaceLevel.DISTRICT)
    studies = _pills(_("¿Estudia?"), YesNo)
    study_details = _text("study_details", _("Qué estudia, o por qué no"))
    works = _pills(_("¿Trabaja?"), YesNo)
    work_details = _text("work_details", _("En qué, y en qué condiciones"))
    health = _pills(_("Su salud"), HealthNow)
    health_details = _text("health_details", _("Qué necesita"))
    safety = _pills(_("Su seguridad"), SafetyNow)
    safety_details = _text("safety_details", _("De qué hay que cuidarla"))
    exploiter_contact = _pills(_("¿La buscan quienes la explotaron?"), Suspected)
    exploited_again = _pills(
        _("¿La explotan de nuevo?"), Suspected, help_text=_("Si es sí, o se sospecha, la coordinación lo sabrá hoy.")
    )
    again_details = _text("again_details", _("Qué se sabe de eso"), 3)
    notes = _text("notes", _("Lo demás, y lo que se acordó con ella"), 4)

    def __init__(self, *args, finding: FollowUpFinding | None, may_read_health: bool, **kwargs):
        names = [name for name in self.base_fields if may_read_health or not name.startswith("health")]
        known = {name: getattr(finding, name) for name in names} if finding else {"seen_on": timezone.localdate()}
        super().__init__(*args, initial=known | {"version": finding.version if finding else 0}, **kwargs)
        if not may_read_health:
            del self.fields["health"], self.fields["health_details"]
        self.names = names

    def clean_seen_on(self):
        return _past(self.cleaned_data["seen_on"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("exploited_again") in ALARMING and not cleaned.get("again_details"):
            self.add_error("again_details", _("Cuenta qué se sabe: la coordinación decide con eso"))
        return cleaned

    def values(self) -> dict:
        """What ``record_finding`` takes; of a cleaned form."""
        return {name: self.cleaned_data[name] for name in self.names}


class EndForm(IdempotentForm, Form):
    """``may_give_up``: whether she was looked for often enough in vain."""

    state = forms.ChoiceField(
        label=_("Por qué termina"),
        choices=[
            (FollowUpState.NOT_FOUND, _("No se la encontró")),
            (FollowUpState.DECLINED, _("Ella no quiere que la sigamos buscando")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige por qué termina")},
    )
    note = forms.CharField(
        label=_("Qué se hizo, o qué dijo"),
        max_length=FollowUp._meta.get_field("end_note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escribe qué se hizo, o qué dijo ella")},
    )

    def __init__(self, *args, may_give_up: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_give_up = may_give_up
        if may_give_up:
            self.fields["state"].initial = FollowUpState.NOT_FOUND

    def clean_state(self):
        state = self.cleaned_data["state"]
        if state == FollowUpState.NOT_FOUND and not self.may_give_up:
            words = _("Antes hacen falta tres intentos sin respuesta: registra los que se hicieron")
            raise forms.ValidationError(words)
        return state
