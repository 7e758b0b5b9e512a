"""How to reach somebody without harm, as rules to read before the number."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import Participation, Person, Relationship, SafeContact
from cases.states import ContactChannel, ParticipationRole

_FORBIDDEN = {
    ContactChannel.CALL: lambda: _("No llamar"),
    ContactChannel.VOICEMAIL: lambda: _("No dejar mensaje de voz"),
    ContactChannel.WRITE: lambda: _("No escribir por mensajes ni redes"),
    ContactChannel.VISIT: lambda: _("No ir a su casa"),
}


def contact_of(person: Person | None) -> SafeContact | None:
    """Her safe contact if somebody wrote it; no query after ``select_related("safe_contact")``."""
    return getattr(person, "safe_contact", None)


def kept_apart(participations: list[Participation]) -> set[UUID]:
    """People of a case for whom nothing is offered: relatives who may have taken part, died or are being looked for.
    One query."""
    relatives = {each.person_id for each in participations if each.role == ParticipationRole.RELATIVE}
    return relatives - set(Person.objects.contactable_among(relatives))


def contact_rules(contact: SafeContact | None) -> list[dict]:
    """Rules for ``{% safe_contact %}``: when, what never, what to say. Empty when nothing is known."""
    if contact is None:
        return []
    rules = [{"kind": "hora", "text": _("Solo %s") % contact.hours}] if contact.hours else []
    rules += [{"kind": "no", "text": text} for text in _forbidden(contact)]
    if contact.who_answers:
        rules.append({"kind": "si", "text": _("Puede contestar: %s") % contact.who_answers})
    if contact.code_word and contact.if_other_answers:
        rules.append({"kind": "si", "text": _("Preguntar por «%s»") % contact.code_word})
    elif contact.code_word:
        words = _("Preguntar por «%s»; si contesta otra persona, colgar con cortesía")
        rules.append({"kind": "si", "text": words % contact.code_word})
    if contact.if_other_answers:
        rules.append({"kind": "si", "text": _("Si contesta otra persona: %s") % contact.if_other_answers})
    if contact.never_contact:
        rules.append({"kind": "no", "text": _("Nunca contactar a: %s") % contact.never_contact})
    if contact.notes:
        rules.append({"kind": "si", "text": contact.notes})
    return rules


def unreachable(person: Person) -> str:
    """Why nobody calls or visits this person, in words; "" for everybody who is ``contactable``. One query."""
    return why_not(person, involved_among([person]))


def involved_among(people: Iterable[Person]) -> set[UUID]:
    """Ids of those whom somebody's file names as possibly involved."""
    ties = Relationship.objects.current().filter(relative__in=list(people), possibly_involved=True)
    return set(ties.values_list("relative_id", flat=True))


def why_not(person: Person, involved: set[UUID]) -> str:
    """``unreachable`` of somebody, when it is known who is involved (``involved_among``)."""
    if person.pk in involved:
        return _("Posible involucrado en los hechos: no contactar, no avisar, no preguntarle dónde está nadie")
    if person.whereabouts:
        return _("No se la puede contactar: %s") % person.get_whereabouts_display().lower()
    return ""


def contact_line(contact: SafeContact | None, channels: Iterable[str] = tuple(ContactChannel)) -> str:
    """The rules in one line, as far as they touch ``channels``; without the code word, which only the file shows."""
    if contact is None or not (contact.hours or contact.channels or contact.never_contact):
        return _("Sin contacto seguro registrado: pregúntalo antes")
    pieces = [_("solo %s") % contact.hours] if contact.hours else []
    pieces += [text[0].lower() + text[1:] for text in _forbidden(contact, channels)]
    if contact.never_contact:
        pieces.append(_("hay alguien a quien no contactar"))
    line = "; ".join(pieces) or _("solo por contacto seguro")
    return line[0].upper() + line[1:]


def _forbidden(contact: SafeContact, channels: Iterable[str] = tuple(ContactChannel)) -> list[str]:
    """Nothing ticked means that nobody asked yet, not that all is forbidden."""
    if not contact.channels:
        return []
    return [_FORBIDDEN[channel]() for channel in channels if channel not in contact.channels]
