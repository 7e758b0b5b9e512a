"""What a letter may print of her today, and what stands in its text that may not leave.

Who allows it depends on who receives it (``allowed_facts``). Her name is never typed: the text says ``[NOMBRE]``, and
what that becomes is decided here, in one place, when the letter is looked at and once more when it is made.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.language import told_in_spanish
from cases.consent_kinds import Purpose
from cases.consent_rules import Sharing, allows, may_share, ruling_consent
from cases.letters.kinds import IDENTIFYING, ITEM_OF, TOKEN_OF, TOKENS, Addressee, Fact
from cases.letters.wording import TOKEN, LetterText, text_of
from cases.models import Consent, Participation, Person, TimelineEntry
from cases.models.letter import Letter
from cases.states import AgeSource, EntryKind, SharedItem
from directory.codelists import Confidentiality, DocumentType
from interface import dates
from interface.plain import plain

# Levels at which an authority reads her code instead of her name, whatever she allowed (NCPP art. 248.2.d).
_RESERVED = frozenset({Confidentiality.IDENTITY_RESERVED, Confidentiality.SEALED})
_DNI_FIRST = (DocumentType.DNI, DocumentType.DNI_MINOR)


@dataclass(frozen=True)
class Lack:
    """Something that keeps the letter from being made final: in words, and where it is mended."""

    what: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Printing:
    """``texts``: what each token becomes; ``printed``: facts that say something of her; ``lacks``: why not yet.

    ``consent`` is the act that allows it, where one must.
    """

    texts: dict[str, str]
    printed: tuple[str, ...]
    lacks: tuple[Lack, ...]
    consent: Consent | None
    in_code: bool = False
    shows_names: bool = True

    @property
    def told(self) -> list[str]:
        """The identifying facts that it prints, as the trail names them."""
        return [Fact(fact).value.lower() for fact in self.printed if fact in IDENTIFYING]

    def fill(self, text: str) -> str:
        """``text`` with what its tokens stand for, those of what was filled in too; others stay."""
        once = TOKEN.sub(self._word, text)
        return TOKEN.sub(self._word, once)

    def _word(self, found: re.Match) -> str:
        return self.texts.get(found.group(1)) or found.group(0)

    def masked(self) -> "Printing":
        """The same for a screen on which nobody has asked for her name: it stands as its token."""
        hidden = {TOKEN_OF[fact] for fact in IDENTIFYING.intersection(self.printed)}
        shown = {token: said for token, said in self.texts.items() if token not in hidden}
        return replace(self, texts=shown, shows_names=False)


def printing_of(letter: Letter, on: date) -> Printing:
    """What ``letter`` would print on ``on``. Reads her names: whoever shows them writes so in the trail."""
    text, written = text_of(letter.edition), [letter.subject, letter.body, *letter.blanks.values()]
    tokens = set(TOKEN.findall("\n".join(written)))
    facts = [fact for token, fact in TOKENS.items() if token in tokens]
    allowed, consent, lacks = _allowed(letter, text, facts, on)
    in_code = text.code_instead and Fact.NAME in facts and Fact.NAME not in allowed
    said = _facts(letter, [fact for fact in facts if fact in allowed])
    lacks += _unknown(letter, said)
    texts = {TOKEN_OF[fact]: words for fact, words in said.items()} | (
        _in_code(letter, facts, allowed) if in_code else {}
    )
    lacks += _not_allowed(letter, facts, allowed, texts)
    if _is_addressed_to_her(letter, text):
        texts["NOMBRE"] = said[Fact.NAME] = natural_name(letter.person)
    texts |= _blanks(letter, text)
    lacks += [Lack(_("Falta «%s»") % each.label) for each in _empty_blanks(letter, text, tokens)]
    lacks += [Lack(_("Esta carta no puede llevar [%s]. Quítalo del texto.") % each) for each in _strange(text, tokens)]
    lacks += [Lack(words) for words in _no_addressee(letter)]
    lacks += [Lack(words) for words in text_problems(letter.person, text, written)]
    if text.signed_by_her and letter.person.is_minor_on(on):
        lacks.append(Lack(_("Un poder solo lo puede dar una persona mayor de edad; si hay duda, tampoco.")))
    printed = tuple(fact for fact, words in said.items() if words)
    return Printing(texts, printed, tuple(dict.fromkeys(lacks)), consent, in_code)


def _is_addressed_to_her(letter: Letter, text: LetterText) -> bool:
    """Whether her name stands in the address."""
    return letter.addressee == Addressee.HERSELF and not text.heading


# Who allows it ---------------------------------------------------------------------------------------------------


def _allowed(letter: Letter, text: LetterText, facts: list[str], on: date) -> tuple[set, Consent | None, list[Lack]]:
    """Facts that the addressee may read, the act that says so, and what is missing for it."""
    most = set(text.facts) & set(facts)
    if letter.addressee == Addressee.HERSELF:
        return most, None, []
    if letter.addressee == Addressee.RELATIVE:
        return most - IDENTIFYING, None, [_not_to_relative(fact) for fact in sorted(most & IDENTIFYING)]
    if letter.addressee == Addressee.UNIT:
        return _allowed_unit(letter, text, most, on)
    consent = ruling_consent(letter.case, letter.person)
    if not allows(consent, Purpose.DATA, on=on):
        return set(), None, [_ask(letter, _("Falta su permiso para usar sus datos."))]
    if letter.agreed_on is None:
        return set(), None, [Lack(_("Falta el día en que ella dijo que sí a esta carta."))]
    return most, consent, []


def _not_to_relative(fact: str) -> Lack:
    return Lack(_("Una carta a un familiar no lleva [%s]. Quítalo del texto.") % TOKEN_OF[fact])


def _allowed_unit(letter: Letter, text: LetterText, most: set, on: date) -> tuple[set, Consent | None, list[Lack]]:
    if letter.unit is None:
        return most, None, []
    sharing = may_share(letter.case, letter.person, letter.unit.agency, on=on)
    if not sharing.may_tell:
        return set(), None, [_ask(letter, _may_not_tell(letter))]
    allowed = {fact for fact in most if fact not in ITEM_OF or ITEM_OF[fact] in sharing.kinds}
    if text.code_instead and letter.case.confidentiality in _RESERVED:
        allowed -= IDENTIFYING
    lacks = [_ask(letter, _needs_words(letter, item)) for item in text.needs if item not in sharing.given]
    return allowed, _act(sharing), lacks


def _act(sharing: Sharing) -> Consent | None:
    return sharing.consent if sharing.is_covered else None


def _may_not_tell(letter: Letter) -> str:
    words = _("Falta su permiso: %s no es una entidad pública, y sin él no puede saber de ella.")
    return words % letter.unit.agency


def _needs_words(letter: Letter, item: str) -> str:
    return _("Falta su permiso para compartir «%(item)s» con %(agency)s.") % {
        "item": SharedItem(item).label,
        "agency": letter.unit.agency,
    }


def _ask(letter: Letter, words: str) -> Lack:
    page = reverse("cases:consent", args=[letter.case_id, letter.person_id])
    return Lack(words, page, _("Preguntarle y registrarlo"))


def _not_allowed(letter: Letter, facts: Iterable[str], allowed: set, texts: dict[str, str]) -> Iterator[Lack]:
    """What the text names and she did not allow this entity, unless her code stands there instead."""
    if letter.addressee != Addressee.UNIT or letter.unit is None:
        return
    for fact in facts:
        if fact in ITEM_OF and fact not in allowed and TOKEN_OF[fact] not in texts:
            yield _ask(letter, _needs_words(letter, ITEM_OF[fact]))


# What is printed ---------------------------------------------------------------------------------------------------


def natural_name(person: Person) -> str:
    """ "Flor de María Quispe Mamani": names first, as letters are written; "" where no legal name is known."""
    if not person.given_names:
        return ""
    return " ".join(filter(None, [person.given_names, person.paternal_surname, person.maternal_surname]))


@told_in_spanish
def _facts(letter: Letter, facts: Iterable[str]) -> dict[str, str]:
    return {fact: _SAID[fact](letter) for fact in facts}


def _document(letter: Letter) -> str:
    """The document that somebody saw; of several, the DNI. A forged or retained one is not hers to show."""
    proofs = [each for each in letter.person.documents.select_related("key") if each.is_proof]
    proofs.sort(key=lambda each: each.kind not in _DNI_FIRST)
    return f"{proofs[0].get_kind_display()} {proofs[0].number}" if proofs else ""


def _age(letter: Letter) -> str:
    """An expert's is the lowest of a range, and the letter says so."""
    age = letter.person.age_on(letter.dated_on or timezone.localdate())
    years = "" if age is None else ngettext("%(age)d año", "%(age)d años", age) % {"age": age}
    is_lowest = years and letter.person.age_source == AgeSource.EXPERT
    return _("%s o más, según pericia médico-legal") % years if is_lowest else years


def _since(letter: Letter) -> str:
    return dates.written_day(_part(letter).joined_on)


def _until(letter: Letter) -> str:
    return dates.written_day(_part(letter).left_on or letter.case.closed_on or letter.dated_on or timezone.localdate())


def _attentions(letter: Letter) -> str:
    lines = TimelineEntry.objects.filter(case=letter.case_id, person=letter.person_id, kind=EntryKind.ATTENTION)
    return str(lines.count() or "")


def _part(letter: Letter) -> Participation:
    return Participation.objects.get(case=letter.case_id, person=letter.person_id)


_SAID = {
    Fact.NAME: lambda letter: natural_name(letter.person),
    Fact.DOCUMENT: _document,
    Fact.BIRTH: lambda letter: dates.written_day(letter.person.birth_date) if letter.person.birth_date else "",
    Fact.AGE: _age,
    Fact.LANGUAGE: lambda letter: letter.person.languages,
    Fact.CODE: lambda letter: letter.person.code,
    Fact.CASE: lambda letter: letter.case.code,
    Fact.SINCE: _since,
    Fact.UNTIL: _until,
    Fact.ATTENTIONS: _attentions,
}


def _unknown(letter: Letter, said: dict[str, str]) -> Iterator[Lack]:
    page = letter.person.get_absolute_url()
    for fact, words in said.items():
        if not words:
            told = {"what": Fact(fact).label.lower(), "token": TOKEN_OF[fact]}
            words = _("No está registrado: %(what)s. Regístralo, o quita [%(token)s] del texto.") % told
            yield Lack(words, page, _("Ir a su ficha"))


@told_in_spanish
def _in_code(letter: Letter, facts: Iterable[str], allowed: set) -> dict[str, str]:
    """What an authority reads that she did not allow her name (NCPP art. 248.2.d)."""
    said = {
        "NOMBRE": _("la persona de código %s, cuya identidad se reserva") % letter.person.code,
        "DOCUMENTO": _("documento de identidad en reserva"),
        "NACIMIENTO": _("fecha de nacimiento en reserva"),
    }
    return {token: words for token, words in said.items() if TOKENS[token] in facts and TOKENS[token] not in allowed}


@told_in_spanish
def _blanks(letter: Letter, text: LetterText) -> dict[str, str]:
    """What was filled in, in words."""
    return {each.token: _blank_words(each.kind, letter.blanks.get(each.token) or "") for each in text.blanks}


def _blank_words(kind: str, said: str) -> str:
    if not said:
        return ""
    if kind == "date":
        return dates.written_day(date.fromisoformat(said))
    return _("%s horas") % said if kind == "time" else said.rstrip(" .\n")


def _empty_blanks(letter: Letter, text: LetterText, tokens: set[str]):
    return [each for each in text.blanks if each.token in tokens and not letter.blanks.get(each.token)]


def _strange(text: LetterText, tokens: set[str]) -> list[str]:
    return sorted(token for token in tokens if not text.may_print(token))


def _no_addressee(letter: Letter) -> Iterator[str]:
    if letter.addressee == Addressee.UNIT and letter.unit is None:
        yield _("Falta elegir la unidad que recibe la carta.")
    if letter.addressee == Addressee.RELATIVE:
        if letter.relative is None:
            yield _("Falta elegir a qué familiar va la carta.")
        elif not Person.objects.contactable().filter(pk=letter.relative_id).exists():
            yield _("A ese familiar no se le puede escribir: mira su ficha.")
    if letter.addressee == Addressee.INSTITUTION and not letter.institution:
        yield _("Falta el nombre de la institución.")


# What nobody may type into it ---------------------------------------------------------------------------------------

# Stems that tell why somebody is attended; of "trata" only what is not "se trata de" or "tratamiento".
_TELLING = re.compile(
    r"\b(trata de (?:personas|blancas|menores|mujeres|ninas)|victimas?(?: de)? trata|victim\w*|tratantes?"
    r"|explota\w*|prostitu\w*|proxenet\w*|rescat\w*|agraviad\w*|fiscal\w*|denunci\w*|abus\w*|viola\w*|trafic\w*"
    r"|albergu\w*|refugio\w*|casas? de acogida|prostibul\w*)\b"
)


def text_problems(person: Person, text: LetterText, written: Iterable[str]) -> list[str]:
    """Why these words cannot stand in a letter: her own name typed out, or what a discreet one must not tell."""
    words = " ".join(written)
    problems = []
    if _says_name(person, words):
        problems.append(_("No escribas su nombre: pon [NOMBRE], y se imprime solo donde está permitido."))
    if text.is_discreet and (found := _TELLING.search(plain(words))):
        problems.append(_("Esta carta no debe decir por qué la atendemos: quita «%s».") % found.group(0))
    return problems


def _says_name(person: Person, written: str) -> bool:
    """Whether a given name of hers stands beside a surname of hers."""
    said = set(re.findall(r"\w+", plain(written)))
    given, surnames = (
        {word for word in re.findall(r"\w+", plain(names)) if len(word) > 2}
        for names in (person.given_names, f"{person.paternal_surname} {person.maternal_surname}")
    )
    return bool(said & given) and bool(said & surnames)
