"""Addresses of accounts and of the trail."""

from django.urls import path

from accounts import alert_views, trail_views, views
from accounts.factors import views as factors

app_name = "accounts"

urlpatterns = [
    path("entrar/", views.sign_in, name="sign_in"),
    path("entrar/codigo/", factors.second_step, name="second_step"),
    path("cerrar-sesion/", views.sign_out, name="sign_out"),
    path("salir/", views.quick_exit, name="quick_exit"),
    path("bloqueo/", views.locked, name="locked"),
    path("mi-cuenta/", views.account, name="account"),
    path("mi-cuenta/idioma/", views.language, name="language"),
    path("mi-cuenta/sesiones/cerrar/", views.close_other_sessions, name="close_other_sessions"),
    path("mi-cuenta/sesiones/<uuid:pk>/cerrar/", views.close_session, name="close_session"),
    path("mi-cuenta/confirmar/", factors.prove, name="prove"),
    path("mi-cuenta/segundo-paso/", factors.factors, name="factors"),
    path("mi-cuenta/segundo-paso/primero/", factors.enrol, name="enrol"),
    path("mi-cuenta/segundo-paso/aplicacion/", factors.add_app, name="add_app"),
    path("mi-cuenta/segundo-paso/llave/", factors.add_key, name="add_key"),
    path("mi-cuenta/segundo-paso/quitar/", factors.remove_factor, name="remove_factor"),
    path("mi-cuenta/segundo-paso/codigos/", factors.recovery_codes, name="recovery_codes"),
    path("cuentas/", views.users, name="users"),
    path("cuentas/nueva/", views.add_user, name="add_user"),
    path("cuentas/<uuid:pk>/", views.user, name="user"),
    path("cuentas/<uuid:pk>/clave/", views.reset_password, name="reset_password"),
    path("cuentas/<uuid:pk>/sesiones/", views.close_sessions, name="close_sessions"),
    path("accesos/", trail_views.audit, name="audit"),
    path("accesos/sello/", trail_views.audit_seal, name="audit_seal"),
    path("accesos/cuentas/<uuid:pk>/", trail_views.account_trail, name="account_trail"),
    path("accesos/registros/<uuid:pk>/", trail_views.record_trail, name="record_trail"),
    path("accesos/alertas/", alert_views.alerts, name="alerts"),
    path("accesos/alertas/<uuid:pk>/", alert_views.alert, name="alert"),
    path("cuentas/<uuid:pk>/segundo-paso/", factors.ask_reset, name="ask_factor_reset"),
    path("anulaciones/", factors.resets, name="factor_resets"),
    path("anulaciones/<uuid:pk>/", factors.reset, name="factor_reset"),
]
