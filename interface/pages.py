"""Answers that many views give in the same way: a form with its errors, and the page of two people at once."""

import datetime
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from interface import dates
from interface.forms import digest


def render_form_page(
    request: HttpRequest, template: str, context: dict, form: forms.BaseForm, *more_forms: forms.BaseForm
) -> HttpResponse:
    """The page with ``form`` in its context; 422 when it, or another of the page's forms, has errors."""
    has_errors = any(one.is_bound and not one.is_valid() for one in (form, *more_forms))
    context = {**context, "form": form, "has_errors": has_errors}
    return render(request, template, context, status=422 if has_errors else 200)


@dataclass(frozen=True)
class Disagreement:
    """One datum with two values: what this person typed and what is stored now."""

    label: str
    name: str
    html_name: str
    element_id: str
    typed: str
    current: str
    current_inputs: str
    preselected: str
    may_join: bool


def render_conflict(
    request: HttpRequest,
    form: forms.BaseForm,
    current_form: forms.BaseForm,
    *,
    changed_by: str,
    changed_at: datetime.datetime,
    back_url: str,
    hidden: dict[str, str] | None = None,
) -> HttpResponse:
    """The 409 page: field by field what was typed and what is there now, to choose and save again.

    ``form`` is the bound VersionedForm whose version was old. ``current_form`` is the same form, not bound, made from
    the row as it is now, as the GET view makes it. ``changed_by`` and ``changed_at`` say who changed it and when.
    ``hidden`` carries other values the same address expects (the name of the button, for instance). Nothing typed
    is lost: what nobody disputes travels in hidden fields.
    """
    disagreements = _disagreements(form, current_form)
    context = {
        "form": form,
        "disagreements": disagreements,
        "carried": _carried(form),
        "version": current_form["version"].value(),
        "version_name": form.add_prefix("version"),
        "choice_name": form.add_prefix("cotejo"),
        "seen_name": form.add_prefix("seen"),
        "seen": current_form["seen"].value(),
        "changed_by": changed_by,
        "changed_at": changed_at,
        "is_today": timezone.localdate(changed_at) == timezone.localdate(),
        "back_url": back_url,
        "hidden": hidden or {},
        "has_files": form.is_multipart(),
    }
    return render(request, "409.html", context, status=409)


def _disagreements(form, current_form) -> list[Disagreement]:
    seen = form.seen_digests()
    found = []
    for typed in form.shared_fields():
        current = current_form[typed.name]
        if typed.field.has_changed(current.initial, typed.data):
            found.append(
                Disagreement(
                    label=typed.label,
                    name=typed.name,
                    html_name=typed.html_name,
                    element_id=typed.auto_id,
                    typed=show(typed.value(), typed.field),
                    current=show(current.value(), current.field),
                    current_inputs=_renamed_hidden(current),
                    preselected=_preselected(form, typed, current, seen.get(typed.name)),
                    may_join=isinstance(typed.field.widget, forms.Textarea),
                )
            )
    return found


def _renamed_hidden(current) -> str:
    """The stored value in hidden inputs, named so that VersionedForm finds it when "ahora" is chosen."""
    return current.field.hidden_widget().render(
        f"{current.html_name}-ahora", current.value(), attrs={"id": False}, renderer=current.form.renderer
    )


def _preselected(form, typed, current, seen: str | None) -> str:
    """Whose value stands unasked: "mio" if nobody else touched it, "ahora" if this person did not, else ""."""
    if seen is None:
        return ""
    if digest(typed.name, current.initial, current.field) == seen:
        return "mio"
    cleaned = getattr(form, "cleaned_data", {})
    if typed.name in cleaned and digest(typed.name, cleaned[typed.name], typed.field) == seen:
        return "ahora"
    return ""


def _carried(form) -> list[str]:
    """Everything typed, as hidden inputs, except the version and what was seen."""
    skipped = {"version", "seen"}
    return [
        field.as_hidden(attrs={"id": False})
        for field in form
        if field.name not in skipped and not isinstance(field.field, forms.FileField)
    ]


def show(value, field: forms.Field) -> str:
    """A field's value in the words of the screen."""
    if isinstance(field, forms.BooleanField):
        return _("Sí") if value in (True, "True", "on", "1") else _("No")
    if choices := getattr(field, "choices", None):
        return _show_choices(field.prepare_value(value), choices)
    if isinstance(value, datetime.datetime):
        return dates.day_time(value)
    if isinstance(value, datetime.date):
        return dates.numeric(value)
    return "" if value is None else str(value)


def _show_choices(value, choices) -> str:
    chosen = {str(item) for item in (value if isinstance(value, list | tuple) else [value])}
    labels = []
    for key, label in choices:
        options = label if isinstance(label, list | tuple) else [(key, label)]
        labels += [str(name) for option, name in options if str(option) in chosen and str(option) != ""]
    return ", ".join(labels)
