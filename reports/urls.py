from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.runs, name="runs"),
    path("nuevo/", views.new, name="new"),
    path("<uuid:pk>/", views.run, name="run"),
    path("<uuid:pk>/avance/", views.run_progress, name="run_progress"),
    path("<uuid:pk>/reintentar/", views.try_again, name="try_again"),
    path("<uuid:pk>/comprobar/", views.check, name="check"),
    path("<uuid:pk>/pdf/", views.download, name="download"),
]
