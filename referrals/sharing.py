"""What an agency will read: the chosen items put into words, once, when the referral is sent."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import Case, Person
from cases.states import SharedItem


def shared_texts(person: Person, case: Case, items: Iterable[str], *, on: date) -> dict[str, str]:
    """``{item: text}`` for the chosen items, in the order of the list; the shelter's place is never among them.

    In Spanish whatever the language of whoever writes, because the agencies read it.
    """
    chosen = set(items)
    with translation.override(settings.LANGUAGE_CODE):
        return {item.value: _TEXTS[item](person, case, on) or _("No consta") for item in SharedItem if item in chosen}


def _preferred_name(person, case, on):
    return person.preferred_name


def _age_sex(person, case, on):
    age = person.age_on(on)
    known = (
        _("%(age)d años (%(source)s)") % {"age": age, "source": _age_word(person)}
        if age is not None
        else _("edad no conocida")
    )
    minor = _("; se trata como menor de edad") if person.is_minor_on(on) else ""
    return f"{person.get_sex_display()}, {known}{minor}"


def _age_word(person):
    return str(person.get_age_source_display()).lower()


def _language(person, case, on):
    need = {True: _("necesita intérprete"), False: _("no necesita intérprete"), None: ""}[person.needs_interpreter]
    return "; ".join(filter(None, [person.languages, need]))


def _legal_name(person, case, on):
    return person.full_name if person.given_names or person.paternal_surname else ""


def _document(person, case, on):
    return "; ".join(f"{each.get_kind_display()} {each.number}" for each in person.documents.select_related("key"))


def _contact(person, case, on):
    return _("Por medio del centro: %s. No llamar a la persona.") % case.office


def _summary(person, case, on):
    return case.summary


_TEXTS = {
    SharedItem.PREFERRED_NAME: _preferred_name,
    SharedItem.AGE_SEX: _age_sex,
    SharedItem.LANGUAGE: _language,
    SharedItem.LEGAL_NAME: _legal_name,
    SharedItem.DOCUMENT: _document,
    SharedItem.CONTACT: _contact,
    SharedItem.SUMMARY: _summary,
}


def sharing_rows(
    person: Person, case: Case, allowed: Iterable[str], chosen: Iterable[str], *, given: Iterable[str], on: date
) -> list[dict]:
    """What may and may not be ticked, for our own screens: identities are named, never written out.

    ``given`` is what she allowed herself; the rest of ``allowed`` needs no consent.
    """
    texts = shared_texts(person, case, [item for item in allowed if item not in _IDENTITIES], on=on)
    order = {item: place for place, item in enumerate(item for item in SharedItem if item in allowed)}
    return [
        {
            "id": f"id_items_{order.get(item, '')}",
            "item": item.value,
            "label": item.label,
            "text": texts.get(item.value, ""),
            "is_allowed": item in allowed,
            "is_given": item in given,
            "is_chosen": item in chosen,
        }
        for item in SharedItem
    ]


_IDENTITIES = frozenset({SharedItem.PREFERRED_NAME, SharedItem.LEGAL_NAME, SharedItem.DOCUMENT})
