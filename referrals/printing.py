"""Referrals of a case on paper: to whom or from whom, what was asked and shared, every step, what came of it."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from cases.consent_lines import kinds_words
from cases.file_parts import PRINTED_PARTS, Printed
from cases.printing.blocks import Block, Copy, dated, joined, told
from directory.codelists import ServiceKind
from interface.dates import day
from referrals.models import Referral, ReferralChange
from referrals.states import Direction


def draw_referrals(copy: Copy) -> list[Block]:
    """The kinds of data that were shared, never the data. Two queries whatever their number."""
    rows = list(Referral.objects.visible_to(copy.user).filter(case=copy.case).for_list().order_by("created_at", "id"))
    steps: dict[UUID, list[str]] = {}
    changes = ReferralChange.objects.filter(referral__in=rows).select_related("key", "by").order_by("at", "id")
    for each in changes:
        who = str(each.by) if each.by else _("por el plazo")
        steps.setdefault(each.referral_id, []).append(joined(day(each.at), each.get_new_display(), who, each.text))
    return [_referral(each, steps.get(each.pk, [])) for each in rows]


def _referral(each: Referral, steps: list[str]) -> Block:
    way = _("De") if each.direction == Direction.IN else _("Para")
    asked = joined(*(str(ServiceKind(code).label) for code in each.services), by="; ")
    refused = joined(each.get_rejection_reason_display(), each.rejection_text, by=": ")
    return Block(
        title=joined(each.code, each.person.code if each.person else "", each.get_status_display()),
        facts=told(
            (way, f"{each.unit.agency}: {each.unit.name}"),
            (_("Su número"), each.agency_number),
            (_("Quién atiende"), each.agency_person),
            (_("Qué se pide"), asked),
            (_("Qué se comparte"), kinds_words(each.shared_items)),
            (_("Vence el"), dated(each.due_on)),
            (_("A cargo de"), each.responsible),
            (_("Pasos"), joined(*steps, by="\n")),
        ),
        texts=told((_("Motivo"), each.reason), (_("Por qué no"), refused), (_("Qué resultó"), each.outcome)),
    )


_PART = Printed("referrals", gettext_lazy("Derivaciones"), 95, draw_referrals, Permission.VIEW_CASE)


def connect() -> None:
    if _PART not in PRINTED_PARTS:
        PRINTED_PARTS.append(_PART)
