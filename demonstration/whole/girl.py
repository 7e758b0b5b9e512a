"""One file entered whole, to look at and to learn with: a girl of fifteen from Iquitos whom the police found in
La Pampa with a forged document, an aunt who took part, a mother to find, shelter, therapy, a plan, her return to her
grandmother, school, and how she is a month later. She is nobody.

Each chapter writes one part of the file.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from accounts.models import User
from accounts.permissions import Area
from cases.assessments.areas import AssessmentArea
from cases.episode_lists import Channel, ExitKind, OperationKind, PerpetratorRole, RelationToHer, Transport
from cases.models import (
    CaseProject,
    PhasePeriod,
    SectionMark,
)
from cases.profile_lists import (
    ChildrenWith,
    CivilStatus,
    Difficulty,
    EducationLevel,
    Ethnicity,
    GenderIdentity,
    Income,
    Insurance,
    LanguageFamily,
    MotherTongue,
    YesNo,
)
from cases.profile_topics import Topic
from cases.states import (
    AttachmentKind,
    CaseStatus,
    DocumentStatus,
    EntryKind,
    Phase,
    TaskKind,
)
from demonstration.clock import moment
from demonstration.documents import page, put_document
from demonstration.referring import Referrer
from demonstration.store import Store
from demonstration.stories import Setting, Story
from demonstration.whole.aid import ask
from demonstration.whole.assess import ask_again, sign
from demonstration.whole.background import Background
from demonstration.whole.base import Whole
from demonstration.whole.facts import write_episode
from demonstration.whole.girl_home import AGREED, BACK, tell_month_later, tell_plan, tell_return
from demonstration.whole.girl_people import tell_consent, tell_contact, tell_people
from demonstration.whole.given import attend, deliver, enrol
from demonstration.whole.scenarios import BARS
from demonstration.whole.stays import bed_for, search, stay
from demonstration.whole.who import add_paper, write_page
from directory.codelists import Confidentiality, DocumentType, IntakeSource, ProblemType, ServiceKind
from directory.models import Office
from referrals.states import ReferralStatus
from services.aid_states import AidPurpose
from services.models import AttentionMode
from services.shelter_states import Destination, ExitReason, ShelterKind

_DAYS_AGO = 150
_SUMMARY = (
    "Adolescente de 15 años, de Iquitos. La policía la encontró en un prostibar de La Pampa, con el DNI de otra "
    "persona. Su tía la llevó por río y por tierra con la promesa de un trabajo de mesera. Su madre no aparece."
)
_LA_PAMPA = replace(
    BARS,
    channels=(Channel.IN_PERSON, Channel.WHATSAPP),
    relation=RelationToHer.OTHER_RELATIVE,
    route=(("160101", ""), ("250101", Transport.RIVER), ("080101", Transport.LAND), ("170102", Transport.LAND)),
    exits=(ExitKind.RESCUED,),
    roles=(PerpetratorRole.RECRUITER, PerpetratorRole.EXPLOITER),
    recruitment="Su tía le dijo que atendería mesas en un restaurante y que mandaría dinero a su mamá.",
)


def tell_girl(setting: Setting, users: dict[str, User], background: Background, referrer: Referrer) -> Whole:
    """The whole file, in a store of its own, written when this returns."""
    story = Story(setting, Store(), Office.objects.get(code="IQT"), setting.today - timedelta(days=_DAYS_AGO))
    story.begin(Random("La Pampa"), users["rosa"], share=1)  # noqa: S311 - made-up people
    case = story.case
    case.intake_source, case.problem, case.summary = IntakeSource.PNP_REFERRAL, ProblemType.TDP, _SUMMARY
    case.confidentiality, case.created_at = Confidentiality.NORMAL, moment(story.opened_on, 23, 40)
    story.people = []
    whole = Whole(story, background)
    for tell in CHAPTERS:
        tell(whole)
    _refer(whole, referrer)
    whole.store.flush()
    _documents(whole, users)
    return whole


# What is known of her ----------------------------------------------------------------------------------------------


def _who(whole: Whole) -> None:
    girl = whole.victims[0]
    pages = {
        Topic.ORIGIN: {
            "ethnicity": Ethnicity.AMAZON_INDIGENOUS,
            "indigenous_people": "Kukama kukamiria",
            "community": "Comunidad inventada del Marañón",
            "mother_tongue": MotherTongue.SPANISH,
            "language_family": LanguageFamily.NONE,
        },
        Topic.GENDER: {"address_as": "Naye, de tú", "gender_identity": GenderIdentity.WOMAN},
        Topic.HEALTH: {
            "insurance": Insurance.NONE,
            "conditions": "Anemia leve; empezó hierro.",
            "pregnancy": YesNo.NO,
            **dict.fromkeys(("hearing", "walking", "remembering", "self_care", "communicating"), Difficulty.NONE),
            "seeing": Difficulty.SOME,
        },
        Topic.HOUSEHOLD: {
            "civil_status": CivilStatus.SINGLE,
            "children_with": ChildrenWith.NO_CHILDREN,
            "lives_with": "Su abuela materna y dos hermanos menores",
        },
        Topic.LIVELIHOOD: {
            "education_level": EducationLevel.SECONDARY,
            "last_grade": "2.º de secundaria",
            "studying": YesNo.NO,
            "school": "Quiere volver a un colegio de Iquitos que no sea el suyo",
            "occupation": "Ayudaba a vender pescado en el mercado",
            "income": Income.NONE,
        },
    }
    for topic, answers in pages.items():
        write_page(whole, girl, topic, answers)
    forged = "El DNI es de una mujer de 22 años; se lo dio su tía para el viaje."
    add_paper(whole, girl.person, DocumentType.DNI, DocumentStatus.FORGED, forged)
    add_paper(whole, girl.person, DocumentType.DNI_MINOR, DocumentStatus.RETAINED, "Lo guardó su tía.")
    add_paper(whole, girl.person, DocumentType.BIRTH_CERT, DocumentStatus.SHOWN, "La trajo su abuela.")
    at = moment(whole.first + timedelta(days=3), 12)
    whole.store.add(
        SectionMark(
            id=whole.id(at),
            key=whole.case.key,
            case=whole.case,
            participation=whole.people[3],
            section="contact",
            reason="A su abuela se la ubica por la defensoría de su comunidad.",
            made_at=at,
            made_by=whole.lead,
        )
    )


def _facts(whole: Whole) -> None:
    write_episode(
        whole,
        _LA_PAMPA,
        rescued_on=whole.first - timedelta(days=4),
        rescued_place=whole.background.places["170102"],
        operation_kind=OperationKind.MEGA,
        rescue_unit=whole.background.police.get("PEM"),
        exit_story="Operativo de madrugada. Dio el nombre del DNI; dijo el suyo a solas con la fiscal.",
        journey="Tres días en lancha hasta Pucallpa y dos en bus. Su tía guardaba los papeles de las dos.",
    )


def _assessments(whole: Whole) -> None:
    girl, first = whole.victims[0], whole.first
    sign(whole, girl, AssessmentArea.FIRST_HOURS, first, 0)
    last = None
    for days, hurt in ((0, 0.85), (7, 0.7), (14, 0.6), (30, 0.45), (58, 0.35), (86, 0.25), (112, 0.2), (138, 0.15)):
        last = sign(whole, girl, AssessmentArea.RISK, first + timedelta(days=days), hurt)
    ask_again(whole, girl, last)
    whole.case.risk = last.level
    areas = AssessmentArea
    for area, days, hurt in (
        *((areas.NEEDS, 2, 0.8), (areas.HEALTH, 2, 0.4), (areas.LEGAL, 4, 0.6), (areas.PSYCHOLOGICAL, 6, 0.85)),
        *((areas.SOCIAL, 12, 0.5), (areas.EDUCATION, 20, 0.7), (areas.PSYCHOLOGICAL, 62, 0.5), (areas.NEEDS, 70, 0.4)),
    ):
        sign(whole, girl, area, first + timedelta(days=days), hurt)


# What is done for her ----------------------------------------------------------------------------------------------


def _shelter(whole: Whole) -> None:
    girl, first = whole.victims[0], whole.first
    sala = {"until": first, "reason": ExitReason.TRANSFER, "to": Destination.SHELTER}
    stay(whole, girl, ShelterKind.SALA_ACOGIDA, first - timedelta(days=4), where="Sala en Puerto Maldonado.", **sala)
    search(whole, girl, first)
    moved_on = first + timedelta(days=9)
    night = {"until": first + timedelta(days=1), "reason": ExitReason.TRANSFER, "to": Destination.SHELTER}
    stay(whole, girl, ShelterKind.SALA_ACOGIDA, first, where="Sala de la fiscalía, en Iquitos.", **night)
    urgent = {"until": moved_on, "reason": ExitReason.TRANSFER, "to": Destination.SHELTER}
    stay(
        whole,
        girl,
        ShelterKind.CAR_URGENCIA,
        first + timedelta(days=1),
        where="Hogar del Puerto (inventado).",
        **urgent,
    )
    home = {"until": first + timedelta(days=BACK), "reason": ExitReason.WITH_FAMILY, "to": Destination.FAMILY}
    place = bed_for(whole, girl)
    stay(whole, girl, ShelterKind.CAR_ESPECIALIZADO, moved_on, place=place, where="Casa Amanecer (inventada)", **home)


def _services(whole: Whole) -> None:
    girl, first = whole.victims[0], whole.first
    upe = "La UPE abrió el expediente de protección y dispuso la acogida."
    whole.task(TaskKind.NOTIFY_UPE, first, made_on=first, person=girl.person, done_on=first)
    whole.line(first, EntryKind.NOTE, "Aviso a la UPE", upe, hour=23, person=girl.person)
    deliver(whole, girl.person, whole.background.kits[0], first)
    for service, days, goal in (
        (ServiceKind.THERAPY_INDIV, 7, "Dormir sin pesadillas y hablar de lo que quiera, cuando quiera."),
        (ServiceKind.LEGAL_REPRESENTATION, 4, "Una sola entrevista, en cámara Gesell, y reserva de su identidad."),
        (ServiceKind.HEALTH_CARE, 3, "Control, análisis y hierro."),
        (ServiceKind.ID_DOCUMENTS, 15, "Su propio DNI."),
    ):
        enrol(whole, girl, service, first + timedelta(days=days), goal)
    for days, service, by, notes in (
        (1, ServiceKind.CRISIS_CONTAINMENT, whole.psychologist, "Llegó de noche. Agua, silencio y una frazada."),
        (
            16,
            ServiceKind.SOCIAL_EVAL,
            whole.social,
            "Visita a la abuela: hay cama y la espera. La tía vive a dos casas.",
        ),
        (41, ServiceKind.LEGAL_ACCOMPANIMENT, whole.lawyer, "Entrevista única. Pidió pausa dos veces y se respetó."),
    ):
        attend(whole, girl.person, service, first + timedelta(days=days), by=by, hour=11, notes=notes)
    held_on = first + timedelta(days=41)
    told_on = first + timedelta(days=20)
    whole.task(
        TaskKind.SINGLE_INTERVIEW, held_on, made_on=told_on, to=whole.lawyer, person=girl.person, done_on=held_on
    )
    sought = "Se preguntó en el puesto de salud de Caballococha; una comadre la vio en junio."
    whole.line(first + timedelta(days=52), EntryKind.NOTE, "Búsqueda de su madre", sought, person=girl.person)
    tomorrow = whole.setting.today + timedelta(days=1)
    words = "Llamar a la defensoría de Caballococha: qué saben de su madre"
    whole.task(TaskKind.OTHER, tomorrow, made_on=whole.last, person=girl.person, details=words)
    for days, service, notes in (
        (70, ServiceKind.ROUTE_ORIENTATION, "Visita en la casa de acogida: pidió lápices y un cuaderno."),
        (
            110,
            ServiceKind.SOCIAL_EVAL,
            "Visita en casa de su abuela: duerme bien y no ha visto a su tía.",
        ),
    ):
        on = first + timedelta(days=days)
        attend(whole, girl.person, service, on, by=whole.social, notes=notes, mode=AttentionMode.HOME_VISIT)


def _money(whole: Whole) -> None:
    girl, at = whole.victims[0].person, moment(whole.first + timedelta(days=2))
    project = whole.background.projects[0]
    whole.store.add(CaseProject(id=whole.id(at), case=whole.case, project=project, started_at=at))
    boat = "Bote y pasajes de la abuela para traer la partida de nacimiento."
    ask(whole, girl, AidPurpose.TRANSPORT, Decimal(160), boat, whole.first + timedelta(days=5))
    search_her = "Dos días de bote a Caballococha para buscar a su madre."
    ask(whole, girl, AidPurpose.TRANSPORT, Decimal(240), search_her, whole.last, way=())


def _course(whole: Whole) -> None:
    """From the first day to follow-up; justice and reintegration go on."""
    told = "La trajo la policía con un oficio. Se presentó con otro nombre y pidió que no llamen a su tía."
    whole.line(whole.first, EntryKind.INTAKE, "Ingreso", told, hour=23)
    whole.story.move(whole.first, "", CaseStatus.NEW)
    whole.story.move(whole.first + timedelta(days=1), CaseStatus.NEW, CaseStatus.ACTIVE)
    whole.story.move(whole.first + timedelta(days=BACK), CaseStatus.ACTIVE, CaseStatus.FOLLOW_UP)
    whole.case.status = CaseStatus.FOLLOW_UP
    phases = ((Phase.F1_INTAKE, 0, 2), (Phase.F2_IMMEDIATE, 2, 15), (Phase.F3_PROTECTION, 9, BACK))
    phases += ((Phase.F4_JUSTICE, 15, None), (Phase.F5_RECOVERY, 30, None), (Phase.F6_REINTEGRATION, AGREED, None))
    for phase, begins, ends in phases:
        started_on = whole.first + timedelta(days=begins)
        ended_on = whole.first + timedelta(days=ends) if ends else None
        whole.store.add(
            PhasePeriod(
                id=whole.id(moment(started_on)),
                participation=whole.victims[0],
                phase=phase,
                started_on=started_on,
                ended_on=ended_on,
                by=whole.lead,
            )
        )


CHAPTERS = (
    *(tell_people, _course, tell_contact, tell_consent, _who, _facts, _assessments, _shelter, _services, _money),
    *(tell_plan, tell_return, tell_month_later),
)


# What other rooms hold of her --------------------------------------------------------------------------------------


def _refer(whole: Whole, referrer: Referrer) -> None:
    states = ReferralStatus
    unit = referrer.liaisons.get("IQT")
    way = (states.ACKNOWLEDGED, states.ACCEPTED, states.IN_SERVICE, states.COUNTER_REFERRED, states.CLOSED)
    sent_on: date = whole.first + timedelta(days=1)
    if unit is not None:
        referrer.send(whole.story, whole.victims[0].person, sent_on, unit=unit, way=way)


def _documents(whole: Whole, users: dict[str, User]) -> None:
    on = whole.first + timedelta(days=12)
    papers = (
        (AttachmentKind.LEGAL, "Acta del operativo, una página", "acta.pdf", Area.GENERAL),
        (AttachmentKind.REPORT, "Informe social de la visita a su abuela", "informe.pdf", Area.GENERAL),
    )
    for number, (kind, title, name, area) in enumerate(papers, start=1):
        put_document(whole.case, number, kind, title, name, page(), area, users["rosa"], on)
    signed_on, title = whole.first + timedelta(days=1), "Consentimiento firmado"
    consent, rosa = AttachmentKind.CONSENT, users["rosa"]
    signed = put_document(
        whole.case, len(papers) + 1, consent, title, "consentimiento.pdf", page(), Area.GENERAL, rosa, signed_on
    )
    whole.case.consents.update(paper=signed)
