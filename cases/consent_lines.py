"""What she allowed, as the lines of her page, and the one thing to do next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.consent_kinds import ON_PAPER, OWN_PURPOSES, Purpose
from cases.labels import EXPIRES_SOON, Label, consent_label
from cases.models import Case, Consent, ConsentAnswer, Participation, Person, WithdrawalLetter
from cases.sections import SectionState, Told, once
from cases.states import ConsentState, SharedItem


@dataclass(frozen=True)
class AnswerLine:
    """One row: what for or with whom, what she said, which data, until when."""

    title: str
    label: Label
    kinds: str
    until: date | None
    withdraw_url: str


@dataclass(frozen=True)
class ActLine:
    consent: Consent
    label: Label
    how: str
    lacks_paper: bool


@dataclass(frozen=True)
class NextStep:
    words: str
    url: str
    why: str


def acts_of(participation: Participation) -> list[Consent]:
    """Her acts in this case, the one that rules first; three queries."""
    rows = Consent.objects.filter(case=participation.case_id, person=participation.person_id)
    rows = rows.select_related("key", "recorded_by", "paper", "relative").prefetch_related("answers__agency")
    return list(rows.newest_first())


def answer_lines(consent: Consent | None, today: date, *, may_withdraw: bool) -> list[AnswerLine]:
    """A row for every purpose, asked or not, then one for each agency by name."""
    answers = list(consent.answers.all()) if consent else []
    own = {each.purpose: each for each in answers if each.agency_id is None}
    shared = sorted((each for each in answers if each.agency_id), key=lambda each: each.agency.name)
    lines = [
        _answer_line(str(Purpose(purpose).label), own.get(purpose), consent, today, may_withdraw)
        for purpose in OWN_PURPOSES
    ]
    return lines + [
        _answer_line(_("Compartir con %s") % each.agency, each, consent, today, may_withdraw) for each in shared
    ]


def _answer_line(title, answer: ConsentAnswer | None, consent, today, may_withdraw) -> AnswerLine:
    if answer is None:
        return AnswerLine(title, Label("hueco", "borrador", _("No se preguntó")), "", None, "")
    is_living = answer.is_in_force(today) and consent.is_in_force(today)
    return AnswerLine(
        title=title,
        label=_answer_label(answer, consent, today),
        kinds=kinds_words(answer.kinds),
        until=_first(answer.valid_to, consent.valid_to) if answer.is_given else None,
        withdraw_url=reverse("cases:consent_answer_withdraw", args=[answer.pk]) if is_living and may_withdraw else "",
    )


def _answer_label(answer: ConsentAnswer, consent: Consent, today: date) -> Label:
    if not answer.is_given:
        return Label("camu", "equis", _("No"))
    if answer.withdrawn_on or consent.withdrawn_on:
        return Label("camu", "mano", _("Retirado"))
    until = _first(answer.valid_to, consent.valid_to)
    if until and until < today:
        return Label("tierra", "reloj", _("Venció"))
    return Label("selva", "ok", _("Sí"))


def _first(*days: date | None) -> date | None:
    return min((each for each in days if each), default=None)


def kinds_words(kinds: Iterable[str]) -> str:
    """ "Nombre legal, Contacto seguro", in the order of the list."""
    chosen = set(kinds)
    return ", ".join(str(item.label) for item in SharedItem if item in chosen)


def act_lines(acts: list[Consent], today: date) -> list[ActLine]:
    """The one that rules, and those before it: what a newer one replaced is not in force."""
    lines = [act_line(each, today) for each in acts]
    replaced = Label("gris", "repetir", _("Reemplazada"))
    return lines[:1] + [
        each if each.consent.withdrawn_on else replace(each, label=replaced, lacks_paper=False) for each in lines[1:]
    ]


def act_line(consent: Consent, today: date) -> ActLine:
    return ActLine(consent, consent_label(consent, today), _how(consent), lacks_paper(consent))


def _how(consent: Consent) -> str:
    """ "Firma en papel · Ella, mayor de edad"."""
    told = [consent.get_signature_display(), consent.get_capacity_display()]
    return " · ".join(each for each in told if each)


def lacks_paper(consent: Consent) -> bool:
    """Whether it was signed and nobody brought what proves it; what intake asked says "por escrito" and no more."""
    if consent.paper_id or consent.withdrawn_on:
        return False
    return consent.signature in ON_PAPER or (consent.state == ConsentState.WRITTEN and not consent.signature)


def next_step(
    participation: Participation, acts: list[Consent], letters: list[WithdrawalLetter], today: date
) -> NextStep:
    """The one thing to do, the most pressing first; where nothing presses, asking again whenever she wants."""
    ask = reverse("cases:consent_new", args=[participation.case_id, participation.person_id])
    now = acts[0] if acts else None
    if letters:
        letter = letters[0]
        words = _("Confirmar con %s") if letter.sent_on else _("Enviar la carta a %s")
        why = _("Retiró su permiso. Tienen que dejar de usar sus datos en 10 días hábiles.")
        return NextStep(words % letter.agency, letter.get_absolute_url(), why)
    if now is None or now.state == ConsentState.NOT_YET:
        return NextStep(_("Preguntarle"), ask, _("Todavía no ha decidido. Con calma, cuando esté en condiciones."))
    if now.gives and not now.answers.all():
        why = _("En el ingreso dijo que sí. Falta preguntarle cosa por cosa: para qué, con quién y qué datos.")
        return NextStep(_("Preguntarle cosa por cosa"), ask, why)
    if lacks_paper(now):
        url = reverse("cases:consent_paper", args=[now.pk])
        return NextStep(_("Subir el papel firmado"), url, _("Sin el papel no se puede probar lo que decidió."))
    if ends_soon(now, today):
        return NextStep(_("Renovar con ella"), ask, _("Algo de lo que permitió está por vencer o ya venció."))
    return NextStep(_("Cambiar su decisión"), ask, _("Ella puede cambiarla cuando quiera."))


def ends_soon(consent: Consent, today: date) -> bool:
    """Whether the act, or an answer in it, ends within a month, or ended."""
    return first_end(consent) is not None and first_end(consent) - today <= EXPIRES_SOON


def first_end(consent: Consent) -> date | None:
    """The first day on which something of it ends; None where nothing does, or she took it back."""
    if not consent.gives or consent.withdrawn_on:
        return None
    answers = [each.valid_to for each in consent.answers.all() if each.is_given and not each.withdrawn_on]
    return _first(consent.valid_to, *answers)


def open_letters(participation: Participation) -> list[WithdrawalLetter]:
    """Letters that did not leave yet, or that nobody confirmed, by their term."""
    rows = WithdrawalLetter.objects.filter(
        consent__case=participation.case_id, consent__person=participation.person_id, confirmed_on=None
    )
    return list(rows.select_related("agency").order_by("due_on", "id"))


def consent_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """The part "Consentimiento" of each person: asked, whatever the answer, and its paper there. Three queries.

    Nobody is told to ask a relative who may not or cannot be contacted.
    """
    rows = Consent.objects.filter(case=case).select_related("key").prefetch_related("answers").newest_first()
    newest: dict[UUID, Consent] = {}
    for each in rows:
        newest.setdefault(each.person_id, each)
    ids = [each.person_id for each in participations]
    reachable = once(participations, "reachable", lambda: set(Person.objects.contactable_among(ids)))
    return {
        each.pk: _told(newest.get(each.person_id))
        for each in participations
        if each.is_victim or each.person_id in reachable or _was_asked(newest.get(each.person_id))
    }


def _was_asked(consent: Consent | None) -> bool:
    return consent is not None and consent.state != ConsentState.NOT_YET


def _told(consent: Consent | None) -> Told:
    if consent is None or not _was_asked(consent):
        return Told(SectionState.MISSING, _("todavía no se le preguntó"))
    if consent.gives and not consent.withdrawn_on and not consent.answers.all():
        return Told(SectionState.MISSING, _("dijo que sí; falta preguntarle cosa por cosa"))
    if lacks_paper(consent):
        return Told(SectionState.MISSING, _("falta el papel firmado"))
    if consent.withdrawn_on:
        return Told(SectionState.DONE, _("retiró lo que había permitido"))
    if consent.state == ConsentState.REFUSED:
        return Told(SectionState.DONE, _("dijo que no; la atención sigue"))
    given = sum(each.is_given and not each.withdrawn_on for each in consent.answers.all())
    return Told(SectionState.DONE, _("permitió %(given)d de %(asked)d cosas") % _counts(consent, given))


def _counts(consent: Consent, given: int) -> dict:
    return {"given": given, "asked": len(consent.answers.all())}
