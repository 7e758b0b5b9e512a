"""The night call, on one screen: is she already here, six answers, saved."""

from uuid import UUID

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.idempotency import result_of, submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import person_to, require, searched
from cases.actions import open_case
from cases.ages import age_on, is_minor_for_protection
from cases.duplicates.typed import Alike, resembling
from cases.forms.intake import KnownPersonIntakeForm, NewPersonIntakeForm, missing_title
from cases.forms.people import AgeFields, NewPersonFields
from cases.forms.search import SearchForm
from cases.models import Person
from cases.person_facts import age_words
from cases.states import AgeSource, proves_age
from cases.views.person_documents import warn_of_double
from cases.views.search import found
from interface.pages import render_form_page

SEARCH_PREFIX = "busca"
NAMES_HER = ("paternal_surname", "maternal_surname", "given_names", "document_number")
ALIKE_BY = (*NAMES_HER, "preferred_name", "sex")
LOOK_FIRST = gettext_lazy("Puede estar ya registrada: mira quién se le parece antes de guardar")


@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.OPEN_CASE)
    person = chosen_person(request, Permission.OPEN_CASE)
    search = search_part(request)
    if request.htmx and search.is_bound:
        return render_form_page(request, "cases/_search_part.html", found(request.user, search), search)
    form = _form(request, person)
    alike = Alike()
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        alike = Alike() if result_of(request.user, str(key)) else must_look(request, form)
        if not alike:
            return redirect(submit_once(request.user, key, lambda: _open(request, form)))
        form.add_error(None, LOOK_FIRST)
    context = _context(request, form, search) | {"alike": alike}
    return render_form_page(request, "cases/intake.html", context, form, search)


@require_POST
def intake_alike(request: HttpRequest) -> HttpResponse:
    """Who resembles what is being typed of somebody new, while it is typed."""
    require(request.user, Permission.SEARCH_PEOPLE)
    form = NewPersonFields(request.POST)
    form.is_valid()
    return render(request, "cases/_alike.html", {"alike": alike_to(request.user, form)})


def alike_to(user: User, form: NewPersonFields) -> Alike:
    """Who resembles the person of a form that was checked, right or wrong; leaves the trace of having searched."""
    cleaned, today = form.cleaned_data, timezone.localdate()
    asked = {name: cleaned.get(name) or "" for name in ALIKE_BY}
    told = [name for name, value in asked.items() if value and name != "sex"]
    if not any(name in told for name in NAMES_HER):
        return Alike()
    age = cleaned.get("age")
    found = resembling(
        user,
        document=asked.pop("document_number"),
        birth_date=cleaned.get("birth_date"),
        birth_year=today.year - age if age is not None else None,
        **asked,
    )
    searched(user, told, found.own)
    return found


def must_look(request: HttpRequest, form) -> Alike:
    """Those because of whom a valid form is not saved yet: somebody new resembles them, and nobody said "none"."""
    if form.person is not None or "nadie" in request.POST:
        return Alike()
    found = alike_to(request.user, form)
    return found if found.stops else Alike()


@require_POST
def intake_age(request: HttpRequest) -> HttpResponse:
    """The notice that the law presumes a minor, while the age is being typed."""
    require(request.user, Permission.OPEN_CASE)
    return render(request, "cases/_minor_notice.html", presumption_of_typed(request.POST))


def chosen_person(request: HttpRequest, permission: Permission) -> Person | None:
    """The person that a button or the address names, if the account may see her; None for somebody new."""
    if "soltar" in request.POST:
        return None
    asked = request.POST.get("elegir") or request.POST.get("persona")
    if request.method == "GET":
        asked = request.GET.get("persona")
    if not asked:
        return None
    try:
        pk = UUID(asked)
    except ValueError:
        raise Http404 from None
    return person_to(request.user, permission, pk)


def search_part(request: HttpRequest) -> SearchForm:
    """The search that stands inside a longer form: sent by its own button only, its words always kept."""
    if "buscar" in request.POST:
        return SearchForm(request.POST, prefix=SEARCH_PREFIX)
    typed = {name: request.POST.get(f"{SEARCH_PREFIX}-{name}", "") for name in SearchForm.base_fields}
    return SearchForm(initial=typed, prefix=SEARCH_PREFIX)


def presumption_of_typed(typed) -> dict:
    """``presumption`` of what stands in the three fields of the age, right or wrong."""
    form = AgeFields(typed)
    form.is_valid()
    cleaned, today = form.cleaned_data, timezone.localdate()
    age = age_on(today, birth_date=cleaned.get("birth_date"), stated_age=cleaned.get("age"), stated_on=today)
    if age is None and cleaned.get("age_source") != AgeSource.UNKNOWN:
        return {}
    return presumption(age, cleaned.get("age_source", ""))


def presumption(age: int | None, source: str) -> dict:
    """What ``cases/_minor_notice.html`` shows: whether she is treated as a minor, and whether that is presumed."""
    is_proven = proves_age(source)
    return {"is_minor": is_minor_for_protection(age, proven=is_proven), "is_presumed": not is_proven}


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed of somebody new before somebody registered was chosen: it comes back if she is not the one."""
    names = [name for name in NewPersonFields.base_fields if name in request.POST]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _form(request, person):
    user = request.user
    office = None if user.can(Permission.SEE_ALL_OFFICES) else user.office
    form_class = NewPersonIntakeForm if person is None else KnownPersonIntakeForm
    return form_class(request.POST if request.method == "POST" else None, office=office, person=person)


def _context(request, form, search) -> dict:
    person = form.person
    if person is None:
        notice = presumption_of_typed({name: form[name].value() for name in AgeFields.base_fields})
    else:
        notice = presumption(person.age_on(timezone.localdate()), person.age_source)
    return {
        "person": person,
        "age_words": person and age_words(person, timezone.localdate()),
        "carried": carried(request) if person else [],
        "search": search,
        "answered": _answered(form),
        "summary_title": missing_title(form) if form.is_bound else "",
        **found(request.user, search),
        **notice,
    }


def _answered(form) -> str:
    answers = form.answers()
    done = sum(answer.state == "si" for answer in answers)
    return _("%(n)d de %(total)d") % {"n": done, "total": len(answers)}


def _open(request, form) -> str:
    case = open_case(form.intake(), by=request.user)
    person, tasks = case.participations.select_related("person").get().person, case.tasks.count()
    words = ngettext(
        "Ingreso guardado: %(case)s, con %(person)s y %(count)s tarea para ti.",
        "Ingreso guardado: %(case)s, con %(person)s y %(count)s tareas para ti.",
        tasks,
    )
    messages.success(request, words % {"case": case, "person": person, "count": apnumber(tasks)})
    warn_of_double(request, person)
    return case.get_absolute_url()
