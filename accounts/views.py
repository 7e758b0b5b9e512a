"""Signing in and out, the quick exit, one's own account, the accounts, and the trail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import access, actions, limits, sessions
from accounts.audit import last_change, record, record_about
from accounts.factors.views import after_password
from accounts.forms import (
    ChangeUserForm,
    NewPasswordForm,
    NewUserForm,
    SignInForm,
    UnlockForm,
    UserFilterForm,
)
from accounts.idempotency import result_of, submit_once
from accounts.lock import lock, unlock
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from accounts.purses import RESET, spend
from directory.versions import StaleVersion
from interface.keyset import paginate
from interface.pages import render_conflict, render_form_page

form_page = require_http_methods(["GET", "POST"])


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@form_page
def sign_in(request):
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST":
        if form.is_valid():
            limits.succeeded(request, form.user)
            return after_password(request, form.user, _next_page(request))
        record(None, AuditAction.SIGN_IN_FAILED)
    why = sessions.words_of_end(request.GET.get("motivo", "") or request.session.over)
    return render_form_page(request, "accounts/sign_in.html", {"next": request.GET.get("next", ""), "why": why}, form)


def _next_page(request):
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@login_not_required
@require_POST
def sign_out(request):
    if request.user.is_authenticated:
        record_about(request.user, AuditAction.SIGNED_OUT, request.user)
    logout(request)
    response = redirect("accounts:sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quick_exit(request):
    """Lock the session and show a page that says nothing; also by link, because a second counts."""
    if request.user.is_authenticated:
        lock(request)
    response = render(request, "accounts/neutral.html")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters("password")
@form_page
def locked(request):
    form = UnlockForm(request.POST or None, user=request.user)
    if request.method == "POST" and limits.may_try_own_password(request) and form.is_valid():
        limits.own_password_was_right(request)
        unlock(request)
        return redirect(settings.LOGIN_REDIRECT_URL)
    if request.method == "POST":
        record(request.user, AuditAction.SIGN_IN_FAILED)
    return render_form_page(request, "accounts/locked.html", {}, form)


@sensitive_post_parameters("password", "new_password")
@form_page
def account(request):
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and limits.may_try_own_password(request) and form.is_valid():
        limits.own_password_was_right(request)
        was_temporary = request.user.must_change_password
        key = request.session.session_key
        actions.change_own_password(request.user, form.cleaned_data["new_password"], session_key=key)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Contraseña cambiada."))
        return redirect(settings.LOGIN_REDIRECT_URL if was_temporary else "accounts:account")
    context = {"languages": settings.LANGUAGES, "sessions": sessions.open_sessions(request.user)}
    return render_form_page(request, "accounts/account.html", context, form)


@require_POST
def close_session(request, pk):
    """One of one's own, elsewhere; this one has its own button."""
    session = access.own_session(request.user, pk)
    actions.close_own_session(request.user, session.pk)
    messages.success(request, _("Sesión cerrada."))
    return redirect("accounts:account")


@require_POST
def close_other_sessions(request):
    actions.close_other_sessions(request.user, session_key=request.session.session_key)
    limits.know_browser(request)
    messages.success(request, _("Las demás sesiones se cerraron."))
    return redirect("accounts:account")


@require_POST
def language(request):
    """Spanish or English for this browser; anything else is Spanish."""
    code = request.POST.get("language", "")
    response = redirect("accounts:account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        max_age=365 * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_GET
def users(request):
    access.require(request.user, Permission.MANAGE_USERS)
    filters = UserFilterForm(request.GET)
    page = paginate(request, filters.applied_to(User.objects.for_list()), "display_name", size=50)
    record(request.user, AuditAction.LISTED, User._meta.label_lower, ids=[account.pk for account in page])
    return render(request, "accounts/users.html", {"filters": filters, "page": page})


@form_page
def add_user(request):
    access.require(request.user, Permission.MANAGE_USERS)
    if first := result_of(request.user, request.POST.get("idempotency_key", "")):
        return redirect(first)
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = []
        url = submit_once(request.user, form.cleaned_data["idempotency_key"], lambda: _made(request, form, told))
        return _tell_password(request, *told[0]) if told else redirect(url)
    return render_form_page(request, "accounts/add_user.html", {}, form)


def _made(request, form, told):
    names = ("username", "display_name", "email", "role", "office", "agency_unit")
    user, password = actions.add_user(by=request.user, **{name: form.cleaned_data[name] for name in names})
    told.append((user, password))
    return reverse("accounts:user", args=[user.pk])


def _tell_password(request, user, password):
    """The temporary password, once, in the answer itself: it is stored nowhere, not even in the session."""
    return render(request, "accounts/password_told.html", {"account": user, "password": password})


@form_page
def user(request, pk):
    changed = access.account_to_manage(request.user, pk)
    form = ChangeUserForm(request.POST or None, instance=changed)
    if request.method == "POST" and form.is_valid():
        fresh = User.objects.get(pk=pk)
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            actions.change_user(fresh, values, by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, form, pk)
        messages.success(request, _("Cuenta guardada."))
        return redirect("accounts:users")
    context = {"account": User.objects.get(pk=pk), "sessions": sessions.open_sessions(changed)}
    return render_form_page(request, "accounts/user.html", context, form)


def _conflict(request, form, pk):
    fresh = User.objects.get(pk=pk)
    changed_by, changed_at = last_change(fresh)
    return render_conflict(
        request,
        form,
        ChangeUserForm(instance=fresh),
        changed_by=changed_by,
        changed_at=changed_at,
        back_url=reverse("accounts:users"),
    )


@form_page
def reset_password(request, pk):
    changed = access.account_to_manage(request.user, pk)
    if request.method == "POST":
        spend(RESET, request.user.pk)
        return _tell_password(request, changed, actions.reset_password(changed, by=request.user))
    context = {
        "title": _("Contraseña temporal"),
        "question": _("¿Dar una contraseña temporal a %s?") % changed,
        "consequence": _("La de ahora deja de servir y se cierran sus sesiones."),
        "button": _("Dar contraseña temporal"),
        "back_url": reverse("accounts:user", args=[changed.pk]),
    }
    return render(request, "confirm.html", context)


@form_page
def close_sessions(request, pk):
    account = access.account_to_manage(request.user, pk)
    back_url = reverse("accounts:user", args=[account.pk])
    if request.method == "POST":
        actions.close_sessions(account, by=request.user)
        messages.success(request, _("Sus sesiones se cerraron."))
        return redirect(back_url)
    context = {
        "title": _("Cerrar sus sesiones"),
        "question": _("¿Cerrar todas las sesiones de %s?") % account,
        "consequence": _("Tendrá que entrar otra vez en cada equipo. Lo que no haya guardado se pierde."),
        "button": _("Cerrar todas sus sesiones"),
        "back_url": back_url,
    }
    return render(request, "confirm.html", context)
