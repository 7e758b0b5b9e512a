"""Kits: the catalogue, what came or was lost, and giving one."""

import re
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from directory.models import Office
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills
from services.aid_states import KitMovementKind
from services.forms.aid import CodeField
from services.models import KitType
from services.models.kits import KIT_SERVICES

_LINE = re.compile(r"(\d{1,3})\s+(\S.*)")
MOST_ITEMS = 40
LONGEST_ITEM = 80


def contents_as_text(contents) -> str:
    """One thing per line, as it is typed."""
    return "\n".join(f"{each.quantity} {each.name}" for each in contents)


class ContentsField(forms.CharField):
    """What a kit holds: a line per thing, how many first. Cleans to pairs of name and quantity."""

    widget = forms.Textarea(attrs={"rows": 8})
    default_error_messages = {"required": _("Escribe qué trae, una cosa por línea")}

    def clean(self, value) -> list[tuple[str, int]]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found = [_LINE.fullmatch(line) for line in lines]
        for line, match in zip(lines, found, strict=True):
            if not match or int(match[1]) == 0 or len(match[2]) > LONGEST_ITEM:
                raise forms.ValidationError(_("En «%s» falta cuántos: por ejemplo, 2 jabones") % line[:LONGEST_ITEM])
        pairs = [(match[2], int(match[1])) for match in found]
        names = [name.casefold() for name, _many in pairs]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Hay una cosa escrita dos veces: suma las cantidades"))
        if len(pairs) > MOST_ITEMS:
            raise forms.ValidationError(_("Un kit trae como mucho 40 cosas"))
        return pairs


class _KitFields(Form):
    name = forms.CharField(label=_("Nombre"), max_length=80)
    service = forms.ChoiceField(label=_("Cuenta como"), choices=KIT_SERVICES, widget=Pills)
    contents = ContentsField(label=_("Qué trae"), help_text=_("Una cosa por línea, primero cuántas: 2 jabones."))

    except_for = None

    def clean_name(self) -> str:
        taken = KitType.objects.filter(name__iexact=self.cleaned_data["name"]).exclude(pk=self.except_for)
        if taken.exists():
            raise forms.ValidationError(_("Ya hay un kit con ese nombre"))
        return self.cleaned_data["name"]


class NewKitForm(IdempotentForm, _KitFields):
    pass


class KitForm(VersionedForm, _KitFields):
    is_active = forms.BooleanField(label=_("Se sigue entregando"), required=False)

    def __init__(self, *args, kit: KitType, **kwargs):
        initial = {
            "name": kit.name,
            "service": kit.service,
            "contents": contents_as_text(kit.items.current()),
            "is_active": kit.is_active,
            "version": kit.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.except_for = kit.pk


class KitMoveForm(IdempotentForm, Form):
    """Kits that came to an office or that it lost; whoever tends one office only does not choose it."""

    kit = RowChoiceField(label=_("Kit"), queryset=KitType.objects.all())
    office = RowChoiceField(label=_("Sede"), queryset=Office.objects.all())
    kind = forms.ChoiceField(
        label=_("Qué pasó"),
        choices=((KitMovementKind.ARRIVAL, _("Llegaron")), (KitMovementKind.LOSS, KitMovementKind.LOSS.label)),
        widget=Pills,
        initial=KitMovementKind.ARRIVAL,
    )
    quantity = forms.IntegerField(
        label=_("Cuántos"),
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )

    def __init__(self, *args, offices: QuerySet[Office], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices


class DeliverForm(IdempotentForm, Form):
    """For whom and when; ``contents`` comes as the kit holds, and is what was really given."""

    person = CodeField(label=_("A quién"), queryset=Person.objects.none(), widget=Pills, empty_label=None)
    on = forms.DateField(label=_("Qué día"))
    contents = ContentsField(
        label=_("Qué se le entregó"), help_text=_("Viene lo que trae el kit. Cambia lo que fue distinto.")
    )

    def __init__(self, *args, people: QuerySet[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
        return self.cleaned_data["on"]
