"""Addresses of accounts and of the trail."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("entrar/", views.sign_in, name="sign_in"),
    path("cerrar-sesion/", views.sign_out, name="sign_out"),
    path("salir/", views.quick_exit, name="quick_exit"),
    path("bloqueo/", views.locked, name="locked"),
    path("mi-cuenta/", views.account, name="account"),
    path("mi-cuenta/idioma/", views.language, name="language"),
    path("cuentas/", views.users, name="users"),
    path("cuentas/nueva/", views.add_user, name="add_user"),
    path("cuentas/<uuid:pk>/", views.user, name="user"),
    path("cuentas/<uuid:pk>/clave/", views.reset_password, name="reset_password"),
    path("accesos/", views.audit, name="audit"),
    path("accesos/sello/", views.audit_seal, name="audit_seal"),
]
