"""The four steps of what happened, each a form of its own; nothing is required but whom it happened to."""

import copy
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import episode_lists as lists
from cases.episodes.partial_dates import remembered
from cases.forms.episode_fields import (
    EpisodeFields,
    RememberedField,
    RowsForm,
    amount_field,
    check_somewhere,
    cleaned_country,
    country_field,
    currency_field,
    place_field,
    shown_somewhere,
    unknown_field,
    with_blank,
)
from cases.forms.intake import UnitField
from cases.forms.people import model_text, reason_field
from cases.models import ExploitationSite, Participation, TraffickingEpisode
from cases.models.episode import MOST_SITES, MOST_STOPS
from directory.codelists import Purpose
from directory.forms import PlaceForm, share_place_lists
from directory.models import AgencyUnit
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import NotedCheckboxes, Pills

WHEN_HINT = _("Como lo recuerde: un día (15/06/2025), un mes (06/2025) o un año (2025).")
NO_NAMES = _("Con sus palabras y sin nombres de nadie.")


def long_text(name: str, rows: int = 4, **options) -> forms.CharField:
    return model_text(TraffickingEpisode, name, widget=forms.Textarea(attrs={"rows": rows}), **options)


def several(label, choices, widget=forms.CheckboxSelectMultiple, **options) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices.choices, widget=widget, **options)


class _PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, participation: Participation) -> str:
        return participation.person.code


class RecruitmentFields(EpisodeFields):
    """``victims``: the direct victims of the case; each may be in the episode, with what the recruiter was to her.

    ``told_means``: what their papers tell (``cases.episodes.papers``). While nobody answered which means of RETA there
    were, these come ticked, with their reason; later the reason stands beside what is not ticked.
    """

    days = ("recruited",)
    somewhere = ("recruited",)
    plain = ("modality", "channels", "means", "reta_means", "recruitment")

    people = _PeopleField(
        label=_("A quién le pasó"),
        queryset=Participation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marca a quién le pasó")},
    )
    modality = forms.ChoiceField(
        label=_("Cómo la captaron"), required=False, choices=with_blank(lists.RecruitmentModality)
    )
    channels = several(_("Por qué medio la contactaron"), lists.Channel)
    recruited = RememberedField(label=_("Cuándo la captaron"), help_text=WHEN_HINT)
    recruited_unknown = unknown_field()
    recruited_place = place_field(_("Dónde la captaron"))
    recruited_country = country_field()
    means = several(_("Qué medios usaron"), lists.Means)
    reta_means = several(_("Medios, según la ficha del RETA"), lists.RetaMeans, widget=NotedCheckboxes)
    recruitment = long_text("recruitment", label=_("Qué le dijeron o le ofrecieron"), help_text=NO_NAMES)

    def __init__(
        self, *args, victims: list[Participation], told_means: Mapping[str, str], initial: Mapping[str, Any], **kwargs
    ):
        self.victims = victims
        known = initial.get("reta_means") or []
        self.noted = {code: why for code, why in told_means.items() if code not in known}
        initial = {**initial, "reta_means": known or sorted(told_means)}
        relation = {
            relation_name(each): forms.ChoiceField(
                label=_("Para %s, quien la captó era su…") % each.person.code,
                required=False,
                choices=with_blank(lists.RelationToHer),
            )
            for each in victims
        }
        means = self._noted_means(is_ticked=not known)
        self.base_fields = {**type(self).base_fields, **relation, "reta_means": means}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["people"].queryset = Participation.objects.filter(pk__in=[each.pk for each in victims])
        self.fields["people"].choices = [(each.pk, each.person.code) for each in victims]
        share_place_lists(self)

    def _noted_means(self, *, is_ticked: bool) -> forms.Field:
        """The field of the means, with a line below it and beside each that the papers tell."""
        field = copy.deepcopy(type(self).base_fields["reta_means"])
        if is_ticked:
            lead = _("Algo viene marcado por lo que dicen sus documentos: revísalo antes de guardar.")
            beside = _("Marcado porque %s. Si no fue un medio, quita la marca.")
        else:
            lead, beside = _("Sus documentos dicen algo que aquí no está marcado."), _("Falta: %s.")
        field.help_text = lead if self.noted else ""
        field.widget.notes = {code: beside % why for code, why in self.noted.items()}
        return field

    def relations(self) -> list:
        return [self[relation_name(each)] for each in self.victims]

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("people")
        if chosen is not None:
            for each in self.victims:
                if cleaned.get(relation_name(each)) and each not in chosen:
                    self.add_error(relation_name(each), _("Marca arriba que también le pasó, o deja esto vacío"))
        return cleaned

    def told_people(self) -> dict:
        """What the verbs take; of a cleaned form."""
        return {each.pk: self.cleaned_data[relation_name(each)] for each in self.cleaned_data["people"]}


def relation_name(participation: Participation) -> str:
    return f"relation_{participation.pk.hex}"


class NewEpisodeForm(PlaceForm, IdempotentForm, RecruitmentFields):
    """The first step of new episodes: of all victims, unless somebody says otherwise."""

    def __init__(self, *args, victims: list[Participation], told_means: Mapping[str, str], **kwargs):
        everybody = {"people": [each.pk for each in victims]}
        super().__init__(*args, victims=victims, told_means=told_means, initial=everybody, **kwargs)


class RecruitmentForm(PlaceForm, VersionedForm, RecruitmentFields):
    def __init__(
        self,
        *args,
        victims: list[Participation],
        told_means: Mapping[str, str],
        episode: TraffickingEpisode,
        **kwargs,
    ):
        known = {relation_name(each.participation): each.recruiter_relation for each in episode.of_people}
        shown = {
            **self.initial_of(episode),
            **known,
            "people": [each.participation_id for each in episode.of_people],
            "version": episode.version,
        }
        super().__init__(*args, victims=victims, told_means=told_means, initial=shown, **kwargs)


class RouteForm(RowsForm, PlaceForm, VersionedForm, EpisodeFields):
    """Places in their order; of each but the first, how she was brought there."""

    row, most, least = "stop", MOST_STOPS, 2
    plain = ("moved", "journey")

    moved = forms.ChoiceField(
        label=_("¿La llevaron a otro lugar?"), required=False, choices=lists.Moved.choices, widget=forms.RadioSelect
    )
    journey = long_text(
        "journey", label=_("Cómo fue el viaje"), help_text=_("Quién pagó, cuánto duró, si la vigilaban.")
    )

    def __init__(self, *args, episode: TraffickingEpisode, **kwargs):
        rows = [{"transport": stop.transport, **shown_somewhere(stop)} for stop in episode.route]
        shown = {**self.initial_of(episode), "version": episode.version}
        super().__init__(*args, rows=rows, initial=shown, **kwargs)

    def row_fields(self, number: int) -> dict:
        transport = forms.ChoiceField(
            label=_("Cómo llegó aquí"), required=False, choices=lists.Transport.choices, widget=Pills
        )
        return {
            **({"transport": transport} if number else {}),
            "place": place_field(_("Lugar") if number else _("De dónde salió")),
            "country": country_field(),
        }

    def clean(self):
        cleaned = super().clean()
        for row in self.cleaned_rows():
            name = f"stop_{row['number']}"
            check_somewhere(self, f"{name}_place", f"{name}_country")
            has_error = self.errors.keys() & {f"{name}_place", f"{name}_country"}
            if not row["place"] and not row["country"] and not has_error:
                self.add_error(f"{name}_place", _("Elige el lugar o el país, o quita esta fila"))
        if cleaned.get("moved") == lists.Moved.NO and self.cleaned_rows():
            self.add_error("moved", _("Hay lugares en el camino: marca que la llevaron, o quítalos"))
        return cleaned

    def stops(self) -> list[dict]:
        """What the verb takes; of a cleaned form."""
        return [
            {
                "transport": row.get("transport", ""),
                "place": row["place"],
                "country": cleaned_country(row["place"], row["country"]),
            }
            for row in self.cleaned_rows()
        ]


class ExploitationForm(RowsForm, PlaceForm, VersionedForm, EpisodeFields):
    row, most = "site", MOST_SITES
    amounts = (
        ("debt_amount", "debt_currency"),
        ("pay_promised", "pay_promised_currency"),
        ("pay_received", "pay_received_currency"),
    )
    plain = (
        *("purposes", "conducts", "reta_conducts", "control_methods", "hours_per_day", "days_per_week"),
        *("debt_reason", "pay_period", "living_conditions"),
    )

    purposes = several(_("Para qué la explotaron"), Purpose)
    conducts = several(
        _("Qué hicieron quienes la explotaron"),
        lists.Conduct,
        help_text=_("Los verbos de la ley: Código Penal, art. 129-A."),
    )
    reta_conducts = several(_("Conductas, según la ficha del RETA"), lists.RetaConduct)
    control_methods = several(_("Cómo la retenían"), lists.ControlMethod)
    hours_per_day = forms.IntegerField(
        label=_("Horas por día"),
        required=False,
        min_value=1,
        max_value=24,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    days_per_week = forms.IntegerField(
        label=_("Días por semana"),
        required=False,
        min_value=1,
        max_value=7,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    debt_amount = amount_field(_("Cuánto le decían que debía"))
    debt_currency = currency_field(_("Moneda de la deuda"))
    debt_reason = long_text("debt_reason", 3, label=_("De qué decían que era la deuda"))
    pay_promised = amount_field(_("Cuánto le prometieron"))
    pay_promised_currency = currency_field(_("Moneda de lo prometido"))
    pay_received = amount_field(_("Cuánto le pagaron"))
    pay_received_currency = currency_field(_("Moneda de lo pagado"))
    pay_period = forms.ChoiceField(label=_("Cada cuánto"), required=False, choices=with_blank(lists.PayPeriod))
    living_conditions = long_text(
        "living_conditions",
        label=_("Cómo vivía allí"),
        help_text=_("Dónde dormía, qué comía, si podía salir o llamar."),
    )

    def __init__(self, *args, episode: TraffickingEpisode, **kwargs):
        shown = {**self.initial_of(episode), "version": episode.version}
        super().__init__(*args, rows=[_site_shown(site) for site in episode.exploited_at], initial=shown, **kwargs)

    def row_fields(self, number: int) -> dict:
        return {
            "establishment": forms.ChoiceField(
                label=_("Tipo de lugar"), required=False, choices=with_blank(lists.Establishment)
            ),
            "activity": forms.ChoiceField(label=_("Actividad"), required=False, choices=with_blank(lists.Activity)),
            "section": forms.ChoiceField(
                label=_("Sector, si la actividad es otra"), required=False, choices=with_blank(lists.Section)
            ),
            "place": place_field(_("Lugar")),
            "country": country_field(),
            "started": RememberedField(label=_("Desde"), help_text=_("Día, mes o año.")),
            "ended": RememberedField(label=_("Hasta"), help_text=_("Día, mes o año.")),
            "notes": model_text(ExploitationSite, "notes"),
        }

    def clean(self):
        cleaned = super().clean()
        for row in self.cleaned_rows():
            name = f"site_{row['number']}"
            check_somewhere(self, f"{name}_place", f"{name}_country")
            if row["started"] and row["ended"] and row["ended"].last < row["started"].first:
                self.add_error(f"{name}_ended", _("Terminó antes de empezar: corrige una de las dos fechas"))
        return cleaned

    def sites(self) -> list[dict]:
        """What the verb takes; of a cleaned form. The day of an end is the last that it may have been."""
        found = []
        for row in self.cleaned_rows():
            ended = row["ended"]
            found.append(
                {
                    **{name: row[name] for name in ("establishment", "activity", "place", "notes")},
                    "section": lists.SECTION_OF.get(row["activity"], row["section"]),
                    "country": cleaned_country(row["place"], row["country"]),
                    "started_on": row["started"] and row["started"].first,
                    "start_precision": row["started"].precision if row["started"] else "",
                    "ended_on": ended and ended.last,
                    "end_precision": ended.precision if ended else "",
                }
            )
        return found


def _site_shown(site: ExploitationSite) -> dict:
    return {
        **{name: getattr(site, name) for name in ("establishment", "activity", "section", "notes")},
        **shown_somewhere(site),
        "started": remembered(site.started_on, site.start_precision),
        "ended": remembered(site.ended_on, site.end_precision),
    }


class ExitForm(PlaceForm, VersionedForm, EpisodeFields):
    days = ("rescued",)
    somewhere = ("rescued",)
    plain = ("exit_kind", "operation_kind", "operation_number", "rescue_unit", "exit_story")

    exit_kind = forms.ChoiceField(
        label=_("Cómo salió"), required=False, choices=lists.ExitKind.choices, widget=forms.RadioSelect
    )
    rescued = RememberedField(label=_("Cuándo salió"), help_text=WHEN_HINT)
    rescued_unknown = unknown_field()
    rescued_place = place_field(_("Dónde salió"))
    rescued_country = country_field()
    operation_kind = forms.ChoiceField(
        label=_("Qué operativo fue"), required=False, choices=with_blank(lists.OperationKind)
    )
    rescue_unit = UnitField(label=_("Autoridad que la rescató"), queryset=AgencyUnit.objects.none(), required=False)
    operation_number = model_text(
        TraffickingEpisode, "operation_number", help_text=_("El del acta o del parte, si se conoce.")
    )
    exit_story = long_text("exit_story", label=_("Cómo fue la salida"), help_text=NO_NAMES)

    def __init__(self, *args, episode: TraffickingEpisode, units, **kwargs):
        """``units``: the authorities on offer."""
        self.episode = episode
        super().__init__(*args, initial={**self.initial_of(episode), "version": episode.version}, **kwargs)
        self.fields["rescue_unit"].queryset = units

    def clean(self):
        cleaned = super().clean()
        kind, rescued = cleaned.get("exit_kind"), cleaned.get("rescued")
        for name, message in self._contradictions(kind, rescued, cleaned):
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def _contradictions(self, kind, rescued, cleaned):
        if rescued and kind in ("", lists.ExitKind.STILL_IN):
            yield "exit_kind", _("Hay una fecha de salida: marca cómo salió")
        taken = remembered(self.episode.recruited_on, self.episode.recruited_on_precision)
        if rescued and taken and rescued.last < taken.first:
            yield "rescued", _("Salió antes de que la captaran: corrige una de las dos fechas")
        if kind is not None and kind != lists.ExitKind.RESCUED:
            for name in ("operation_kind", "rescue_unit", "operation_number"):
                if cleaned.get(name):
                    yield name, _("Solo si la rescató una autoridad: márcalo arriba, o deja esto vacío")


class WithdrawEpisodeForm(IdempotentForm, Form):
    reason = reason_field(TraffickingEpisode, label=_("Por qué se retiran"))
