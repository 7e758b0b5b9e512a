"""People of a case as its file shows them: by code, with their part, phases and what they allowed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.labels import Label, consent_label
from cases.models import Case, Consent, ConsentAnswer, Participation, Person
from cases.states import AgeSource, Phase

_PHASES = list(Phase)


@dataclass(frozen=True)
class PersonLine:
    participation: Participation
    part: str
    details: str
    phases: str
    phase_numbers: list[int]
    consent: Label
    consent_url: str
    reveal_url: str

    @property
    def person(self) -> Person:
        return self.participation.person


def person_lines(case: Case, participations: list[Participation], consents: dict, today: date) -> list[PersonLine]:
    """One per participation of ``for_file``; ``consents`` is ``newest_consents(case)``."""
    return [_line(case, each, consents.get(each.person_id), today) for each in participations]


def newest_consents(case: Case) -> dict:
    """The newest decision of each person of the case, by person id; two queries."""
    newest: dict = {}
    answers = Prefetch("answers", ConsentAnswer.objects.select_related("agency"))
    for consent in Consent.objects.filter(case=case).select_related("key", "person").prefetch_related(answers):
        newest.setdefault(consent.person_id, consent)
    return newest


def _line(case: Case, participation: Participation, consent: Consent | None, today: date) -> PersonLine:
    running = [period.phase for period in participation.running_phases]
    return PersonLine(
        participation=participation,
        part=part_words(participation),
        details=person_words(participation.person, today),
        phases="; ".join(str(Phase(each).label) for each in running),
        phase_numbers=[_PHASES.index(each) + 1 for each in running],
        consent=consent_label(consent, today),
        consent_url=reverse("cases:consent", args=[case.pk, participation.person_id]),
        reveal_url=reverse("cases:reveal", args=[participation.person_id]),
    )


def part_words(participation: Participation) -> str:
    """ "Víctima directa, presunta"."""
    words = participation.get_role_display()
    if participation.victim_status:
        return f"{words}, {participation.get_victim_status_display().lower()}"
    return words


def person_words(person: Person, today: date) -> str:
    """ "Mujer · 16 años, dicha por ella · castellano y kukama, con intérprete"."""
    languages = person.languages
    if person.needs_interpreter:
        languages = _("%s, con intérprete") % languages if languages else _("con intérprete")
    return " · ".join(filter(None, [person.get_sex_display(), age_words(person, today), languages]))


def age_words(person: Person, today: date) -> str:
    """ "16 años, dicha por ella"; "edad desconocida" when nobody knows."""
    age = person.age_on(today)
    if age is None:
        return _("edad desconocida")
    years = ngettext("%(age)d año", "%(age)d años", age) % {"age": age}
    source = AgeSource(person.age_source).label
    return f"{years}, {str(source)[0].lower()}{str(source)[1:]}"
