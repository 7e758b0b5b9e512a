"""A few letters: two of the girl of La Pampa that wait for the worker, one to a school that nobody asked her about yet,
and the farewell of somebody whose case was closed.

Those that were made final become PDF within a minute of the first start, as documents are looked at then.
"""

from accounts.models import User
from cases.actions.letters import begin_letter, change_letter, make_final
from cases.letters.kinds import Addressee, LetterKind
from cases.models import Case, Letter, Person
from cases.states import RelationshipKind
from demonstration.whole.base import Whole
from directory.models import AgencyUnit

_TO_UDAVIT = {
    "blanks": {
        "CARPETA": "506014502-2026-118-0",
        "MEDIDAS": "reserva de su identidad, ocultación de su paradero y declaración por videoconferencia",
    },
    # What she allowed this entity is her name, not her papers.
    "body": "Me dirijo a usted en relación con la carpeta fiscal [CARPETA], en la que [NOMBRE], de [EDAD], tiene la "
    "condición de agraviada.\n\nEl equipo de este centro la acompaña con el código [CODIGO] y considera que existe "
    "riesgo para su integridad. Por ello solicitamos que, conforme a los artículos 248 y 249 del Código Procesal "
    "Penal, se evalúen y dispongan las siguientes medidas: [MEDIDAS].\n\nPedimos que se nos comunique lo que se "
    "resuelva, para coordinar su cumplimiento.",
}
_TO_SCHOOL = {
    "addressee": Addressee.INSTITUTION,
    "institution": "Institución Educativa inventada, Punchana",
    "blanks": {"GESTION": "matricularse y continuar sus estudios", "GRADO": "tercero de secundaria"},
}
_TO_GRANDMOTHER = {"DIA": "2026-12-01", "HORA": "10:30", "ASUNTO": "una reunión con nuestro equipo"}


def tell_letters(girl: Whole, wholes: list[Whole], users: dict[str, User]) -> None:
    """Once, however often the demonstration is loaded."""
    case, person, rosa = _case_of(girl), girl.victims[0].person, users["rosa"]
    units = AgencyUnit.objects.in_department(case.office.place_id).filter(unit_type="UDAVIT")
    if unit := units.select_related("agency").first():
        _leave(_begun(case, person, LetterKind.PROTECTION, rosa, unit=unit, **_TO_UDAVIT), rosa)
    _begun(case, person, LetterKind.SCHOOL, rosa, **_TO_SCHOOL)
    ties = person.relationships.filter(kind=RelationshipKind.GRANDPARENT).select_related("relative__key")
    if tie := ties.first():
        told = {"addressee": Addressee.RELATIVE, "relative": tie.relative, "blanks": _TO_GRANDMOTHER}
        _leave(_begun(case, person, LetterKind.SUMMONS, rosa, **told), rosa)
    closed = next((each for each in reversed(wholes) if not each.is_open and each.victims), None)
    if closed is not None:
        _leave(
            begin_letter(_case_of(closed), closed.victims[0].person, LetterKind.FAREWELL, by=closed.lead), closed.lead
        )


def _case_of(whole: Whole) -> Case:
    return Case.objects.select_related("key", "office").get(pk=whole.case.pk)


def _begun(case: Case, person: Person, kind: str, by: User, **values) -> Letter:
    letter = begin_letter(case, person, kind, by=by)
    blanks = letter.blanks | values.pop("blanks", {})
    return change_letter(letter, values | {"blanks": blanks}, by=by, expected_version=letter.version)


def _leave(letter: Letter, by: User) -> None:
    make_final(letter, by=by, seen=letter.version)
