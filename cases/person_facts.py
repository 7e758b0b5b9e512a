"""What is written of a person as terms and words: who she is, and how old she was when."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.ages import ADULT_AGE, AgeMoment, AgeThen, ages_then
from cases.models import EpisodePerson, Participation, Person
from directory.countries import country_name
from directory.models import Place
from interface.dates import day


def age_words(person: Person, today: date) -> str:
    """ "16 años, dicha por ella"; "edad no conocida"."""
    age = person.age_on(today)
    if age is None:
        return _("edad no conocida")
    return _("%(age)d años, %(source)s") % {"age": age, "source": person.get_age_source_display().lower()}


def facts_of_person(person: Person, today: date) -> list[dict]:
    """Terms and descriptions for the summary list; what nobody asked yet is left out."""
    told = day(person.stated_on) if person.stated_on else ""
    needs = {True: _("Sí"), False: _("No"), None: ""}[person.needs_interpreter]
    rows = [
        (_("Sexo"), person.get_sex_display(), ""),
        (_("Edad"), age_words(person, today).capitalize(), _("Dicha o estimada el %s") % told if told else ""),
        (_("Fecha de nacimiento"), day(person.birth_date) if person.birth_date else "", ""),
        (_("Nacionalidad"), ", ".join(map(country_name, person.nationalities)), ""),
        (_("País de nacimiento"), country_name(person.birth_country) if person.birth_country else "", ""),
        (_("Lugar de nacimiento"), _full_name(person.birth_place), ""),
        (_("Lenguas"), person.languages, ""),
        (_("Necesita intérprete"), " · ".join(filter(None, [needs, person.interpreter_language])), ""),
        (_("Paradero"), person.get_whereabouts_display(), _since(person)),
        (_("Distrito donde vive"), _full_name(person.residence), ""),
    ]
    return [{"term": term, "description": words, "note": note} for term, words, note in rows if words]


def _since(person: Person) -> str:
    since = _("desde el %s") % day(person.whereabouts_on) if person.whereabouts_on else ""
    return ". ".join(filter(None, [since, person.whereabouts_note]))


def episodes_of(participations: Iterable[Participation]) -> list[EpisodePerson]:
    """What these people lived through, as far as it stands; one query."""
    rows = EpisodePerson.objects.filter(
        participation__in=[each.pk for each in participations],
        removed_at__isnull=True,
        episode__withdrawn_at__isnull=True,
    )
    return list(rows.select_related("episode"))


def ages_of(person: Person, own: list[Participation], lived: list[EpisodePerson], today: date) -> list[dict]:
    """Her age when she was recruited, when she got out, at intake and today, as far as the days are known.

    ``own`` are her parts in cases, ``lived`` the answer of ``episodes_of``, of other people too.
    """
    ids = {each.pk for each in own}
    episodes = [each.episode for each in lived if each.participation_id in ids]
    recruited = [each.recruited_on for each in episodes if each.recruited_on]
    rescued = [each.rescued_on for each in episodes if each.rescued_on]
    days = {
        AgeMoment.RECRUITMENT: min(recruited, default=None),
        AgeMoment.RESCUE: max(rescued, default=None),
        AgeMoment.INTAKE: min((each.joined_on for each in own), default=None),
        AgeMoment.REPORT: today,
    }
    rows = ages_then(days, **person.told_age, proven=person.has_proven_age)
    return [{"term": AgeMoment(row.moment).label, "description": _years(row), "note": day(row.day)} for row in rows]


def _years(row: AgeThen) -> str:
    years = _("no se sabe") if row.age is None else ngettext("%(age)d año", "%(age)d años", row.age) % {"age": row.age}
    if row.is_presumed and not (row.age is not None and row.age < ADULT_AGE):
        return _("%s: se presume menor") % years
    return years


def _full_name(place: Place | None) -> str:
    return place.full_name if place else ""
