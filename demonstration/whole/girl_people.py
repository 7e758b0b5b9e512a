"""Who is in the file of the girl of La Pampa: she, her mother, her aunt, her grandmother; and what she allows."""

from datetime import timedelta

from cases.actions.intake import person_code
from cases.consent_kinds import OWN_PURPOSES, Capacity, Purpose, Signature
from cases.models import (
    Case,
    Consent,
    ConsentAnswer,
    IdentityDocument,
    Participation,
    Person,
    Relationship,
    SafeContact,
)
from cases.states import (
    AgeSource,
    ConsentState,
    ContactChannel,
    DocumentStatus,
    EntryKind,
    ParticipationRole,
    RelationshipKind,
    SharedItem,
    Stance,
    VictimStatus,
    Whereabouts,
)
from demonstration.clock import moment
from demonstration.whole.base import Whole
from directory.codelists import Sex
from directory.models import Agency
from vault.models import DataKey, new_data_key

_NICKNAME = "Naye"
_FOSTER = "La UPE dispuso el acogimiento familiar con ella."


def tell_people(whole: Whole) -> None:
    born = whole.first.replace(year=whole.first.year - 15) - timedelta(days=97)
    girl = _join(
        whole,
        ParticipationRole.DIRECT_VICTIM,
        given_names="Nayeli",
        paternal_surname="Tapullima",
        maternal_surname="Canayo",
        preferred_name=_NICKNAME,
        birth_date=born,
        age_source=AgeSource.DOCUMENT,
        birth_place=whole.background.places["160101"],
        birth_country="PE",
        needs_interpreter=False,
    )
    whole.victims = [girl]
    mother = _join(
        whole,
        ParticipationRole.RELATIVE,
        given_names="Hilaria",
        paternal_surname="Canayo",
        maternal_surname="Arirama",
        stated_age=36,
        whereabouts=Whereabouts.SOUGHT,
        whereabouts_on=whole.first,
        whereabouts_note="Salió a Caballococha a trabajar en cosecha; su último mensaje es de hace ocho meses.",
    )
    aunt = _join(whole, ParticipationRole.RELATIVE, given_names="Zoila", paternal_surname="Tapullima", stated_age=41)
    grandmother = _join(
        whole, ParticipationRole.RELATIVE, given_names="Juana", paternal_surname="Arirama", stated_age=63
    )
    reason = "Ella cuenta que su tía le dio el DNI falso y recibió dinero en Puerto Maldonado."
    _tie(whole, girl, mother, RelationshipKind.MOTHER, stance=Stance.SUPPORT)
    _tie(whole, girl, aunt, RelationshipKind.AUNT_UNCLE, Stance.RISK, possibly_involved=True, involved_reason=reason)
    _tie(whole, girl, grandmother, RelationshipKind.GRANDPARENT, Stance.SUPPORT, is_guardian=True, notes=_FOSTER)


def _join(whole: Whole, role: str, **told) -> Participation:
    at, year = moment(whole.first), whole.first.year
    if "stated_age" in told:
        told |= {"stated_on": whole.first, "age_source": AgeSource.DECLARED}
    key: DataKey = whole.store.add(new_data_key(whole.setting.ring))
    person = Person(
        id=whole.id(at),
        key=key,
        code=person_code(year, whole.setting.next_number("V", year)),
        sex=Sex.F,
        nationalities=["PE"],
        residence=whole.background.places["160101"],
        languages="castellano",
        created_at=at,
        **told,
    )
    whole.store.add(person)
    is_victim = role == ParticipationRole.DIRECT_VICTIM
    joined = Participation(
        id=whole.id(at),
        case=whole.case,
        person=person,
        role=role,
        victim_status=VictimStatus.PRESUMED if is_victim else "",
        joined_on=whole.first,
        created_at=at,
    )
    whole.people.append(whole.store.add(joined))
    return joined


def _tie(whole: Whole, girl: Participation, relative: Participation, kind: str, stance: str, **more) -> None:
    at = moment(whole.first, 17)
    whole.store.add(
        Relationship(
            id=whole.id(at),
            key=girl.person.key,
            person=girl.person,
            relative=relative.person,
            kind=kind,
            stance=stance,
            lives_together=kind != RelationshipKind.AUNT_UNCLE,
            created_at=at,
            created_by=whole.lead,
            **more,
        )
    )


def tell_contact(whole: Whole) -> None:
    girl = whole.victims[0].person
    whole.store.add(
        SafeContact(
            id=whole.id(moment(whole.first)),
            key=girl.key,
            person=girl,
            channels=[ContactChannel.CALL],
            hours="lunes a viernes, 16:00 a 18:00",
            who_answers="Su abuela; después, ella",
            code_word="el cuaderno verde",
            if_other_answers="Decir que llaman por el taller de dibujo y colgar",
            phone="900000015",
            never_contact="Su tía Zoila, y quien diga que llama de su parte",
            notes="Nunca dejar mensajes de voz.",
        )
    )


def tell_consent(whole: Whole) -> None:
    girl, on = whole.victims[0].person, whole.first + timedelta(days=1)
    at = moment(on, 15)
    act = whole.store.add(
        Consent(
            id=whole.id(at),
            key=whole.case.key,
            case=whole.case,
            person=girl,
            state=ConsentState.WRITTEN,
            capacity=Capacity.A14_17,
            signature=Signature.FINGERPRINT,
            assisted_by="La UPE de Loreto, por teléfono",
            language="castellano",
            valid_from=on,
            valid_to=on + timedelta(days=730),
            recorded_at=at,
            recorded_by=whole.lead,
        )
    )
    answers = [(purpose, None, purpose not in (Purpose.IMAGE_VOICE, Purpose.RESEARCH)) for purpose in OWN_PURPOSES]
    agencies = Agency.objects.filter(code__in=("MIMP", "MPFN", "MINSA", "MINEDU")).order_by("code")
    kinds = [SharedItem.AGE_SEX, SharedItem.LANGUAGE, SharedItem.PREFERRED_NAME, SharedItem.LEGAL_NAME]
    for purpose, agency, is_given in [*answers, *((Purpose.SHARING, each, True) for each in agencies)]:
        whole.store.add(
            ConsentAnswer(
                id=whole.id(at),
                consent=act,
                purpose=purpose,
                agency=agency,
                kinds=kinds if agency else [],
                is_given=is_given,
            )
        )
    whole.line(on, EntryKind.CONSENT, "Dio su consentimiento por escrito", hour=15, person=girl, subject=act)


def case_of_girl() -> Case | None:
    """Her case, or None where the demonstration was not loaded."""
    papers = IdentityDocument.objects.filter(status=DocumentStatus.RETAINED)
    near = Person.objects.filter(documents__in=papers, participations__case__office__code="IQT").select_related("key")
    girl = next((each for each in near.distinct() if each.preferred_name == _NICKNAME), None)
    return Case.objects.filter(participations__person=girl).first() if girl else None
