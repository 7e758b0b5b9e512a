"""The frame of every page: what the menu offers to whom. A line appears only where its page opens."""

from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P
from cases.models import Task

# (label, icon, URL name, permission)
MENU = (
    (_("Mi trabajo"), "lista", "cases:home", P.VIEW_CASE),
    (_("Casos"), "carpeta", "cases:list", P.VIEW_CASE),
    (_("Derivaciones"), "enviar", "referrals:board", P.VIEW_BOARD),
    (_("Bandeja"), "bandeja", "referrals:desk", P.ANSWER_REFERRAL),
    (_("Reportes"), "grafico", "reports:runs", P.VIEW_REPORTS),
    (_("Importar"), "subir", "referrals:imports", P.IMPORT_RECORDS),
    (_("Cuentas"), "persona", "accounts:users", P.MANAGE_USERS),
    (_("Catálogos"), "libro", "directory:catalogues", P.EDIT_CATALOGUES),
    (_("Registro de accesos"), "ojo", "accounts:audit", P.VIEW_AUDIT),
)

# Pages that are found under a line although their address begins otherwise.
UNDER = {
    "cases:list": ("/personas/", "/participaciones/", "/consentimientos/", "/registros/", "/tareas/", "/equipo/"),
    "referrals:imports": ("/exportaciones/", "/estandar/"),
}

# Under the icons of the thumb bar there is room for one short word.
SHORT_LABELS = {"cases:home": _("Trabajo"), "referrals:board": _("Tablero"), "accounts:audit": _("Accesos")}


def shell(request) -> dict:
    """Context processor: ``shell`` with the menu of the signed-in account, ``None`` for strangers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": None, "product_name": settings.PRODUCT_NAME}
    # Asked for by the frame only: the pieces that a page wraps run the context processors again.
    return {"shell": SimpleLazyObject(partial(_shell, request, user)), "product_name": settings.PRODUCT_NAME}


def menu_of(user) -> list[tuple]:
    """The lines of the menu that this account may open."""
    return [line for line in MENU if user.can(line[3])]


def _shell(request, user) -> dict:
    here = request.path
    counts = _counts(user)
    nav = [
        {"label": label, "icon": icon, "url": reverse(name), "current": _is_current(here, reverse(name), name)}
        | counts.get(name, {})
        | {"short_label": SHORT_LABELS.get(name, label)}
        for label, icon, name, _permission in menu_of(user)
    ]
    primary = _primary(user)
    return {
        "product_name": settings.PRODUCT_NAME,
        "user_name": user.display_name,
        "role_label": user.get_role_display(),
        "office_name": user.place_of_work,
        "is_guest": user.is_guest,
        "nav": nav,
        "bar": _bar(nav, primary, here),
        "primary": primary,
        "search_url": reverse("cases:search") if user.can(P.SEARCH_PEOPLE) else None,
        "account_url": reverse("accounts:account"),
        "sign_out_url": reverse("accounts:sign_out"),
        "exit_url": reverse("accounts:quick_exit"),
    }


def _counts(user) -> dict[str, dict]:
    """What waits behind a line of the menu, one cheap query each: ``count``, its words, ``alarm`` if it is late."""
    if not user.can(P.VIEW_CASE):
        return {}
    overdue = Task.objects.visible_to(user).assigned_to(user).overdue(timezone.localdate()).count()
    return {"cases:home": {"count": overdue, "alarm": True, "count_label": _("tareas vencidas")}}


def _primary(user) -> dict | None:
    if not user.can(P.OPEN_CASE):
        return None
    return {"label": _("Nuevo ingreso"), "url": reverse("cases:intake")}


def _bar(nav: list[dict], primary: dict | None, here: str) -> list[dict]:
    """The thumb bar of narrow screens: four places, the main act in the middle of them."""
    if primary is None:
        return nav[:4]
    act = {"label": _("Ingreso"), "icon": "mas", "url": primary["url"], "current": _is_current(here, primary["url"])}
    return [*nav[:2], act, *nav[2:3]]


def _is_current(here: str, url: str, name: str = "") -> bool:
    return here.startswith((url, *UNDER.get(name, ())))
