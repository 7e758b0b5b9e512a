"""Two records side by side, for the coordination: the same person or not; and what a merge moved, with its way back."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import result_of, submit_once
from accounts.permissions import Permission
from accounts.trail_words import kind_words
from cases.access import merge_to_view, pair_to_decide, require, saw_list
from cases.actions.duplicates import put_off, say_different, show_both
from cases.actions.merging import merge_people, undo_merge
from cases.contact_rules import contact_rules
from cases.duplicates.reasons import AGAINST, Joined, PairReason, PairState, Returned
from cases.duplicates.scoring import LIKELY
from cases.duplicates.side_by_side import compared
from cases.errors import NotPossible
from cases.forms.duplicates import DIFFERENT, SAME, DecisionForm, UndoForm
from cases.models import Case, DuplicatePair, Participation, PersonMerge, SafeContact
from cases.person_facts import age_words
from interface.keyset import paginate
from interface.pages import render_form_page

PAGE_SIZE = 25
TO_DECIDE, PUT_OFF, DECIDED, JOINED = "", "despues", "decididas", "unidas"


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.MERGE_PEOPLE)
    view = request.GET.get("ver", TO_DECIDE)
    if view == JOINED:
        return _merges(request)
    user, today = request.user, timezone.localdate()
    pairs = DuplicatePair.objects.visible_to(user).select_related("first", "second")
    shown = {
        PUT_OFF: pairs.put_off(today),
        DECIDED: pairs.filter(state=PairState.DIFFERENT),
    }.get(view, pairs.to_decide(today))
    page = paginate(request, shown, "-points", PAGE_SIZE)
    saw_list(user, DuplicatePair._meta.label_lower, page)
    cases = _cases_of(user, [each for pair in page for each in (pair.first_id, pair.second_id)])
    lines = [PairLine(pair, cases.get(pair.first_id, []), cases.get(pair.second_id, [])) for pair in page]
    context = {"page": page, "lines": lines, "views": _views(view), "is_to_decide": view not in (PUT_OFF, DECIDED)}
    return render(request, "cases/duplicates.html", context)


def _merges(request) -> HttpResponse:
    merges = PersonMerge.objects.visible_to(request.user).select_related("kept", "merged", "by")
    page = paginate(request, merges, "-at", PAGE_SIZE)
    saw_list(request.user, PersonMerge._meta.label_lower, page)
    return render(request, "cases/duplicates_joined.html", {"page": page, "views": _views(JOINED)})


@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The two files side by side. Opening it shows both names, and leaves the trace of having seen them."""
    if done := result_of(request.user, request.POST.get("idempotency_key", "")):
        return redirect(done)  # sent twice: after a merge there are no two people any more
    pair = pair_to_decide(request.user, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None, pair=pair)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["idempotency_key"]
            return redirect(submit_once(request.user, key, lambda: _decided(request, pair, form)))
        except NotPossible as refused:
            form.add_error("decision", refused.message)
    people = [pair.first, pair.second]
    show_both(people, by=request.user)
    cases = _cases_of(request.user, [person.pk for person in people])
    today = timezone.localdate()
    context = {
        "pair": pair,
        "people": people,
        "rows": compared(pair.first, pair.second, [age_words(person, today) for person in people]),
        "cases": [cases.get(person.pk, []) for person in people],
        "signs": [(PairReason(each).label, each in AGAINST) for each in pair.reasons],
        "is_likely": pair.points >= LIKELY,
        "may_decide": pair.state in (PairState.OPEN, PairState.LATER, PairState.GONE),
    }
    return render_form_page(request, "cases/duplicate.html", context, form)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a merge moved and what it left, both records as they say, and its undoing."""
    merge = merge_to_view(request.user, pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["idempotency_key"]
            return redirect(submit_once(request.user, key, lambda: _undone(request, merge, form)))
        except NotPossible as refused:
            form.add_error("reason", refused.message)
    people, today = [merge.kept, merge.merged], timezone.localdate()
    show_both(people, by=request.user)
    contact = SafeContact.objects.filter(person=merge.merged_id).select_related("key").first()
    context = {
        "merge": merge,
        "people": people,
        "rows": compared(*people, [age_words(person, today) for person in people]),
        "groups": _groups(merge),
        "rules": contact_rules(contact) if contact and not merge.undone_at else None,
    }
    return render_form_page(request, "cases/merge.html", context, form)


@dataclass(frozen=True)
class PairLine:
    pair: DuplicatePair
    first_cases: list[Case]
    second_cases: list[Case]

    @property
    def is_likely(self) -> bool:
        return self.pair.points >= LIKELY


def _views(current: str) -> list[dict]:
    names = (
        (TO_DECIDE, _("Por decidir")),
        (PUT_OFF, _("Para después")),
        (DECIDED, _("No son la misma")),
        (JOINED, _("Unidas")),
    )
    known = {name for name, _label in names}
    current = current if current in known else TO_DECIDE
    return [
        {"label": label, "url": f"?ver={name}" if name else "?", "is_current": name == current} for name, label in names
    ]


def _cases_of(user, people: list[UUID]) -> dict[UUID, list[Case]]:
    """Person → her cases that this account sees."""
    rows = Participation.objects.filter(person__in=people, case__in=Case.objects.visible_to(user))
    found: dict[UUID, list[Case]] = {}
    for row in rows.select_related("case__office").order_by("-case__opened_on", "-id"):
        found.setdefault(row.person_id, []).append(row.case)
    return found


def _decided(request, pair: DuplicatePair, form: DecisionForm) -> str:
    cleaned = form.cleaned_data
    if cleaned["decision"] == SAME:
        merge = merge_people(pair, UUID(cleaned["kept"]), cleaned["note"], by=request.user)
        messages.success(request, _("Las dos fichas son una. Revisa su consentimiento y su contacto seguro."))
        return merge.get_absolute_url()
    if cleaned["decision"] == DIFFERENT:
        say_different(pair, cleaned["note"], by=request.user)
        messages.success(request, _("Anotado: no son la misma. No se volverá a preguntar."))
    else:
        put_off(pair, cleaned["until"], cleaned["note"], by=request.user)
        messages.success(request, _("Anotado: volverá a esta lista ese día."))
    return reverse("cases:duplicates")


def _undone(request, merge: PersonMerge, form: UndoForm) -> str:
    told = undo_merge(merge, form.cleaned_data["reason"], by=request.user)
    back = told[Returned.BACK] + told[Returned.BACK_CHANGED]
    words = ngettext(
        "La unión se deshizo: volvió %(n)s registro.", "La unión se deshizo: volvieron %(n)s registros.", back
    )
    messages.success(request, words % {"n": back})
    changed = told[Returned.BACK_CHANGED] + told[Returned.NOT_BACK]
    if changed:
        words = ngettext(
            "%(n)s registro cambió después de unir: revísalo abajo.",
            "%(n)s registros cambiaron después de unir: revísalos abajo.",
            changed,
        )
        messages.warning(request, words % {"n": changed})
    return merge.get_absolute_url()


def _groups(merge: PersonMerge) -> list[dict]:
    """How many rows of each table went which way: words and counts, nothing of their content."""
    counted = merge.rows.order_by("link", "joined", "returned").values_list("link", "joined", "returned")
    return [
        {
            "what": capfirst(kind_words(link.rpartition(".")[0])),
            "joined": Joined(joined).label,
            "returned": Returned(returned).label if returned else "",
            "is_alarm": returned in (Returned.BACK_CHANGED, Returned.NOT_BACK),
            "count": count,
        }
        for link, joined, returned, count in counted.annotate(Count("pk"))
    ]
