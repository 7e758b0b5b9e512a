"""An episode as it is read: step by step, in sentences, with the places of the way in their order."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.episode_lists import (
    Activity,
    Channel,
    Conduct,
    ControlMethod,
    Currency,
    Establishment,
    ExitKind,
    Means,
    Moved,
    PayPeriod,
    PerpetratorRole,
    Precision,
    RelationToHer,
    RetaConduct,
    RetaMeans,
    Section,
    Transport,
    YesNo,
)
from cases.episodes.partial_dates import words as day_words
from cases.episodes.route import reach
from cases.episodes.summary import URL_OF_STEP, Step, needs_means, steps_of
from cases.models import AllegedPerpetratorNote, ExploitationSite, TraffickingEpisode
from cases.models.episode import where_words
from directory.codelists import Purpose

TRANSPORT_ICONS = {Transport.LAND: "bus", Transport.RIVER: "bote", Transport.AIR: "avion"}
Fact = tuple[str, str]


@dataclass(frozen=True)
class Stop:
    where: str
    icon: str
    transport: str


@dataclass(frozen=True)
class Chapter:
    """One step as it is read; ``missing`` are words of what nobody told yet."""

    step: Step
    edit_url: str
    missing: str
    lead: str = ""
    facts: list[Fact] = field(default_factory=list)
    text: str = ""
    stops: list[Stop] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.lead or self.facts or self.text or self.stops)


@dataclass(frozen=True)
class Story:
    episode: TraffickingEpisode
    title: str
    people: list[str]
    chapters: list[Chapter]
    perpetrators: list[tuple[AllegedPerpetratorNote, str, list[Fact]]]


def story_of(episode: TraffickingEpisode, perpetrators: Iterable[AllegedPerpetratorNote]) -> Story:
    """Of an episode of ``whole()``; no query."""
    chapters = []
    for told in steps_of(episode):
        lead, facts, more = _TELLERS[told.step](episode)
        facts = [(term, words) for term, words in facts if words]
        url = reverse(URL_OF_STEP[told.step], args=[episode.pk])
        chapters.append(Chapter(told.step, url, _list(told.missing), lead, facts, **more))
    return Story(
        episode=episode,
        title=title_of(episode),
        people=[each.participation.person.code for each in episode.of_people],
        chapters=chapters,
        perpetrators=[(note, perpetrator_words(note), _of_perpetrator(note)) for note in perpetrators],
    )


def title_of(episode: TraffickingEpisode) -> str:
    """ "Hechos desde junio de 2025"; never a name or a place."""
    if episode.recruited_on is None:
        return _("Hechos sin fecha")
    return _("Hechos desde %s") % day_words(episode.recruited_on, episode.recruited_on_precision)


def countries_of(episode: TraffickingEpisode) -> list[str]:
    """Every country of which the episode speaks; "" where a place is not known."""
    rows = [*episode.route, *episode.exploited_at]
    return [episode.recruited_country, *(row.country for row in rows), episode.rescued_country]


def _recruitment(episode: TraffickingEpisode):
    when = day_words(episode.recruited_on, episode.recruited_on_precision)
    where = where_words(episode.recruited_place, episode.recruited_country)
    facts = [
        (_("Cómo la captaron"), episode.get_modality_display()),
        (_("Por qué medio"), _labels(Channel, episode.channels)),
        (_("Quien la captó era"), _relations(episode)),
        (_("Medios"), _labels(Means, episode.means) or _means_not_asked(episode)),
        (_("Medios del RETA"), _labels(RetaMeans, episode.reta_means)),
    ]
    lead = _when_and_where(episode.recruited_on_precision, when, where)
    return lead, facts, {"text": episode.recruitment}


def _when_and_where(precision: str, when: str, where: str) -> str:
    if precision == Precision.UNKNOWN:
        when = ""
    if when:
        when = (_("El %s") if precision == Precision.DAY else _("En %s")) % when
    if when and where:
        return _("%(when)s, en %(where)s.") % {"when": when, "where": where}
    if where:
        return _("En %s; no se sabe cuándo.") % where if precision else _("En %s.") % where
    if when:
        return f"{when}."
    return _("No se sabe cuándo.") if precision else ""


def _means_not_asked(episode: TraffickingEpisode) -> str:
    if not episode.of_people or needs_means(episode):
        return ""
    return _("No hacen falta: era menor de edad (Código Penal, art. 129-A)")


def _relations(episode: TraffickingEpisode) -> str:
    told = [each for each in episode.of_people if each.recruiter_relation]
    if len(episode.of_people) == 1:
        return _sentence(RelationToHer(told[0].recruiter_relation).label) if told else ""
    return "; ".join(f"{each.participation.person.code}: {each.get_recruiter_relation_display()}" for each in told)


def _route(episode: TraffickingEpisode):
    stops = [
        Stop(stop.where, TRANSPORT_ICONS.get(stop.transport, "chev"), stop.get_transport_display())
        for stop in episode.route
    ]
    whole = reach(countries_of(episode))
    lead = "" if episode.moved in ("", Moved.YES) else f"{episode.get_moved_display()}."
    facts = [(_("Alcance"), str(whole.label) if whole and (stops or episode.moved) else "")]
    return lead, facts, {"text": episode.journey, "stops": stops}


def _exploitation(episode: TraffickingEpisode):
    facts = [
        *((_("Dónde"), _site_words(site)) for site in episode.exploited_at),
        (_("Conductas"), _labels(Conduct, episode.conducts)),
        (_("Conductas del RETA"), _labels(RetaConduct, episode.reta_conducts)),
        (_("Cómo la retenían"), _labels(ControlMethod, episode.control_methods)),
        (_("Jornada"), _hours(episode)),
        (_("Deuda"), _debt(episode)),
        (_("Le prometieron"), _amount(episode.pay_promised, episode.pay_promised_currency, episode.pay_period)),
        (_("Le pagaron"), _amount(episode.pay_received, episode.pay_received_currency, episode.pay_period)),
    ]
    purposes = _labels(Purpose, episode.purposes)
    lead = _("Para: %s.") % _sentence(purposes) if purposes else ""
    return lead, facts, {"text": episode.living_conditions}


def _site_words(site: ExploitationSite) -> str:
    since, until = day_words(site.started_on, site.start_precision), day_words(site.ended_on, site.end_precision)
    span = " ".join(filter(None, [since and _("desde %s") % since, until and _("hasta %s") % until]))
    kind = str(Establishment(site.establishment).label) if site.establishment else ""
    what = str(Activity(site.activity).label) if site.activity else ""
    sector = str(Section(site.section).label) if site.section and not what else ""
    return "; ".join(filter(None, [kind, what, sector, site.where, site.notes, span]))


def _hours(episode: TraffickingEpisode) -> str:
    hours = _("%d horas por día") % episode.hours_per_day if episode.hours_per_day else ""
    days = _("%d días por semana") % episode.days_per_week if episode.days_per_week else ""
    return ", ".join(filter(None, [hours, days]))


def _debt(episode: TraffickingEpisode) -> str:
    return ": ".join(filter(None, [_amount(episode.debt_amount, episode.debt_currency), episode.debt_reason]))


def _amount(amount, currency: str, period: str = "") -> str:
    if amount is None:
        return ""
    words = f"{amount:,.2f} {Currency(currency).label}"
    return f"{words} {PayPeriod(period).label}" if period else words


def _exit(episode: TraffickingEpisode):
    when = day_words(episode.rescued_on, episode.rescued_on_precision)
    where = where_words(episode.rescued_place, episode.rescued_country)
    lead = f"{episode.get_exit_kind_display()}." if episode.exit_kind else ""
    if episode.exit_kind and episode.exit_kind != ExitKind.STILL_IN:
        lead = f"{lead} {_when_and_where(episode.rescued_on_precision, when, where)}".strip()
    facts = [
        (_("Operativo"), episode.get_operation_kind_display()),
        (_("Número"), episode.operation_number),
        (_("Autoridad"), str(episode.rescue_unit) if episode.rescue_unit else ""),
    ]
    return lead, facts, {"text": episode.exit_story}


def perpetrator_words(note: AllegedPerpetratorNote) -> str:
    """ "Captó; explotó o regentó el local · 2 personas"."""
    roles = "; ".join(str(PerpetratorRole(each).label) for each in note.roles)
    roles = roles[:1] + roles[1:].lower()
    return roles if note.persons == 1 else _("%(roles)s · %(count)d personas") % {"roles": roles, "count": note.persons}


def _of_perpetrator(note: AllegedPerpetratorNote) -> list[Fact]:
    age = _("%d años, más o menos") % note.approximate_age if note.approximate_age else ""
    facts = [
        (_("Era su"), note.get_relation_display()),
        (_("Sexo y edad"), ", ".join(filter(None, [note.get_sex_display(), age]))),
        (_("Detenida"), _yes_no(note.detained)),
        (_("Organización criminal, según la carpeta fiscal"), _yes_no(note.in_organisation)),
        (_("Alias"), f"{note.alias} ({note.alias_reason})" if note.alias else ""),
    ]
    return [(term, words) for term, words in facts if words]


def _yes_no(code: str) -> str:
    return str(YesNo(code).label) if code else ""


def _labels(choices, codes: Iterable[str]) -> str:
    return "; ".join(str(choices(code).label) for code in choices.values if code in codes)


def _sentence(words) -> str:
    words = str(words)
    return words[:1].lower() + words[1:]


def _list(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s y %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


_TELLERS = {Step.RECRUITMENT: _recruitment, Step.ROUTE: _route, Step.EXPLOITATION: _exploitation, Step.EXIT: _exit}
