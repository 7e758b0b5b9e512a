"""The second step of signing in, the pages that add and remove factors, and resets by two people."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.acting import acting
from accounts.audit import record_about
from accounts.factors import access, actions, codes, keys, recovery, steps
from accounts.factors.errors import HasFactor, LastFactor, NotOpen, WrongFactor
from accounts.factors.forms import AppForm, FactorForm, FactorResetForm, KeyForm
from accounts.factors.gate import freshly_proved
from accounts.forms import UnlockForm
from accounts.idempotency import submit_once
from accounts.limits import code_was_right, may_try_code, may_try_own_password, own_password_was_right
from accounts.models import AuditAction
from interface.pages import render_form_page

form_page = require_http_methods(["GET", "POST"])
secret_page = sensitive_post_parameters("code", "password", "credential")


# Signing in ---------------------------------------------------------------------------------------------------


def after_password(request, user, wanted):
    """Where the right password leads: to the second step, or to adding a factor where there is none."""
    with acting(user):  # the session is still nobody's, and nobody sees anybody's factors
        has_factor = access.has_factor(user)
    if has_factor:
        steps.wait_for_factor(request, user, wanted)
        return redirect("accounts:second_step")
    steps.enter_to_enrol(request, user)
    record_about(user, AuditAction.SIGNED_IN, user)
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_not_required
@secret_page
@never_cache
@form_page
def second_step(request):
    user = steps.waiting_user(request)
    if user is None:
        return redirect("landing" if request.user.is_authenticated else "accounts:sign_in")
    with acting(user):
        return _second_step_of(user, request)


def _second_step_of(user, request):
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        may_try_code(request, user)
        try:
            kind = _used(user, form)
        except WrongFactor:
            steps.count_try(request)
            form.add_error(None if form.cleaned_data["credential"] else "code", _wrong(form))
        else:
            return _entered(request, user, kind)
    return render_form_page(request, "accounts/second_step.html", _question(request, user), form)


def _used(user, form):
    return actions.use_factor(user, typed=form.cleaned_data["code"], credential=form.cleaned_data["credential"])


def _wrong(form):
    if form.cleaned_data["credential"]:
        return _("Esta llave no es de tu cuenta, o tardó demasiado. Vuelve a intentarlo.")
    return _("El código no es correcto o ya se usó. Espera al siguiente y vuelve a intentarlo.")


def _question(request, user):
    has_key = keys.are_possible(request) and keys.keys_of(user).exists()
    return {"has_app": codes.app_of(user) is not None, "options": keys.request_options(user) if has_key else None}


def _entered(request, user, kind):
    wanted = steps.wanted_page(request)
    code_was_right(request, user)
    steps.enter(request, user)
    record_about(user, AuditAction.SIGNED_IN, user)
    if kind == actions.RECOVERY:
        messages.warning(request, _codes_left(recovery.left(user)))
    return redirect(wanted or settings.LOGIN_REDIRECT_URL)


def _codes_left(left):
    words = ngettext(
        "Entraste con un código de recuperación, que ya no sirve. Te queda uno.",
        "Entraste con un código de recuperación, que ya no sirve. Te quedan %(left)d.",
        left,
    )
    return words % {"left": left}


# One's own factors --------------------------------------------------------------------------------------------


@require_GET
def enrol(request):
    """The first page of an account without a factor; there is no way past it."""
    if steps.is_open(request.session):
        return redirect("accounts:factors")
    if access.has_factor(request.user):  # added elsewhere in the meantime: this session has to give it
        logout(request)
        return redirect("accounts:sign_in")
    return render(request, "accounts/enrol.html", {"keys_are_possible": keys.are_possible(request)})


@require_GET
def factors(request):
    context = {
        "factors": access.factors_of(request.user),
        "codes_left": recovery.left(request.user),
        "keys_are_possible": keys.are_possible(request),
    }
    return render(request, "accounts/factors.html", context)


@secret_page
@freshly_proved
@form_page
def add_app(request):
    is_first = not steps.is_open(request.session)
    form = AppForm(request.POST or None)
    seed = codes.seed_held_for(request.session, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.add_app(
                request.user, seed, form.cleaned_data["code"], is_first=is_first, session_key=_key(request)
            )
        except WrongFactor:
            form.add_error(
                "code", _("Ese código no es el de ahora. Mira la hora del celular y prueba con el siguiente.")
            )
        except HasFactor:
            return redirect("accounts:enrol")
        else:
            codes.forget_held(request.session)
            return _added(request, told)
    context = {
        "is_first": is_first,
        "picture": codes.picture(request.user, seed),
        "seed": codes.grouped(seed),
        "has_app": codes.app_of(request.user) is not None,
    }
    return render_form_page(request, "accounts/add_app.html", context, form)


@secret_page
@freshly_proved
@form_page
def add_key(request):
    is_first = not steps.is_open(request.session)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            name, credential = form.cleaned_data["name"], form.cleaned_data["credential"]
            told = actions.add_key(request.user, name, credential, is_first=is_first, session_key=_key(request))
        except WrongFactor:
            form.add_error(
                None, _("No se pudo comprobar la llave. Vuelve a intentarlo; hace falta su PIN o tu huella.")
            )
        except HasFactor:
            return redirect("accounts:enrol")
        else:
            return _added(request, told)
    options = keys.creation_options(request.user) if keys.are_possible(request) else None
    return render_form_page(request, "accounts/add_key.html", {"is_first": is_first, "options": options}, form)


def _key(request):
    return request.session.session_key


def _added(request, told):
    """The recovery codes, once, in the answer itself; whoever has some left goes back to the list."""
    steps.arrive(request)
    if told:
        return _tell_codes(request, told)
    messages.success(request, _("Segundo paso añadido."))
    return redirect("accounts:factors")


def _tell_codes(request, told):
    return render(request, "accounts/recovery_codes_told.html", {"codes": told})


@freshly_proved
@require_POST
def remove_factor(request):
    factor = access.own_factor(request.user, request.POST.get("factor", ""))
    try:
        actions.remove_factor(request.user, factor, session_key=_key(request))
    except LastFactor:
        messages.error(request, _("Es el único que tienes: añade otro antes de quitarlo."))
    else:
        messages.success(request, _("Segundo paso quitado. Ya no sirve para entrar."))
    return redirect("accounts:factors")


@freshly_proved
@form_page
def recovery_codes(request):
    if request.method == "POST":
        return _tell_codes(request, actions.renew_recovery_codes(request.user))
    context = {
        "title": _("Códigos de recuperación"),
        "question": _("¿Hacer diez códigos nuevos?"),
        "consequence": _("Los de antes dejan de servir. Los nuevos se muestran una sola vez."),
        "button": _("Hacer códigos nuevos"),
        "back_url": reverse("accounts:factors"),
    }
    return render(request, "confirm.html", context)


@secret_page
@form_page
def prove(request):
    """Ask who is there before changing how they sign in."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    form = UnlockForm(request.POST or None, user=request.user)
    if request.method == "POST":
        may_try_own_password(request)
    if request.method == "POST" and form.is_valid():
        own_password_was_right(request)
        steps.prove(request.session)
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect(wanted if is_ours else "accounts:factors")
    return render_form_page(request, "accounts/prove.html", {"next": wanted}, form)


# Resets by two people -----------------------------------------------------------------------------------------


@form_page
def ask_reset(request, pk):
    account = access.account_to_ask_for(request.user, pk)
    form = FactorResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, reason = form.cleaned_data["idempotency_key"], form.cleaned_data["reason"]
        url = submit_once(request.user, key, lambda: _asked(account, reason, request.user))
        messages.success(request, _("Pedido. Otra persona tiene un día para confirmarlo; hasta entonces nada cambia."))
        return redirect(url)
    return render_form_page(request, "accounts/ask_factor_reset.html", {"account": account}, form)


def _asked(account, reason, user):
    reset = actions.ask_factor_reset(account, reason, by=user)
    return reverse("accounts:factor_reset", args=[reset.pk])


@require_GET
def resets(request):
    return render(request, "accounts/factor_resets.html", {"resets": access.latest_resets(request.user)})


@form_page
def reset(request, pk):
    if request.method == "POST":
        try:
            actions.confirm_factor_reset(access.reset_to_confirm(request.user, pk), by=request.user)
        except NotOpen:
            messages.error(request, _("Este pedido ya se confirmó o se venció."))
        else:
            messages.success(request, _("Anulado. Sus sesiones se cerraron; al entrar añadirá un segundo paso nuevo."))
        return redirect("accounts:factor_resets")
    seen = access.reset_to_see(request.user, pk)
    context = {"reset": seen, "may_confirm": access.may_confirm(request.user, seen)}
    return render(request, "accounts/factor_reset.html", context)
