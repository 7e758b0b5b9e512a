"""Who somebody is besides the six things of intake: five pages, her papers, how to reach her, who is near her."""

from cases.consent_kinds import HERSELF, Capacity, Signature, capacities
from cases.documents import document_hash
from cases.models import (
    Consent,
    IdentityDocument,
    Participation,
    Relationship,
    SafeContact,
    SectionMark,
)
from cases.models.profile import ProfilePage
from cases.profile_lists import (
    FAMILY_OF,
    ChildrenWith,
    CivilStatus,
    Difficulty,
    EducationLevel,
    Ethnicity,
    GenderIdentity,
    Income,
    Insurance,
    LanguageFamily,
    MigrationCondition,
    MotherTongue,
    Orientation,
    YesNo,
)
from cases.profile_topics import PAGES, Topic, asked, facts_of
from cases.states import AgeSource, ConsentState, DocumentStatus, Stance
from demonstration.clock import moment
from demonstration.whole.base import Whole
from directory.codelists import DocumentType, Sex

_TONGUES = {  # by office: what is spoken there
    "IQT": (MotherTongue.SPANISH,) * 6 + (MotherTongue.KUKAMA, MotherTongue.YAGUA, MotherTongue.ACHUAR),
    "CUS": (MotherTongue.SPANISH,) * 3 + (MotherTongue.QUECHUA,) * 3 + (MotherTongue.MATSIGENKA,),
    "PEM": (MotherTongue.SPANISH,) * 3 + (MotherTongue.QUECHUA, MotherTongue.AIMARA),
    "LIM": (MotherTongue.SPANISH,) * 5 + (MotherTongue.QUECHUA, MotherTongue.SHIPIBO, MotherTongue.ASHANINKA),
}
_ETHNICITY = {
    MotherTongue.QUECHUA: Ethnicity.QUECHUA,
    MotherTongue.AIMARA: Ethnicity.AIMARA,
    MotherTongue.SPANISH: Ethnicity.MESTIZO,
}
_PAPERS = (  # situation, what happened, how often
    (DocumentStatus.RETAINED, "Lo tiene quien la llevó a trabajar.", 34),
    (DocumentStatus.FORGED, "De otra persona, mayor de edad; se lo dieron para el viaje.", 12),
    (DocumentStatus.LOST, "Se perdió en el traslado.", 18),
    (DocumentStatus.IN_PROCESS, "Duplicado en trámite en el RENIEC.", 20),
    (DocumentStatus.NONE, "Nunca la inscribieron.", 6),
    (DocumentStatus.DECLARED, "", 10),
)
_FOREIGN_PAPERS = (DocumentType.PASSPORT, DocumentType.ID_FOREIGN, DocumentType.CPP, DocumentType.REFUGEE_ID)
_ANSWER = ("Solo ella", "Ella o su hermana mayor", "Su madre, después de la palabra clave", "La señora de la pensión")
_SAY = ("Decir que llaman del colegio", "Colgar sin decir nada", "Preguntar por el curso de repostería")
_SUSPICION = (
    "La llevó hasta el terminal y recibió dinero; ella lo cuenta en la primera entrevista.",
    "Cobra lo que le mandan los dueños del local.",
)
_NOT_HERS = (
    ("profile_gender", "Pidió que no se le pregunte por ahora."),
    ("profile_livelihood", "Ya trabaja y estudia; no hace falta volver a preguntarlo."),
    ("relatives", "No tiene familia en el país y prefiere no hablar de ella."),
)


def tell_who(whole: Whole) -> None:
    for each in whole.victims:
        _pages(whole, each)
        _papers(whole, each)
    _contacts(whole)
    _ties(whole)
    _consents(whole)
    if whole.chance(0.12):
        _mark(whole, whole.victims[0])


def write_page(whole: Whole, participation: Participation, topic: str, answers: dict) -> ProfilePage:
    """A page with those of ``answers`` that serve for her."""
    person, on = participation.person, whole.day(2, 20)
    names = set(asked(topic, facts_of(person, None, on)))
    by = whole.psychologist if topic in (Topic.GENDER, Topic.HEALTH) else whole.social
    told = {name: value for name, value in answers.items() if name in names}
    return whole.store.add(PAGES[topic](id=whole.id(moment(on)), key=person.key, person=person, written_by=by, **told))


def _pages(whole: Whole, each: Participation) -> None:
    """Four pages in five are there; of those some answers are still missing."""
    for topic, answers in _answers(whole, each).items():
        if whole.chance(0.8):
            write_page(whole, each, topic, {name: value for name, value in answers.items() if whole.chance(0.92)})


def _answers(whole: Whole, each: Participation) -> dict[str, dict]:
    rng, person = whole.rng, each.person
    age = person.age_on(whole.first) or 16
    tongue = rng.choice(_TONGUES.get(whole.office, _TONGUES["LIM"]))
    is_woman = person.sex == Sex.F
    children = rng.choices((0, 1, 2, 3), weights=(80, 13, 5, 2) if age < 18 else (40, 30, 20, 10))[0] if age > 13 else 0
    disabled = whole.chance(0.07)
    return {
        Topic.ORIGIN: {
            "ethnicity": _ETHNICITY.get(tongue, Ethnicity.AMAZON_INDIGENOUS),
            "mother_tongue": tongue,
            "language_family": FAMILY_OF.get(tongue, LanguageFamily.NONE),
            "migration_condition": whole.pick(MigrationCondition.values[:7]),
        },
        Topic.GENDER: {
            "address_as": "Por su nombre, de tú" if is_woman else "Por su nombre",
            "gender_identity": GenderIdentity.WOMAN if is_woman else GenderIdentity.MAN,
            "orientation": whole.pick((Orientation.HETERO,) * 6 + (Orientation.LESBIAN, Orientation.UNDISCLOSED)),
        },
        Topic.HEALTH: {
            "insurance": whole.pick((Insurance.SIS,) * 5 + (Insurance.NONE,) * 4 + (Insurance.ESSALUD,)),
            "conditions": whole.pick(
                ("", "Anemia; toma hierro.", "Dolor de espalda.", "Gastritis.", "Ninguna conocida.")
            ),
            "pregnancy": YesNo.YES if whole.chance(0.08) else YesNo.NO,
            **dict.fromkeys(("hearing", "walking", "self_care", "communicating"), Difficulty.NONE),
            "seeing": Difficulty.SOME if whole.chance(0.15) else Difficulty.NONE,
            "remembering": Difficulty.A_LOT if disabled else Difficulty.NONE,
        },
        Topic.HOUSEHOLD: {
            "civil_status": CivilStatus.SINGLE if age < 20 else whole.pick(CivilStatus.values[:4]),
            "children_with": whole.pick(ChildrenWith.values[1:4]) if children else ChildrenWith.NO_CHILDREN,
            "children_count": str(children) if children else "",
            "lives_with": whole.pick(("Su madre y tres hermanos", "Sus abuelos", "Una tía", "Su pareja", "Sola")),
        },
        Topic.LIVELIHOOD: {
            "education_level": EducationLevel.PRIMARY if age < 13 else EducationLevel.SECONDARY,
            "last_grade": f"{max(1, min(6, age - 6))}.º de primaria"
            if age < 13
            else f"{rng.randint(1, 4)}.º de secundaria",
            "studying": YesNo.NO if whole.chance(0.7) else YesNo.YES,
            "occupation": whole.pick(("Vendía comida en el mercado", "Ayudaba en la chacra", "Cuidaba niños", "")),
            "income": Income.NONE if age < 18 else whole.pick(Income.values[:3]),
        },
    }


def _papers(whole: Whole, each: Participation) -> None:
    """Whoever has shown a document has it already; of the others it is told what happened with theirs."""
    person = each.person
    if person.age_source == AgeSource.DOCUMENT or not whole.chance(0.85):
        return
    status, notes, _often = whole.rng.choices(_PAPERS, weights=[often for _status, _notes, often in _PAPERS])[0]
    foreign = "PE" not in person.nationalities
    kind = whole.pick(_FOREIGN_PAPERS) if foreign else DocumentType.DNI
    add_paper(whole, person, kind, status, notes)


def add_paper(whole: Whole, person, kind: str, status: str, notes: str = "", number: str | None = None):
    if number is None:
        has_number = status not in (DocumentStatus.NONE, DocumentStatus.IN_PROCESS)
        number = f"{whole.rng.randint(40_000_000, 79_999_999)}" if has_number else ""
    at = moment(whole.day(0, 5), 15)
    return whole.store.add(
        IdentityDocument(
            id=whole.id(at),
            key=person.key,
            person=person,
            kind=DocumentType.NONE if status == DocumentStatus.NONE else kind,
            number=number,
            number_hash=document_hash(number),
            country=next(iter(person.nationalities), ""),
            status=status,
            notes=notes,
            created_at=at,
        )
    )


def _contacts(whole: Whole) -> None:
    people = {each.person.pk for each in whole.people}
    for contact in whole.store.of_case(SafeContact, lambda row: row.person_id in people):
        contact.who_answers = whole.pick(_ANSWER)
        contact.if_other_answers = whole.pick(_SAY)


def _ties(whole: Whole) -> None:
    people = {each.person.pk for each in whole.victims}
    for tie in whole.store.of_case(Relationship, lambda row: row.person_id in people):
        tie.created_at = moment(whole.first, 17)
        tie.lives_together = whole.chance(0.5)
        tie.stance = (
            Stance.RISK if tie.possibly_involved else whole.pick((Stance.SUPPORT, Stance.SUPPORT, Stance.MIXED))
        )
        tie.involved_reason = whole.pick(_SUSPICION) if tie.possibly_involved else ""


def _consents(whole: Whole) -> None:
    """Who decided and how it was signed; one in forty was taken back since."""
    people = {each.person.pk: each.person for each in whole.people}
    for act in whole.store.of_case(Consent, lambda row: row.case_id == whole.case.pk):
        person = people[act.person_id]
        if act.state == ConsentState.NOT_YET:
            continue
        may = capacities(person.age_on(whole.first), is_minor=person.is_minor_on(whole.first))
        act.capacity = may[0] if may[0] in HERSELF else Capacity.STATE
        act.given_by = "" if act.capacity in HERSELF else "La UPE, con su acta de tutela"
        act.language = "castellano"
        if act.state != ConsentState.REFUSED:
            verbal = act.state == ConsentState.VERBAL
            act.signature = Signature.VERBAL if verbal else whole.pick((Signature.PAPER, Signature.FINGERPRINT))
        if act.gives and whole.chance(0.025):
            act.withdrawn_on = whole.day(20, 200)


def _mark(whole: Whole, each: Participation) -> None:
    section, reason = whole.pick(_NOT_HERS)
    at = moment(whole.day(5, 30), 12)
    whole.store.add(
        SectionMark(
            id=whole.id(at),
            key=whole.case.key,
            case=whole.case,
            participation=each,
            section=section,
            reason=reason,
            made_at=at,
            made_by=whole.lead,
        )
    )
