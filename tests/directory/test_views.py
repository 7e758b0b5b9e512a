"""The catalogue pages as Raúl, who administers, and as everybody else."""

import base64
import json
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from directory.models import Agency, AgencyUnit, Holiday, Offence, Office, Place, UnitAlias
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
CATALOGUES = ("entidades", "unidades", "distritos", "sedes", "delitos", "feriados")


def url(name, *args):
    return reverse(f"directory:{name}", args=args)


@pytest.fixture
def admin(client, raul):
    signed_in(client, raul)
    return client


@pytest.fixture
def cusco(catalogues):
    return Office.objects.get(code="CUS")


def sent(form, **changes):
    """What a browser sends for a form as it stands, with some answers changed."""
    fields = {}
    for field in form:
        value = field.value()
        if value is True:
            fields[field.html_name] = "on"
        elif value not in (None, False):
            fields[field.html_name] = value.strftime("%d/%m/%Y") if isinstance(value, date) else value
    fields.update(changes)
    return {name: value for name, value in fields.items() if value is not None}


# Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("who", ["rosa", "celia", "nora", "teo", "dario", "ana", "lidia"])
def test_only_the_administration_edits_catalogues(client, who, request, cusco):
    signed_in(client, request.getfixturevalue(who))
    region = Place.objects.get(code="08")
    addresses = [
        url("catalogues"),
        url("places"),
        region.get_absolute_url(),
        cusco.get_absolute_url(),
        url("retire_entry", "sedes", cusco.pk),
        url("add_alias", AgencyUnit.objects.first().pk),
        *[url("entries", slug) for slug in CATALOGUES],
        *[url("add_entry", slug) for slug in CATALOGUES],
    ]
    assert {client.get(address).status_code for address in addresses} == {403}
    client.post(cusco.get_absolute_url(), {"name": "Otra", "version": 1, "place": "080101"})
    client.post(url("retire_entry", "sedes", cusco.pk), {"version": 1})
    client.post(region.get_absolute_url(), {"name": "Otra", "version": 1})
    client.post(url("add_entry", "sedes"), {"code": "AQP", "name": "Arequipa", "place": "040101"})
    cusco.refresh_from_db()
    region.refresh_from_db()
    assert (cusco.name, cusco.is_active, cusco.version, region.name) == ("Cusco", True, 1, "Cusco")
    assert not Office.objects.filter(code="AQP").exists()
    assert not AuditEntry.objects.filter(action="catalogue_changed").exists()


def test_a_stranger_is_sent_to_sign_in(client, catalogues):
    for address in (url("catalogues"), url("place_options")):
        assert client.get(address).status_code == 302


def test_an_unknown_catalogue_or_row_is_not_found(admin):
    assert admin.get(url("entries", "personas")).status_code == 404
    assert admin.get(url("entries", "nombres")).status_code == 404
    assert admin.get(url("add_entry", "nombres")).status_code == 404
    assert admin.get(url("entry", "sedes", uuid.uuid4())).status_code == 404
    assert admin.get(url("place", "99")).status_code == 404


# Lists ------------------------------------------------------------------------------------------------------


def test_the_index_counts_what_is_in_use(admin, cusco):
    assert (">4<" in admin.get(url("catalogues")).content.decode()) is True
    Office.objects.filter(pk=cusco.pk).update(is_active=False)
    page = admin.get(url("catalogues")).content.decode()
    assert ">3<" in page
    assert ">2,112<" in page


@pytest.mark.parametrize("slug", CATALOGUES)
def test_a_list_costs_the_same_with_one_row_and_with_many(admin, slug, django_assert_max_num_queries):
    def queries(query):
        with django_assert_max_num_queries(50) as counted:
            assert admin.get(url("entries", slug) + query).status_code == 200
        return len(counted)

    admin.get(url("entries", slug))
    one = {"entidades": "PNP", "unidades": "Línea 100", "sedes": "CUS", "delitos": "CP129Q", "feriados": "Navidad"}
    one["distritos"] = "Cañete"
    assert queries(f"?q={one[slug]}") == queries("?estado=todo&anio=")


def test_units_are_found_by_agency_region_and_type(admin):
    page = admin.get(url("entries", "unidades"), {"entidad": "MIMP", "region": "16", "tipo": "CEM"}).content.decode()
    assert "Centro Emergencia Mujer Iquitos" in page
    assert "Cusco</a>" not in page
    assert "Unidad de Protección Especial" not in page


def test_an_answer_that_no_filter_offers_is_left_out(admin):
    page = admin.get(url("entries", "unidades"), {"entidad": "NADIE", "estado": "x", "tipo": "CEM"})
    assert page.status_code == 200
    assert "Centro Emergencia Mujer Iquitos" in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["q", "estado", "entidad", "region", "tipo", "anio", "alcance", "despues", "antes"])
@pytest.mark.parametrize("value", ["\0", "ñandú'--", "9" * 400, ""])
def test_no_address_breaks_a_list(admin, name, value):
    for slug in ("unidades", "feriados"):
        assert admin.get(url("entries", slug), {name: value}).status_code == 200
        forged = base64.urlsafe_b64encode(json.dumps([value, str(uuid.uuid4())]).encode()).decode()
        assert admin.get(url("entries", slug), {"despues": forged}).status_code == 200
    assert admin.get(url("places"), {name: value}).status_code == 200
    assert admin.get(url("place_options"), {"padre": value, "campo": value, "nivel": value}).status_code == 200


def test_all_units_are_reached_page_by_page(admin):
    address, seen = url("entries", "unidades"), []
    while address:
        page = admin.get(address).context["page"]
        seen += [unit.pk for unit in page]
        address = page.next_url and url("entries", "unidades") + page.next_url
    assert len(seen) == len(set(seen)) == AgencyUnit.objects.count()


def test_names_are_ordered_as_people_read_them(admin):
    names = [unit.name for unit in admin.get(url("entries", "unidades"), {"region": "16"}).context["page"]]
    first_words = list(dict.fromkeys(name.split()[0] for name in names))
    assert first_words[:5] == ["Cámara", "Centro", "Comisaría", "Defensa", "DEMUNA"]
    regions = admin.get(url("place_options"), {"padre": ""}).content.decode()
    assert regions.index("Amazonas") < regions.index("Áncash") < regions.index("Apurímac")


def test_holidays_begin_with_this_year(admin):
    shown = {holiday.date.year for holiday in admin.get(url("entries", "feriados")).context["page"]}
    assert shown == {timezone.localdate().year}
    assert len(admin.get(url("entries", "feriados"), {"anio": "2021"}).context["page"]) == 13


def test_a_search_without_result_says_what_comes_next(admin):
    assert "Prueba una sola palabra" in admin.get(url("entries", "unidades"), {"q": "xyzzy"}).content.decode()


# Adding -----------------------------------------------------------------------------------------------------


def test_an_office_is_added_once_however_often_the_form_arrives(admin, raul):
    form = admin.get(url("add_entry", "sedes")).context["form"]
    answers = sent(form, code="aqp", name="Arequipa", place="040101")
    first = admin.post(url("add_entry", "sedes"), answers)
    second = admin.post(url("add_entry", "sedes"), answers)
    office = Office.objects.get(name="Arequipa")
    assert office.code == "AQP"
    assert first.url == second.url == office.get_absolute_url()
    entry = AuditEntry.objects.get(action="catalogue_changed")
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (raul.pk, "directory.office", str(office.pk))
    assert "name" in entry.fields


NEW = {
    "entidades": {
        "code": "SIS",
        "name": "Seguro Integral de Salud",
        "acronym": "SIS",
        "sector": "PUBLIC",
        "board_group": "MINSA",
    },
    "delitos": {"code": "CP170", "article": "170", "name": "Violación sexual", "source": "Código Penal"},
    "feriados": {
        "date": "05/01/2027",
        "name": "Aniversario",
        "scope": "REGION",
        "place": "16",
        "source": "Ordenanza",
    },
}


@pytest.mark.parametrize("slug", NEW)
def test_the_other_catalogues_take_new_rows_too(admin, slug):
    form = admin.get(url("add_entry", slug)).context["form"]
    answer = admin.post(url("add_entry", slug), sent(form, **NEW[slug]), follow=True)
    assert answer.status_code == 200
    assert f"Se añadió «{answer.context['entry']}»" in answer.content.decode()
    assert AuditEntry.objects.filter(action="catalogue_changed").count() == 1


def test_a_new_unit_starts_with_the_proposed_terms(admin):
    form = admin.get(url("add_entry", "unidades")).context["form"]
    agency = Agency.objects.get(code="MINSA")
    answers = sent(form, agency=agency.pk, unit_type="CSMC", name="CSMC Nauta", place="160301")
    admin.post(url("add_entry", "unidades"), answers)
    unit = AgencyUnit.objects.get(name="CSMC Nauta")
    assert (unit.acknowledge_days, unit.first_service_days, unit.counter_referral_days) == (1, 5, 10)
    assert unit.place.full_name == "Nauta, Loreto, Loreto"


WRONG = [
    ("sedes", {"code": "A1", "name": "X", "place": "040101"}, "code", "tres a cinco letras"),
    ("sedes", {"code": "LIM", "name": "X", "place": "040101"}, "code", "Ya hay una sede con ese código"),
    ("sedes", {"code": "AQP", "name": "X", "place": "999999"}, "place", "Elegir un lugar de la lista"),
    ("sedes", {"code": "AQP", "name": "X"}, "place", "Falta «Dónde está»"),
    ("sedes", {"code": "AQP", "name": "X" * 81, "place": "04"}, "name", "admite 80 caracteres"),
    ("entidades", {"code": "con espacio", "name": "X", "board_group": "PNP"}, "code", "sin espacios"),
    ("entidades", {"code": "XX", "name": "X", "board_group": "NADA"}, "board_group", "Elegir una de las opciones"),
    ("entidades", {"code": "XX", "name": "X", "board_group": "PNP"}, "sector", "Falta"),
    ("entidades", {"code": "XX", "name": "X", "board_group": "PNP", "valid_from": "32/01/2026"}, "valid_from", "fecha"),
    ("unidades", {"acknowledge_days": "0"}, "acknowledge_days", "no puede ser menor que 1"),
    ("unidades", {"first_service_days": "121"}, "first_service_days", "no puede pasar de 120"),
    ("unidades", {"counter_referral_days": "diez"}, "counter_referral_days", "con un número entero"),
    ("unidades", {"agency": ""}, "agency", "Falta"),
    ("unidades", {"unit_type": "HRT", "name": "Hogar", "place": "160101"}, "place", "solo la región"),
    ("delitos", {"code": "CP129Ñ", "name": "X"}, "code", "la Ñ se escribe NN"),
    ("delitos", {"code": "CP1", "prior_article": "153"}, "prior_until", "van juntos"),
    ("delitos", {"code": "CP1", "article": "", "source": ""}, "source", "Falta"),
    ("feriados", {"scope": "REGION"}, "place", "Elige un lugar solo"),
    ("feriados", {"scope": "NATIONAL", "place": "16"}, "place", "Elige un lugar solo"),
    (
        "feriados",
        {"date": "28/07/2026", "name": "X", "scope": "NATIONAL", "source": "X"},
        "date",
        "ya está registrado",
    ),
]


@pytest.mark.parametrize(("slug", "answers", "field", "message"), WRONG)
def test_a_wrong_answer_comes_back_with_a_message_beside_it(admin, slug, answers, field, message):
    model = {"sedes": Office, "entidades": Agency, "unidades": AgencyUnit, "delitos": Offence, "feriados": Holiday}
    before = model[slug].objects.count()
    form = admin.get(url("add_entry", slug)).context["form"]
    answer = admin.post(url("add_entry", slug), sent(form, **answers))
    assert answer.status_code == 422
    assert any(message in text for text in answer.context["form"].errors[field]), answer.context["form"].errors
    assert not answer.context["form"].non_field_errors()
    assert answer.content.decode().count("Error:") >= 1
    typed = [value for name, value in answers.items() if value and name not in ("place", "board_group")]
    assert all(value in answer.content.decode() for value in typed)
    assert model[slug].objects.count() == before


# Editing ----------------------------------------------------------------------------------------------------


def test_an_edit_is_saved_signed_and_recorded_by_field(admin, cusco):
    form = admin.get(cusco.get_absolute_url()).context["form"]
    answer = admin.post(cusco.get_absolute_url(), sent(form, name="Cusco Centro"))
    assert answer.url == url("entries", "sedes")
    cusco.refresh_from_db()
    assert (cusco.name, cusco.version, cusco.changed_by_name) == ("Cusco Centro", 2, "Raúl G.")
    assert AuditEntry.objects.get(action="catalogue_changed").fields == ["name"]


def test_saving_without_a_change_writes_nothing(admin, cusco):
    form = admin.get(cusco.get_absolute_url()).context["form"]
    admin.post(cusco.get_absolute_url(), sent(form))
    cusco.refresh_from_db()
    assert cusco.version == 1
    assert not AuditEntry.objects.filter(action="catalogue_changed").exists()


def test_the_code_of_an_office_cannot_be_changed(admin, cusco):
    form = admin.get(cusco.get_absolute_url()).context["form"]
    admin.post(cusco.get_absolute_url(), sent(form, name="Cusco 2", code="XXX"))
    cusco.refresh_from_db()
    assert (cusco.code, cusco.name) == ("CUS", "Cusco 2")


def test_two_editors_see_both_texts_and_lose_neither(admin, cusco):
    form = admin.get(cusco.get_absolute_url()).context["form"]
    admin.post(cusco.get_absolute_url(), sent(form, name="Cusco Sur"))
    answer = admin.post(cusco.get_absolute_url(), sent(form, name="Cusco Norte", place="080108"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cusco Sur" in page
    assert "Cusco Norte" in page
    assert "Wanchaq, Cusco, Cusco" in page
    assert "Raúl G." in page
    chosen = {
        "version": "2",
        "name": "Cusco Norte",
        "place": "080108",
        "cotejo": ["name", "place"],
        "name-ahora": "Cusco Sur",
        "name-queda": "ahora",
        "place-ahora": "080101",
        "place-queda": "mio",
        "is_active": "on",
    }
    admin.post(cusco.get_absolute_url(), chosen)
    cusco.refresh_from_db()
    assert (cusco.name, cusco.place_id, cusco.version) == ("Cusco Sur", "080108", 3)


def test_an_agency_that_ends_before_it_begins_is_told_beside_the_field(admin):
    agency = Agency.objects.get(code="MIDIS")
    form = admin.get(agency.get_absolute_url()).context["form"]
    answers = sent(form, valid_from="02/01/2026", valid_to="01/01/2026")
    answer = admin.post(agency.get_absolute_url(), answers)
    assert answer.status_code == 422
    assert answer.context["form"].errors["valid_to"] == ["El fin va después del inicio."]


def test_a_unit_gets_another_name_and_keeps_it_once(admin, upe_loreto):
    address = url("add_alias", upe_loreto.pk)
    form = admin.get(address).context["form"]
    alias_url = admin.post(address, sent(form, name="UPE Maynas")).url
    assert "UPE Maynas" in admin.get(upe_loreto.get_absolute_url()).content.decode()
    repeated = admin.post(address, sent(form, name="upe maynas", idempotency_key=str(uuid.uuid4())))
    assert repeated.status_code == 422
    assert "ya tiene ese nombre" in repeated.context["form"].errors["name"][0]
    form = admin.get(alias_url).context["form"]
    admin.post(alias_url, sent(form, name="UPE de Maynas"))
    assert UnitAlias.objects.filter(unit=upe_loreto, name="UPE de Maynas").exists()


# Retiring ---------------------------------------------------------------------------------------------------


def test_a_retired_unit_is_no_longer_offered_and_stays_readable(admin, upe_loreto):
    address = url("retire_entry", "unidades", upe_loreto.pk)
    form = admin.get(address).context["form"]
    answer = admin.post(address, sent(form), follow=True)
    assert "ya no se ofrece" in answer.content.decode()
    assert not AgencyUnit.objects.valid(on=timezone.localdate()).contains(upe_loreto)
    assert AgencyUnit.objects.valid(on=timezone.localdate() - timedelta(days=1)).contains(upe_loreto)
    shown = admin.get(url("entries", "unidades"), {"q": upe_loreto.name, "estado": "sin-vigencia"})
    assert "Sin vigencia" in shown.content.decode()
    assert AuditEntry.objects.get(action="catalogue_changed").fields == ["valid_to"]


def test_an_office_is_retired_and_taken_back(admin, cusco):
    address = url("retire_entry", "sedes", cusco.pk)
    admin.post(address, sent(admin.get(address).context["form"]))
    assert not Office.objects.active().contains(cusco)
    form = admin.get(cusco.get_absolute_url()).context["form"]
    admin.post(cusco.get_absolute_url(), sent(form, is_active="on"))
    assert Office.objects.active().contains(cusco)


def test_retiring_what_somebody_just_changed_asks_again(admin, cusco):
    address = url("retire_entry", "sedes", cusco.pk)
    form = admin.get(address).context["form"]
    Office.objects.filter(pk=cusco.pk).update(version=2, name="Cusco Sur")
    assert admin.post(address, sent(form)).status_code == 409
    assert Office.objects.active().contains(cusco)


def test_a_unit_cannot_end_before_it_begins(admin, upe_loreto):
    AgencyUnit.objects.filter(pk=upe_loreto.pk).update(valid_from=date(2026, 1, 1))
    address = url("retire_entry", "unidades", upe_loreto.pk)
    form = admin.get(address).context["form"]
    answer = admin.post(address, sent(form, valid_to="31/12/2025"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["valid_to"] == ["El fin va después del inicio."]


# Places -----------------------------------------------------------------------------------------------------


def test_places_are_browsed_from_the_region_down(admin):
    assert "Loreto" in admin.get(url("places")).content.decode()
    assert ">Maynas<" in admin.get(url("place", "16")).content.decode()
    assert ">Punchana<" in admin.get(url("place", "1601")).content.decode()
    assert "nada debajo" in admin.get(url("place", "160101")).content.decode()


def test_a_place_is_found_by_name_without_accents(admin):
    page = admin.get(url("places"), {"q": "san martin de porres"}).content.decode()
    assert "San Martín de Porres, Lima, Lima" in page


@pytest.mark.parametrize("code", ["16", "1601"])
def test_browsing_places_costs_the_same_for_few_and_many(admin, code, django_assert_num_queries):
    admin.get(url("place", code))
    with django_assert_num_queries(4):  # session, account, the place with those above, those below
        admin.get(url("place", code))


def test_the_name_of_a_place_is_corrected_and_a_place_that_ceased_is_not_offered(admin):
    address = url("place", "160101")
    form = admin.get(address).context["form"]
    answers = sent(form, name="Iquitos (corregido)")
    answers.pop("is_current")
    admin.post(address, answers)
    place = Place.objects.get(code="160101")
    assert (place.name, place.is_current, place.version) == ("Iquitos (corregido)", False, 2)
    assert AuditEntry.objects.get(action="catalogue_changed").subject_id == "160101"
    offered = admin.get(url("place_options"), {"padre": "1601"}).content.decode()
    assert "160101" not in offered
    assert "160108" in offered


def test_two_editors_of_a_place_are_told(admin):
    address = url("place", "16")
    form = admin.get(address).context["form"]
    admin.post(address, sent(form, name="Loreto 1"))
    assert admin.post(address, sent(form, name="Loreto 2")).status_code == 409


@pytest.mark.parametrize("who", ["rosa", "lidia", "teo"])
def test_everybody_signed_in_fills_places(client, who, request):
    signed_in(client, request.getfixturevalue(who))
    options = client.get(url("place_options"), {"padre": "16"}).content.decode()
    assert '<option value="1601">Maynas</option>' in options
    assert "<html" not in options


def test_the_widget_asks_for_the_step_below_what_is_chosen(admin):
    asked = {"campo": "place", "nivel": "DISTRICT", "place_region": "16", "place_provincia": "1601"}
    assert "160108" in admin.get(url("place_options"), asked).content.decode()
    moved = {**asked, "place_region": "08"}
    assert "Elige primero lo anterior" in admin.get(url("place_options"), moved).content.decode()
    assert "0801" in admin.get(url("place_options"), {**moved, "nivel": "PROVINCE"}).content.decode()
    assert "Elige primero" in admin.get(url("place_options"), {"campo": "place", "nivel": "PROVINCE"}).content.decode()


# No page says more than it must -----------------------------------------------------------------------------


def test_titles_say_the_section_and_bad_pages_begin_with_error(admin):
    page = admin.get(url("entries", "unidades")).content.decode()
    assert "<title>Unidades – Registro</title>" in page.replace("\n", "")
    bad = admin.post(url("add_entry", "sedes"), {}).content.decode()
    assert "<title>Error: Añadir sede – Registro</title>" in bad
