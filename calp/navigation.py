"""The frame of every page: what the menu offers to whom. A line appears only where its page opens."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.alert_models import Alert
from accounts.factors.steps import is_open
from accounts.models import NewsMark, User
from accounts.permissions import Permission as P
from cases.models import EmergencyAccess, Task

# (label, icon, URL name, permission)
MENU = (
    (_("Mi trabajo"), "lista", "cases:home", P.VIEW_CASE),
    (_("Casos"), "carpeta", "cases:list", P.VIEW_CASE),
    (_("Derivaciones"), "enviar", "referrals:board", P.VIEW_BOARD),
    (_("Agenda"), "calendario", "services:agenda", P.VIEW_CASE),
    (_("Bandeja"), "bandeja", "referrals:desk", P.ANSWER_REFERRAL),
    (_("Fondo de ayuda"), "moneda", "services:aid_fund", P.APPROVE_AID),
    (_("Acogida"), "casa", "services:shelters", P.SEE_SHELTERS),
    (_("Presupuesto de ayuda"), "moneda", "services:aid_budgets", P.TEND_AID),
    (_("Reportes"), "grafico", "reports:runs", P.VIEW_REPORTS),
    (_("Importar"), "subir", "referrals:imports", P.IMPORT_RECORDS),
    (_("Cuentas"), "persona", "accounts:users", P.MANAGE_USERS),
    (_("Catálogos"), "libro", "directory:catalogues", P.EDIT_CATALOGUES),
    (_("Plantillas"), "nota", "cases:letter_templates", P.EDIT_CATALOGUES),
    (_("Registro de accesos"), "ojo", "accounts:audit", P.VIEW_AUDIT),
    (_("Alertas"), "escudo", "accounts:alerts", P.VIEW_AUDIT),
    (_("Emergencias"), "alerta", "cases:emergencies", P.REVIEW_EMERGENCY),
    (_("Anulaciones"), "llave", "accounts:factor_resets", P.CONFIRM_FACTOR_RESET),
)

# Pages that are found under a line although their address begins otherwise.
UNDER = {
    "cases:list": (
        *("/personas/", "/participaciones/", "/consentimientos/", "/registros/", "/tareas/", "/equipo/", "/permisos/"),
        *("/documentos/", "/cartas/"),
        *("/servicios/", "/ayudas/", "/acogidas/"),
    ),
    "services:agenda": ("/citas/", "/actividades/"),
    "accounts:audit": ("/casos/quien/",),
    "accounts:alerts": ("/accesos/senuelos/",),
    "referrals:imports": ("/exportaciones/", "/estandar/"),
}

# Under the icons of the thumb bar there is room for one short word.
SHORT_LABELS = {
    "cases:home": _("Trabajo"),
    "referrals:board": _("Tablero"),
    "accounts:audit": _("Accesos"),
    "accounts:factor_resets": _("Llaves"),
}


def shell(request) -> dict:
    """Context processor: ``shell`` with the menu of the signed-in account, ``None`` for strangers.

    Whoever has not given a second factor gets the quick exit and no menu.
    """
    user, common = getattr(request, "user", None), {"product_name": settings.PRODUCT_NAME}
    common["is_demonstration"] = apps.is_installed("demonstration")
    if user is None or not user.is_authenticated:
        return common | {"shell": None}
    if not is_open(request.session):
        return common | {"shell": {"exit_url": reverse("accounts:quick_exit")}}
    # Asked for by the frame only: the pieces that a page wraps run the context processors again.
    return common | {"shell": SimpleLazyObject(partial(_shell, request, user))}


def menu_of(user) -> list[tuple]:
    """The lines of the menu that this account may open."""
    return [line for line in MENU if user.can(line[3])]


def _shell(request, user) -> dict:
    here = request.path
    standing, lines = _standing(user), menu_of(user)
    counts, found_under = _counts(user, standing), _line_of(here, lines)
    nav = [
        {"label": label, "icon": icon, "url": reverse(name), "current": name == found_under}
        | counts.get(name, {})
        | {"short_label": SHORT_LABELS.get(name, label)}
        for label, icon, name, _permission in lines
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
        "emergencies": standing.emergencies,
    }


@dataclass(frozen=True)
class Emergency:
    case_id: UUID
    code: str
    until: datetime


@dataclass(frozen=True)
class Standing:
    """What waits for an account, and what it has open by emergency now: said on every page until it ends."""

    overdue: int = 0
    has_news: bool = False
    to_review: int = 0
    emergencies: tuple[Emergency, ...] = ()


def _standing(user) -> Standing:
    """One query for whoever works on cases, one for whoever reviews emergencies, none for others."""
    if user.can(P.REVIEW_EMERGENCY):
        return Standing(to_review=EmergencyAccess.objects.to_review().count())
    if not user.can(P.VIEW_CASE):
        return Standing()
    # Of one's own: row-level security leaves out cases that are seen no more, and building the scope a second
    # time would cost every page a fifth of its time.
    overdue = Task.objects.assigned_to(user).overdue(timezone.localdate()).order_by()
    looked_at = NewsMark.objects.filter(user=user).values("looked_at")
    new = Task.objects.assigned_to(user).pending().given_by_others().filter(given_at__gt=Subquery(looked_at))
    opened = EmergencyAccess.objects.live().filter(user=user).order_by("ends_at")
    told = User.objects.filter(pk=user.pk).values_list(
        Subquery(overdue.values(count=Func(F("pk"), function="COUNT"))),
        Exists(new),
        ArraySubquery(opened.values(told=JSONObject(case_id="case_id", code="case_code", until="ends_at"))),
    )
    count, has_news, found = told.get()
    return Standing(count, has_news, emergencies=tuple(_emergency(**each) for each in found))


def _emergency(case_id: str, code: str, until: str) -> Emergency:
    return Emergency(UUID(case_id), code, datetime.fromisoformat(until))


def _counts(user, standing: Standing) -> dict[str, dict]:
    """What waits behind a line of the menu: ``count``, its words, ``alarm`` if it is late."""
    counts = {}
    if user.can(P.VIEW_AUDIT):
        waiting = Alert.objects.visible_to(user).open().count()
        counts["accounts:alerts"] = {"count": waiting, "alarm": True, "count_label": _("por revisar")}
    if user.can(P.REVIEW_EMERGENCY):
        counts["cases:emergencies"] = {"count": standing.to_review, "alarm": True, "count_label": _("por revisar")}
    if user.can(P.VIEW_CASE):
        counts["cases:home"] = {"count": standing.overdue, "alarm": True, "count_label": _("tareas vencidas")}
        counts["cases:home"]["has_news"] = standing.has_news
    return counts


def _primary(user) -> dict | None:
    if not user.can(P.OPEN_CASE):
        return None
    return {"label": _("Nuevo ingreso"), "url": reverse("cases:intake")}


def _bar(nav: list[dict], primary: dict | None, here: str) -> list[dict]:
    """The thumb bar of narrow screens: four places, the main act in the middle of them."""
    if primary is None:
        return nav[:4]
    act = {"label": _("Ingreso"), "icon": "mas", "url": primary["url"], "current": here.startswith(primary["url"])}
    return [*nav[:2], act, *nav[2:3]]


def _line_of(here: str, lines: list[tuple]) -> str:
    """The line under which a page is found: of those whose addresses it begins with, the one that says most."""
    places = [(place, line[2]) for line in lines for place in (reverse(line[2]), *UNDER.get(line[2], ()))]
    return max(((len(place), name) for place, name in places if here.startswith(place)), default=(0, ""))[1]
