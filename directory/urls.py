from django.urls import path, re_path

from directory import views

app_name = "directory"

urlpatterns = [
    path("", views.catalogues, name="catalogues"),
    path("lugares/", views.place_options, name="place_options"),
    path("regiones/", views.regions, name="places"),
    re_path(r"^regiones/(?P<code>[0-9]{2,6})/$", views.place, name="place"),
    path("unidades/<uuid:pk>/nombres/nuevo/", views.add_alias, name="add_alias"),
    path("<slug:catalogue>/", views.entries, name="entries"),
    path("<slug:catalogue>/nuevo/", views.add_entry, name="add_entry"),
    path("<slug:catalogue>/<uuid:pk>/", views.entry, name="entry"),
    path("<slug:catalogue>/<uuid:pk>/retirar/", views.retire_entry, name="retire_entry"),
]
