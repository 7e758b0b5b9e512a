"""The catalogues that an administrator keeps: what each list shows and which forms fill it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from directory import catalogue_forms as forms
from directory.models import Agency, AgencyUnit, CatalogueEntry, District, Holiday, Offence, Office, Project, UnitAlias
from directory.states import Standing
from interface import dates


@dataclass(frozen=True)
class Column:
    """A column after the first: its heading and the text of a row."""

    label: str
    text: Callable[[Model], str]
    is_code: bool = False  # never broken in two lines


@dataclass(frozen=True)
class Kind:
    """One catalogue. ``order`` is the field its pages follow."""

    model: type[CatalogueEntry]
    title: str
    lead: str
    add_label: str
    icon: str
    order: str
    columns: tuple[Column, ...]  # in the list
    form: type
    new_form: type
    filter_form: type = forms.EntryFilter
    fixed: tuple[Column, ...] = ()  # what its page shows and the form does not change
    is_listed: bool = True

    @property
    def slug(self) -> str:
        return self.model.catalogue

    def line(self, entry: CatalogueEntry, day: date) -> dict:
        """One line of the list, as the template draws it. Only what is not in use says so."""
        standing = entry.standing(day)
        return {
            "entry": entry,
            "cells": [(column, column.text(entry)) for column in self.columns],
            "standing": None if standing == Standing.IN_USE else standing_label(standing),
        }


_TONES = {
    Standing.IN_USE: ("selva", "ok"),
    Standing.FUTURE: ("rio", "reloj"),
    Standing.RETIRED: ("gris", "cerrada"),
}


def standing_label(standing: Standing) -> dict:
    """Tone, icon and word of a standing."""
    tone, icon = _TONES[standing]
    return {"tone": tone, "icon": icon, "text": standing.label}


def _place(entry) -> str:
    """The place and its region: the province is left to the page of the row."""
    if not entry.place_id:
        return ""
    names = entry.place.full_name.split(", ")
    return ", ".join(dict.fromkeys([names[0], names[-1]]))


def _terms(unit: AgencyUnit) -> str:
    if not unit.accepts_referrals:
        return str(_("No recibe"))
    return f"{unit.acknowledge_days} · {unit.first_service_days} · {unit.counter_referral_days}"


CODE = Column(_("Código"), lambda entry: entry.code, is_code=True)

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            model=Agency,
            title=_("Entidades"),
            lead=_("Instituciones a las que se deriva o de las que llegan personas."),
            add_label=_("Añadir entidad"),
            icon="casa",
            order="plain_name",
            columns=(
                Column(_("Sigla"), lambda agency: agency.acronym),
                CODE,
                Column(_("Sector"), lambda agency: agency.get_sector_display()),
                Column(_("Columna del tablero"), lambda agency: agency.get_board_group_display()),
            ),
            fixed=(CODE,),
            form=forms.AgencyForm,
            new_form=forms.NewAgencyForm,
        ),
        Kind(
            model=AgencyUnit,
            title=_("Unidades"),
            lead=_("Mesas a las que va una derivación, con sus plazos: acuse, primera atención y contrarreferencia."),
            add_label=_("Añadir unidad"),
            icon="equipo",
            order="plain_name",
            columns=(
                Column(_("Entidad"), lambda unit: str(unit.agency)),
                Column(_("Lugar"), lambda unit: _place(unit) or str(_("Todo el país"))),
                Column(_("Plazos, d háb."), _terms, is_code=True),
            ),
            fixed=(Column(_("Entidad"), lambda unit: unit.agency.name),),
            form=forms.UnitForm,
            new_form=forms.NewUnitForm,
            filter_form=forms.UnitFilter,
        ),
        Kind(
            model=UnitAlias,
            title=_("Otros nombres"),
            lead=_("Cómo llaman a la unidad las cartas antiguas y los otros registros."),
            add_label=_("Añadir otro nombre"),
            icon="nota",
            order="plain_name",
            columns=(),
            fixed=(Column(_("Unidad"), lambda alias: alias.unit.name),),
            form=forms.AliasForm,
            new_form=forms.NewAliasForm,
            is_listed=False,
        ),
        Kind(
            model=District,
            title=_("Distritos fiscales, judiciales y de defensa"),
            lead=_("Cómo dividen el país la Fiscalía, el Poder Judicial y la Defensa Pública: no son las regiones."),
            add_label=_("Añadir distrito"),
            icon="lugar",
            order="plain_name",
            columns=(
                Column(_("De quién es"), lambda district: district.get_kind_display()),
                Column(_("Otros nombres"), lambda district: ", ".join(district.aliases)),
            ),
            fixed=(Column(_("De quién es"), lambda district: district.get_kind_display()), CODE),
            form=forms.DistrictForm,
            new_form=forms.NewDistrictForm,
            filter_form=forms.DistrictFilter,
        ),
        Kind(
            model=Office,
            title=_("Sedes"),
            lead=_("Oficinas propias. Su código va en el de cada caso."),
            add_label=_("Añadir sede"),
            icon="casa",
            order="plain_name",
            columns=(CODE, Column(_("Lugar"), _place)),
            fixed=(CODE,),
            form=forms.OfficeForm,
            new_form=forms.NewOfficeForm,
        ),
        Kind(
            model=Project,
            title=_("Proyectos"),
            lead=_("Con qué fondos se atiende. Un caso puede tener varios."),
            add_label=_("Añadir proyecto"),
            icon="moneda",
            order="plain_name",
            columns=(
                Column(_("Financia"), lambda project: project.funder),
                CODE,
                Column(_("Hasta"), lambda project: dates.day(project.valid_to) if project.valid_to else ""),
            ),
            fixed=(CODE,),
            form=forms.ProjectForm,
            new_form=forms.NewProjectForm,
        ),
        Kind(
            model=Offence,
            title=_("Delitos"),
            lead=_("Artículos del Código Penal, con el número que tuvieron antes."),
            add_label=_("Añadir delito"),
            icon="balanza",
            order="code",
            columns=(
                Column(_("Artículo"), lambda offence: offence.article, is_code=True),
                Column(_("Antes"), lambda offence: offence.prior_article, is_code=True),
                Column(_("Pena base"), lambda offence: offence.penalty),
                CODE,
            ),
            fixed=(CODE,),
            form=forms.OffenceForm,
            new_form=forms.NewOffenceForm,
        ),
        Kind(
            model=Holiday,
            title=_("Feriados"),
            lead=_("Días que no cuentan en los plazos, con la norma que los declara."),
            add_label=_("Añadir feriado"),
            icon="calendario",
            order="date",
            columns=(
                Column(_("Fecha"), lambda holiday: dates.day(holiday.date), is_code=True),
                Column(_("Alcance"), lambda holiday: holiday.get_scope_display()),
                Column(_("Lugar"), _place),
                Column(_("Norma"), lambda holiday: holiday.source),
            ),
            form=forms.HolidayForm,
            new_form=forms.NewHolidayForm,
            filter_form=forms.HolidayFilter,
        ),
    )
}
LISTED = tuple(kind for kind in KINDS.values() if kind.is_listed)


def named_kind(catalogue: str) -> Kind:
    """The catalogue with that name in addresses. Raises Http404."""
    if catalogue not in KINDS:
        raise Http404
    return KINDS[catalogue]


def listed_kind(catalogue: str) -> Kind:
    """The same, if it has a list of its own: the other names of a unit stand on the unit's page."""
    kind = named_kind(catalogue)
    if not kind.is_listed:
        raise Http404
    return kind
