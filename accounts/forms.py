"""What people type about accounts: shape and words, never permission."""

import re

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.utils.translation import gettext_lazy as _

from accounts.limits import may_try
from accounts.models import User
from accounts.permissions import OFFICE_ROLES, Role
from directory.models import AgencyUnit, Office
from interface.forms import Form, IdempotentForm, ModelForm, VersionedForm

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def _present_password(label) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        error_messages={"required": _("Escribe tu contraseña")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignInForm(Form):
    """User and password; ``self.user`` is set when they fit."""

    username = forms.CharField(
        label=_("Usuario"),
        max_length=60,
        error_messages={"required": _("Escribe tu usuario")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _present_password(_("Contraseña"))

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, None

    def clean(self):
        cleaned = super().clean()
        if "username" in cleaned and "password" in cleaned:
            may_try(self.request, cleaned["username"])  # raises TooMany: nothing is compared
            self.user = authenticate(self.request, username=cleaned["username"], password=cleaned["password"])
            if self.user is None:
                self.add_error("password", _("El usuario o la contraseña no coinciden. Revisa los dos."))
        return cleaned


class UnlockForm(Form):
    """The password of whoever is already signed in."""

    password = _present_password(_("Contraseña"))

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("La contraseña no coincide."))
        return password


class NewPasswordForm(UnlockForm):
    """The present password, which may be a temporary one, and a new one."""

    password = _present_password(_("Contraseña de ahora"))
    new_password = forms.CharField(
        label=_("Contraseña nueva"),
        strip=False,
        max_length=200,
        help_text=_("14 caracteres o más. Una frase que solo tú conozcas sirve mejor que símbolos."),
        error_messages={"required": _("Escribe la contraseña nueva")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    field_order = ["password", "new_password"]

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password


class _AccountFields(ModelForm):
    """What an account has; role, office and unit have to fit each other."""

    class Meta:
        model = User
        fields = ["display_name", "email", "role", "office", "agency_unit"]
        error_messages = {
            "display_name": {"required": _("Escribe cómo se mostrará su nombre")},
            "role": {"required": _("Elige un rol")},
        }
        help_texts = {
            "display_name": _("Nombre e inicial, como lo verá el equipo."),
            "office": _("Para quienes trabajan en una sede."),
            "agency_unit": _("Solo para enlaces de entidad: verán lo que se derive a esta unidad."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(is_active=True)
        units = AgencyUnit.objects.accepting_referrals().select_related("agency").order_by("agency__name", "name")
        self.fields["agency_unit"].queryset = units
        self.fields["agency_unit"].label_from_instance = lambda unit: f"{unit.agency} · {unit.name}"

    def clean(self):
        cleaned = super().clean()
        role, office, unit = (cleaned.get(name) for name in ("role", "office", "agency_unit"))
        if role in OFFICE_ROLES and not office:
            self.add_error("office", _("Elige la sede: este rol trabaja en una."))
        if role == Role.AGENCY_GUEST and not unit:
            self.add_error("agency_unit", _("Elige la unidad de la entidad a la que pertenece."))
        if role != Role.AGENCY_GUEST and unit:
            self.add_error("agency_unit", _("Solo un enlace de entidad tiene unidad. Quítala o cambia el rol."))
        return cleaned


class NewUserForm(IdempotentForm, _AccountFields):
    class Meta(_AccountFields.Meta):
        fields = ["username", *_AccountFields.Meta.fields]
        error_messages = _AccountFields.Meta.error_messages | {
            "username": {
                "required": _("Escribe un usuario"),
                "unique": _("Ya hay una cuenta con ese usuario."),
            }
        }

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lower()
        if not _USERNAME.fullmatch(username):
            raise forms.ValidationError(_("Usa letras sin tilde, números, punto o guion, sin espacios."))
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Ya hay una cuenta con ese usuario."))
        return username


class ChangeUserForm(VersionedForm, _AccountFields):
    class Meta(_AccountFields.Meta):
        fields = [*_AccountFields.Meta.fields, "is_active"]
        help_texts = _AccountFields.Meta.help_texts | {
            "is_active": _("Sin marcar, la cuenta no entra más. Lo que escribió queda.")
        }


class UserFilterForm(Form):
    """Filters of the list of accounts; they stand in the address."""

    rol = forms.ChoiceField(label=_("Rol"), required=False, choices=[("", _("Todos")), *Role.choices])
    sede = forms.ModelChoiceField(
        label=_("Sede"), required=False, queryset=Office.objects.all(), to_field_name="code", empty_label=_("Todas")
    )
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[("", _("Todas")), ("activas", _("Activas")), ("inactivas", _("Inactivas"))],
    )

    def applied_to(self, users):
        if not self.is_valid():
            return users
        chosen = self.cleaned_data
        wanted = {
            "role": chosen["rol"] or None,
            "office": chosen["sede"],
            "is_active": {"activas": True, "inactivas": False}.get(chosen["estado"]),
        }
        return users.filter(**{name: value for name, value in wanted.items() if value is not None})
