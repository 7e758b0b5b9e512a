"""Pages of the catalogues, for administrators, and the lists that fill a place in three steps, for everyone."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from directory import access, actions
from directory.catalogue_forms import EntryFilter, NewAliasForm, PlaceNameForm, retire_form
from directory.codelists import PlaceLevel
from directory.forms import options_request, places_below
from directory.kinds import LISTED, listed_kind, named_kind, standing_label
from directory.models import Agency, AgencyUnit, Place, UnitAlias
from directory.states import Standing
from directory.versions import StaleVersion
from interface.keyset import paginate
from interface.pages import render_conflict, render_form_page

form_page = require_http_methods(["GET", "POST"])


@require_GET
def catalogues(request):
    access.to_edit_catalogues(request.user)
    today = timezone.localdate()
    rows = [(kind, kind.model.objects.in_use(on=today).count()) for kind in LISTED]
    context = {"rows": rows, "place_count": Place.objects.current().count()}
    return render(request, "directory/catalogues.html", context)


@require_GET
def entries(request, catalogue):
    access.to_edit_catalogues(request.user)
    kind = listed_kind(catalogue)
    filters = kind.filter_form(request.GET)
    page = paginate(request, filters.applied_to(kind.model.objects.for_list().with_plain_name()), kind.order)
    today = timezone.localdate()
    lines = [kind.line(entry, today) for entry in page]
    return render(request, "directory/entries.html", {"kind": kind, "filters": filters, "page": page, "lines": lines})


@form_page
def add_entry(request, catalogue):
    access.to_edit_catalogues(request.user)
    kind = listed_kind(catalogue)
    form = kind.new_form(_posted(request), initial=request.GET.dict())
    context = {"title": kind.add_label, "back_label": kind.title, "back_url": _url("entries", kind.slug)}
    return _add(request, kind.model, form, context)


@form_page
def add_alias(request, pk):
    unit = access.unit_to_edit(request.user, pk)
    form = NewAliasForm(_posted(request), instance=UnitAlias(unit=unit))
    context = {
        "title": _("Añadir otro nombre"),
        "back_label": unit.name,
        "back_url": unit.get_absolute_url(),
    }
    return _add(request, UnitAlias, form, context)


def _add(request, model, form, context):
    if first := _added_before(request, model):
        return redirect(first)
    if not form.is_valid():
        return render_form_page(request, "directory/add_entry.html", context, form)
    entry = actions.add_entry(form.instance, key=form.cleaned_data["idempotency_key"], by=request.user)
    messages.success(request, _("Se añadió «%(name)s».") % {"name": entry})
    return redirect(entry)


def _added_before(request, model):
    try:
        return actions.added_before(model, UUID(request.POST.get("idempotency_key", "")))
    except ValueError:
        return None


@form_page
def entry(request, catalogue, pk):
    kind = named_kind(catalogue)
    entry = access.entry_to_edit(request.user, kind.model, pk)
    form = kind.form(_posted(request), instance=entry)
    back_url = _back_url(kind, entry)
    context = {"entry": entry, "back_url": back_url, **_about(kind, entry)}
    if not form.is_valid():
        return render_form_page(request, "directory/entry.html", context, form)
    return _change(request, entry, form, kind.form, back_url)


def _about(kind, entry) -> dict:
    """What the page says beside the form, as it was before anything was typed."""
    standing = entry.standing(timezone.localdate())
    return {
        "title": entry.name,
        "back_label": kind.title if kind.is_listed else entry.unit.name,
        "standing": standing_label(standing),
        "facts": [(column.label, text) for column in kind.fixed if (text := column.text(entry))],
        "retire_url": "" if standing == Standing.RETIRED else _url("retire_entry", kind.slug, entry.pk),
        "units_url": f"{_url('entries', 'unidades')}?entidad={entry.code}" if kind.model is Agency else "",
        "aliases": entry.aliases.all() if kind.model is AgencyUnit else None,
    }


@form_page
def retire_entry(request, catalogue, pk):
    kind = named_kind(catalogue)
    entry = access.entry_to_edit(request.user, kind.model, pk)
    form_class = retire_form(kind.model)
    form = form_class(_posted(request), instance=entry)
    context = {
        "title": _("Retirar «%(name)s»") % {"name": entry},
        "page_title": _("Retirar"),  # a title stays in the browser's history, and an offence would be its name
        "consequence": _("Deja de ofrecerse en los formularios. Lo ya registrado con este nombre no cambia."),
        "button": _("Retirar"),
        "back_url": entry.get_absolute_url(),
    }
    if not form.is_valid():
        return render_form_page(request, "confirm.html", context, form)
    try:
        actions.retire_entry(
            entry,
            expected=form.cleaned_data["version"],
            on=form.cleaned_data.get("valid_to"),
            by=request.user,
        )
    except StaleVersion as stale:
        return _conflict(request, form, form_class, stale.current, entry.get_absolute_url())
    messages.success(request, _("«%(name)s» ya no se ofrece.") % {"name": entry})
    return redirect(_back_url(kind, entry))


@require_GET
def regions(request):
    access.to_edit_catalogues(request.user)
    filters = EntryFilter(request.GET)
    typed = filters.cleaned_data.get("q", "")
    found = Place.objects.with_parents().matching(typed) if typed else Place.objects.departments()
    page = paginate(request, found, "code")
    return render(request, "directory/places.html", {"filters": filters, "page": page, "typed": typed})


@form_page
def place(request, code):
    place = access.place_to_edit(request.user, code)
    form = PlaceNameForm(_posted(request), instance=place)
    back_url = place.parent.get_absolute_url() if place.parent else _url("places")
    context = {
        "place": place,
        "title": place.name,
        "above": place.full_name.partition(", ")[2],
        "below": place.children.by_name(),
        "below_title": _("Provincias") if place.level == PlaceLevel.DEPARTMENT else _("Distritos"),
        "facts": [(_("Código INEI"), place.code), (_("Nivel"), place.get_level_display())],
        "back_url": back_url,
    }
    if not form.is_valid():
        return render_form_page(request, "directory/place.html", context, form)
    return _change(request, place, form, PlaceNameForm, back_url)


@require_GET
def place_options(request):
    """Public knowledge: every signed-in account fills places with it."""
    parent, level = options_request(request.GET)
    options = [] if level and not parent else places_below(parent)
    return render(request, "directory/_place_options.html", {"options": options, "chosen": ""})


def _change(request, entry, form, form_class, back_url):
    try:
        actions.change_entry(
            entry, expected=form.cleaned_data["version"], fields=_changed_fields(form), by=request.user
        )
    except StaleVersion as stale:
        return _conflict(request, form, form_class, stale.current, entry.get_absolute_url())
    messages.success(request, _("Se guardó «%(name)s».") % {"name": entry})
    return redirect(back_url)


def _changed_fields(form) -> list[str]:
    return [name for name in form.changed_data if name in form._meta.fields]


def _conflict(request, form, form_class, current, back_url):
    return render_conflict(
        request,
        form,
        form_class(instance=current),
        changed_by=current.changed_by_name or _("La carga de catálogos"),
        changed_at=current.changed_at or timezone.now(),
        back_url=back_url,
    )


def _posted(request):
    """What was sent, also when it was sent empty; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def _url(name: str, *args) -> str:
    return reverse(f"directory:{name}", args=args)


def _back_url(kind, entry) -> str:
    return _url("entries", kind.slug) if kind.is_listed else entry.unit.get_absolute_url()
