"""What this room keeps, on paper: where she slept, services and attentions, the plan, help from the fund."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may_read_area
from cases.file_parts import PRINTED_PARTS, Printed
from cases.printing.blocks import Block, Copy, dated, joined, table, told
from interface.dates import day
from services.aid_lines import aid_line
from services.models import (
    AidRequest,
    Attention,
    KitDelivery,
    Livelihood,
    PlanReview,
    ReintegrationPlan,
    ServiceEnrolment,
    ShelterSearch,
    ShelterStay,
)
from services.plan_lines import areas_of_plans
from services.shelter_lines import shelter_of_people


def draw_shelter(copy: Copy) -> list[Block]:
    """In which kind of place each person slept, and where nobody took her in; never where the place is."""
    head = [_("Lugar"), _("Desde"), _("Hasta"), _("Noches"), _("Qué se sabe")]
    blocks = []
    for each in shelter_of_people(copy.user, copy.case, copy.people):
        stays = [*([each.current] if each.current else []), *each.past]
        rows = [_stay(line["stay"], line["nights"]) for line in stays]
        searches = [
            (_("No se encontró lugar, %s") % day(search.searched_on), _search(search)) for search in each.searches
        ]
        if rows or searches:
            blocks.append(Block(title=each.participation.person.code, head=head, rows=rows, texts=searches))
    return blocks


def _stay(stay: ShelterStay, nights: int) -> list[str]:
    place = joined(stay.place.code, stay.place.region.name, by=", ") if stay.place else ""
    more = joined(
        _("Lo dispuso: %s") % stay.get_ordered_by_display(),
        _("menor en lugar no especializado") if stay.is_unsuitable else "",
        _("sin cama libre") if stay.is_over_capacity else "",
        stay.get_exit_reason_display(),
        stay.get_next_destination_display(),
        by="; ",
    )
    since, until = stay.location.since, stay.location.until
    return [joined(stay.get_kind_display(), place, by="\n"), day(since), dated(until), nights, more]


def _search(search: ShelterSearch) -> str:
    """Why nobody took her in; where she stayed that night is read on the screen."""
    return joined(*(refusal.get_reason_display() for refusal in search.refusals.all()), by=", ")


def draw_services(copy: Copy) -> list[Block]:
    """Each service with how it goes or went, and each attention; what was therapy only as that. Two queries."""
    codes = {each.person_id: each.person.code for each in copy.people}
    enrolments = ServiceEnrolment.objects.filter(case=copy.case).for_list()
    attentions = Attention.objects.filter(case=copy.case).select_related("professional").order_by("given_on", "id")
    return [
        *table(
            [_("Persona"), _("Servicio"), _("Desde"), _("Hasta"), _("A cargo de")],
            [_enrolment(each, codes) for each in enrolments],
            _("Servicios"),
        ),
        *table(
            [_("Día"), _("Persona"), _("Atención"), _("Cómo"), _("Quién")],
            [_attention(copy, each, codes) for each in attentions],
            _("Atenciones"),
        ),
    ]


def _enrolment(each: ServiceEnrolment, codes: dict[UUID, str]) -> list[str]:
    unit = f"{each.unit.agency}: {each.unit.name}" if each.unit else ""
    return [
        codes.get(each.person_id, ""),
        joined(each.get_service_display(), unit, each.goal, by="\n"),
        day(each.started_on),
        joined(dated(each.ended_on), each.get_end_reason_display(), each.end_notes, by="\n"),
        each.responsible,
    ]


def _attention(copy: Copy, each: Attention, codes: dict[UUID, str]) -> list[str]:
    """Of a reserved area that it happened, as in the history."""
    may_read = each.professional_id == copy.user.pk or may_read_area(copy.user.role, each.area)
    what = each.get_service_display() if may_read else _("Reservada: %s") % each.get_group_display().lower()
    minutes = _("%d min") % each.minutes if each.minutes else ""
    how = joined(each.get_mode_display(), minutes)
    return [day(each.given_on), codes.get(each.person_id, ""), what, how, each.professional]


def draw_plan(copy: Copy) -> list[Block]:
    """The plan that was agreed last with each victim, or the draft where none was, with its reviews; courses, jobs
    and enterprises. Six queries whatever their number."""
    parts = {each.pk: each for each in copy.victims}
    plans = _plans(parts)
    areas, reviews = areas_of_plans(plans.values()), _reviews(plans.values())
    ways: dict[UUID, list[Livelihood]] = {}
    for each in Livelihood.objects.filter(participation__in=parts).for_list():
        ways.setdefault(each.participation_id, []).append(each)
    blocks = []
    for part_id, part in parts.items():
        code, plan = part.person.code, plans.get(part_id)
        if plan is not None:
            blocks.append(_agreed(code, plan, reviews.get(plan.pk, [])))
            blocks += [_area(code, area) for area in areas[plan.pk]]
        head = [_("Curso, empleo o emprendimiento"), _("Cómo va"), _("Visitas")]
        blocks += table(head, [_livelihood(each) for each in ways.get(part_id, [])], code)
    return blocks


def _plans(parts: Iterable[UUID]) -> dict[UUID, ReintegrationPlan]:
    rows = ReintegrationPlan.objects.filter(participation__in=parts, dropped_at=None).select_related("key")
    found: dict[UUID, ReintegrationPlan] = {}
    for plan in sorted(rows, key=lambda plan: (plan.is_agreed, plan.number)):
        found[plan.participation_id] = plan
    return found


def _reviews(plans: Iterable[ReintegrationPlan]) -> dict[UUID, list[PlanReview]]:
    rows = PlanReview.objects.filter(plan__in=[each.pk for each in plans]).select_related("key", "recorded_by")
    in_order = sorted(rows, key=lambda each: (str(each.plan_id), each.recorded_at))
    return {plan: list(own) for plan, own in groupby(in_order, key=lambda each: each.plan_id)}


def _agreed(code: str, plan: ReintegrationPlan, reviews: list[PlanReview]) -> Block:
    number = _("Versión %d del plan") % plan.number
    facts = told(
        (_("Acordado el"), dated(plan.agreed_on) or _("Borrador: no se acordó todavía con ella")),
        (_("Estuvieron"), plan.present),
        (_("Con sus palabras"), plan.her_words),
    )
    texts = [
        (
            _("Revisión del %s") % day(each.on),
            joined(each.get_result_display(), each.reached, each.changes, each.recorded_by, by="\n"),
        )
        for each in reviews
    ]
    return Block(title=joined(code, number), facts=facts, texts=texts)


def _area(code: str, area: dict) -> Block:
    rows = []
    for each in area["goals"]:
        lines = each["lines"] or [None]
        rows += [[each["goal"].goal if line is lines[0] else "", *_activity(line)] for line in lines]
    head = [_("Meta"), _("Qué se hace"), _("Quién"), _("Hasta"), _("Cómo va")]
    return Block(title=joined(code, area["label"]), head=head, rows=rows)


def _activity(line: dict | None) -> list[str]:
    if line is None:
        return ["", "", "", ""]
    each = line["activity"]
    progress = joined(each.get_progress_display(), each.left_reason, by=": ")
    return [each.what, line["who"], day(each.due_on), progress]


def _livelihood(each: Livelihood) -> list[str]:
    kind = joined(each.get_kind_display(), each.get_sector_display())
    span = joined(dated(each.started_on), dated(each.ended_on), by=" – ")
    visits = [
        joined(day(visit.on), _("sigue") if visit.goes_on else _("ya no"), visit.notes) for visit in each.visits.all()
    ]
    return [
        joined(each.what, kind, each.where, each.training, by="\n"),
        joined(each.get_state_display(), span, each.aid.code if each.aid else "", by="\n"),
        joined(*visits, by="\n"),
    ]


def draw_aid(copy: Copy) -> list[Block]:
    """What was asked of the fund and what came of it, and the kits that were given; three queries."""
    requests = AidRequest.objects.filter(case=copy.case).for_list().select_related("key", "decided_by", "paid_by")
    kits = KitDelivery.objects.filter(case=copy.case).select_related("person", "kit", "by").prefetch_related("items")
    return [
        *table(
            [_("Pedido"), _("Para qué"), _("Soles"), _("Estado"), _("Quién")],
            [_aid(each) for each in requests.order_by("requested_at", "id")],
            _("Pedidos al fondo"),
        ),
        *table(
            [_("Día"), _("Persona"), _("Kit"), _("Qué se le entregó"), _("Quién")],
            [
                [day(each.given_on), each.person.code, each.kit.name, joined(*each.items.all(), by=", "), each.by]
                for each in kits
            ],
            _("Kits entregados"),
        ),
    ]


def _aid(each: AidRequest) -> list[str]:
    fund = each.budget.project.name if each.budget else ""
    decided = _("Decidió %s") % each.decided_by if each.decided_by else ""
    paid = _("Pagó %(who)s, %(day)s") % {"who": each.paid_by, "day": day(each.paid_on)} if each.paid_on else ""
    return [
        joined(each.code, each.person.code, by="\n"),
        joined(each.get_purpose_display(), each.reason, by="\n"),
        aid_line(each)["amount"],
        joined(each.get_status_display(), fund, by="\n"),
        joined(
            _("Pidió %(who)s, %(day)s") % {"who": each.requested_by, "day": day(each.requested_at)},
            decided,
            paid,
            by="\n",
        ),
    ]


PARTS = (
    Printed("shelter", gettext_lazy("Acogida"), 60, draw_shelter, Permission.VIEW_CASE),
    Printed("services", gettext_lazy("Servicios y atenciones"), 70, draw_services, Permission.VIEW_CASE),
    Printed("plan", gettext_lazy("Plan"), 80, draw_plan, Permission.VIEW_CASE),
    Printed("aid", gettext_lazy("Ayuda"), 90, draw_aid, Permission.VIEW_CASE),
)


def connect() -> None:
    for part in PARTS:
        if part not in PRINTED_PARTS:
            PRINTED_PARTS.append(part)
