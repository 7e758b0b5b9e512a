"""The pages of the plan: the tab of a case, one version, its forms, and the sheet that she takes along."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import set_phases
from cases.models import Participation
from cases.sections import SectionState
from cases.states import Phase
from services.actions.plan import Review, add_activity, add_goal, review_plan, start_plan
from services.models import PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.plan_lines import plan_states
from services.plan_states import PlanArea, Responsible, ReviewResult
from tests.cases.crowd import add_people, queries_of
from tests.services.test_plan import WORDS, activity_of, agreed, drafted, reviews_pending

pytestmark = pytest.mark.django_db


def day(days=0):
    return (timezone.localdate() + timedelta(days=days)).strftime("%d/%m/%Y")


def once(**values):
    return {"idempotency_key": str(uuid4()), **values}


def url(name, row):
    return reverse(f"services:{name}", args=[row.pk])


@pytest.fixture
def part(case):
    return case.participations.select_related("person__key", "case__key", "case__office").get()


def text_of(client, address) -> str:
    return client.get(address).content.decode()


def test_from_nothing_to_a_plan_agreed_with_her(case, part, rosa, sign_in):
    client = sign_in(rosa)
    tab = text_of(client, url("plan_of_case", case))
    assert "Todavía no tiene plan" in tab and url("plan_start", part) in tab
    assert url("plan_of_case", case) in text_of(client, case.get_absolute_url())
    sent = once()
    first = client.post(url("plan_start", part), sent)
    assert first.url == client.post(url("plan_start", part), sent).url
    plan = ReintegrationPlan.objects.get()
    goal_sent = once(area="EDUCATION", goal="Terminar el colegio.")
    assert client.post(url("plan_goal_new", plan), goal_sent).status_code == 302
    goal = PlanGoal.objects.get()
    wrong = client.post(url("plan_activity_new", goal), once(what="Ir", responsible="STAFF", due_on=day(9)))
    assert wrong.status_code == 422 and "Elige quién del centro lo hace" in wrong.content.decode()
    client.post(url("plan_activity_new", goal), once(what="Ir", responsible="STAFF", staff=rosa.pk, due_on=day(9)))
    page = text_of(client, plan.get_absolute_url())
    assert "Terminar el colegio." in page and url("plan_agree", plan) in page
    plan.refresh_from_db()
    told = {"on": day(), "present": "Rosa T.", "her_words": WORDS, "read": plan.version}
    late = client.post(url("plan_agree", plan), once(**told | {"on": day(1)}))
    assert (late.status_code, ReintegrationPlan.objects.agreed().count()) == (422, 0)
    sent = once(**told)
    assert client.post(url("plan_agree", plan), sent).url == client.post(url("plan_agree", plan), sent).url
    page = text_of(client, plan.get_absolute_url())
    assert WORDS in page and "Acordado con ella" in page and url("plan_goal", goal) not in page
    assert "0 de 1 actividad" in text_of(client, url("plan_of_case", case))
    assert url("plan", plan) in text_of(client, reverse("cases:tasks", args=[case.pk]))


def test_a_plan_refused_says_why_and_where_to_go_on(part, rosa, sign_in):
    set_phases(part, {Phase.F2_IMMEDIATE}, by=rosa, on=timezone.localdate())
    client = sign_in(rosa)
    tab = text_of(client, url("plan_of_case", part.case))
    assert "cuando pase la emergencia" in tab and url("plan_start", part) not in tab
    answer = client.post(url("plan_start", part), once())
    page = answer.content.decode()
    assert (answer.status_code, ReintegrationPlan.objects.count()) == (422, 0)
    assert "art. 3.3" in page and reverse("cases:phases", args=[part.pk]) in page


def test_two_who_change_a_goal_at_once_lose_nothing_and_what_is_taken_out_stays_kept(part, rosa, sign_in):
    plan = drafted(part, rosa)
    goal, client = PlanGoal.objects.get(), sign_in(rosa)
    told = {"area": "EDUCATION", "goal": "Ser enfermera.", "version": 1, "seen": ""}
    assert client.post(url("plan_goal", goal), told).status_code == 302
    late = client.post(url("plan_goal", goal), told | {"goal": "Otra."})
    assert late.status_code == 409 and "Ser enfermera." in late.content.decode()
    assert f"{rosa} cambió este registro" in late.text
    client.post(url("plan_activity", activity_of(plan)), {"accion": "retirar"})
    assert "Matricularse" not in text_of(client, plan.get_absolute_url())
    assert PlanActivity.objects.count() == 2


def test_what_is_done_a_review_and_the_next_version(case, part, rosa, sign_in):
    plan, client = agreed(part, rosa), sign_in(rosa)
    left = {"progress": "LEFT", "left_reason": "", "version": 1, "seen": ""}
    assert client.post(url("plan_progress", activity_of(plan)), left).status_code == 422
    client.post(url("plan_progress", activity_of(plan)), left | {"progress": "DONE"})
    assert "1 de 2 actividades" in text_of(client, url("plan_of_case", case))
    told = {"on": day(), "reached": "Ya se matriculó.", "result": "GOES_ON", "next_on": day(-1)}
    assert client.post(url("plan_review", plan), once(**told)).status_code == 422
    client.post(url("plan_review", plan), once(**told | {"next_on": day(30)}))
    assert PlanReview.objects.get().next_on == reviews_pending(case).get().due_on
    assert "Ya se matriculó." in text_of(client, plan.get_absolute_url())
    draft = ReintegrationPlan.objects.get(pk=client.post(url("plan_change", plan)).url.split("/")[-2])
    assert (draft.number, draft.is_draft) == (2, True)
    client.post(url("plan_drop", draft), once(reason="Prefiere esperar."))
    assert url("plan_review", plan) in text_of(client, plan.get_absolute_url())


def test_the_sheet_that_she_takes_along_does_not_tell_what_happened(part, rosa, sign_in):
    plan = start_plan(part, by=rosa)
    words = (
        (PlanArea.WORK, "Tener mi puesto.", "Pedir el local"),
        (PlanArea.JUSTICE, "Que haya juicio.", "Ir al juzgado"),
    )
    for area, goal, what in words:
        made = add_goal(plan, {"area": area, "goal": goal}, by=rosa)
        told = {"what": what, "responsible": Responsible.HERSELF, "staff": None, "unit": None}
        add_activity(made, {**told, "due_on": timezone.localdate()}, by=rosa)
    page = text_of(sign_in(rosa), url("plan_sheet", plan))
    assert "Tener mi puesto." in page and "Pedir el local" in page and part.person.code in page
    assert "2 líneas no salen" in page
    for word in ("juicio", "juzgado", "Kori", "Quispe", "reintegración"):
        assert word not in page


def test_another_office_does_not_learn_of_it_and_looking_leaves_a_trace(part, rosa, ines, ulises, sign_in):
    plan = agreed(part, rosa)
    client = sign_in(ulises)
    assert {client.get(url(name, plan)).status_code for name in ("plan", "plan_sheet", "plan_agree")} == {404}
    client = sign_in(ines)
    assert client.get(url("plan", plan)).status_code == 200
    assert client.post(url("plan_review", plan), once()).status_code == 403
    seen = AuditEntry.objects.filter(actor_id=ines.pk, action="viewed", subject_id=str(part.pk))
    assert seen.filter(fields=["plan"]).exists() and not PlanReview.objects.exists()


def test_what_is_missing_is_asked_once_the_emergency_is_over(case, part, rosa):
    def told():
        return plan_states(rosa, case, list(Participation.objects.filter(case=case).for_file())).get(part.pk)

    assert told() is None
    today = timezone.localdate()
    set_phases(part, {Phase.F2_IMMEDIATE}, by=rosa, on=today)
    assert told() is None
    set_phases(part, {Phase.F5_RECOVERY}, by=rosa, on=today)
    assert (told().state, told().note) == (SectionState.MISSING, "Empezar su plan")
    plan = agreed(part, rosa)
    assert (told().state, told().note) == (SectionState.DONE, "0 de 2 actividades")
    review_plan(plan, Review(today, "x", ReviewResult.HER_DECISION), by=rosa)
    assert told().note == "Termina: ella decidió no seguir"


def test_the_tab_costs_the_same_with_one_and_with_many(case, part, rosa, sign_in):
    agreed(part, rosa)
    client = sign_in(rosa)
    one = queries_of(client, url("plan_of_case", case))
    add_people(case, rosa, 3)
    for each in Participation.objects.filter(case=case).exclude(pk=part.pk).select_related("case__key", "person"):
        agreed(each, rosa)
    assert queries_of(client, url("plan_of_case", case)) == one
