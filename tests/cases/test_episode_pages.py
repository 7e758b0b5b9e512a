"""The pages of what happened: four steps without JavaScript, a story to read, notes that name nobody."""

import pytest
from django.urls import reverse

from cases.actions import add_document
from cases.actions.episodes import change_episode, note_perpetrator, open_episode
from cases.models import AllegedPerpetratorNote, TraffickingEpisode

pytestmark = pytest.mark.django_db


@pytest.fixture
def victim(case):
    return case.participations.get()


@pytest.fixture
def episode(case, victim, rosa):
    return open_episode(case, {victim.pk: ""}, {}, by=rosa)


def address(step, row):
    return reverse(f"cases:{step}", args=[row.pk])


def filled(page, **told):
    """What a browser sends back of the form on ``page``, with ``told`` typed over it."""
    data = {}
    for field in page.context["form"]:
        value = field.field.prepare_value(field.value())
        if value not in (None, "", False):
            data[field.html_name] = value
    return data | told


def send(client, url, **told):
    return client.post(url, filled(client.get(url), **told))


def test_little_is_enough_to_begin_and_the_next_step_is_offered(case, victim, rosa, sign_in):
    client = sign_in(rosa)
    assert "Añadir los hechos" in client.get(address("episodes", case)).content.decode()
    url = address("episode_new", case)
    told = {"recruited": "junio de 2025", "modality": "FALSE_JOB_OFFER", "recruited_country": "PE", "seguir": "1"}
    answer = send(client, url, **told, **{f"relation_{victim.pk.hex}": "FRIEND"})
    episode = TraffickingEpisode.objects.get()
    assert answer.url == address("episode_route", episode)
    assert (str(episode.recruited_on), episode.recruited_on_precision) == ("2025-06-01", "MONTH")
    assert episode.people.get().recruiter_relation == "FRIEND"
    page = client.get(address("episodes", case)).content.decode()
    assert "En junio de 2025, en Perú." in page
    assert "No hacen falta: era menor de edad" in page
    history = client.get(case.get_absolute_url()).content.decode()
    assert "Hechos registrados" in history and episode.get_absolute_url() in history


def test_her_papers_tell_the_means_until_somebody_answers_and_afterwards_beside_what_is_missing(
    episode, victim, rosa, sign_in
):
    client, url = sign_in(rosa), address("episode_recruitment", episode)
    assert client.get(url).context["form"]["reta_means"].value() == []
    add_document(victim.person, "DNI", "45678912", "RETAINED", by=rosa)
    page = client.get(url)
    why = "un documento suyo figura como retenido"
    assert f"Marcado porque {why}." in page.content.decode() and "Algo viene marcado" in page.content.decode()
    assert page.context["form"]["reta_means"].value() == ["M22"]
    assert TraffickingEpisode.objects.get().reta_means == [], "nothing is written before somebody saves"
    assert client.post(url, filled(page, reta_means=["M10"])).status_code == 302
    page = client.get(url)
    assert page.context["form"]["reta_means"].value() == ["M10"] and f"Falta: {why}." in page.content.decode()
    client.post(url, filled(page, reta_means=["M10", "M22"]))
    assert TraffickingEpisode.objects.get().reta_means == ["M10", "M22"]
    assert why not in client.get(url).content.decode()


def test_rows_of_the_way_grow_move_and_go_without_javascript_and_lose_nothing(episode, rosa, sign_in):
    client, url = sign_in(rosa), address("episode_route", episode)
    typed = {
        "moved": "YES",
        "stop_0_place_region": "16",
        "stop_0_place_provincia": "1601",
        "stop_1_country": "BO",
        "stop_1_transport": "RIVER",
    }
    page = client.post(url, filled(client.get(url)) | typed | {"anadir": "1"})
    form = page.context["form"]
    assert (page.status_code, len(form.numbers), form["stop_0_place"].value()) == (200, 3, "1601")
    page = client.post(url, filled(page) | {"stop_2_country": "BR", "subir": "2"})
    form = page.context["form"]
    assert (form["stop_1_country"].value(), form["stop_2_country"].value()) == ("BR", "BO")
    page = client.post(url, filled(page) | {"quitar": "1"})
    assert len(page.context["form"].numbers) == 2
    assert not episode.stops.exists()
    assert client.post(url, filled(page)).status_code == 302
    assert [(each.place_id, each.country) for each in episode.stops.all()] == [("1601", "PE"), (None, "BO")]


def test_where_and_how_is_saved_with_its_money_and_its_sector(episode, rosa, sign_in):
    client, url = sign_in(rosa), address("episode_exploitation", episode)
    told = {
        "purposes": ["PROSTITUTION_SEXUAL"],
        "control_methods": ["DebtBondage"],
        "debt_amount": "800.50",
        "site_0_activity": "GOLD_MINING",
        "site_0_started": "2025",
        "site_0_ended": "03/2025",
        "pay_promised_currency": "GOLD",
    }
    assert send(client, url, **told).status_code == 302
    row, site = TraffickingEpisode.objects.get(), episode.sites.get()
    assert (str(row.debt_amount), row.debt_currency, row.pay_promised_currency) == ("800.50", "PEN", "")
    assert (site.section, str(site.started_on), str(site.ended_on)) == ("B", "2025-01-01", "2025-03-31")
    assert row.control_methods == ["DebtBondage"]


@pytest.mark.parametrize(
    ("step", "told", "field", "words"),
    [
        ("episode_recruitment", {"recruited": "un martes"}, "recruited", "Escribe un día (15/06/2025)"),
        ("episode_recruitment", {"recruited": "2199"}, "recruited", "Escribe un día que ya pasó"),
        ("episode_recruitment", {"recruited": "2025", "recruited_unknown": "on"}, "recruited", "No se sabe"),
        ("episode_route", {"stop_1_transport": "AIR"}, "stop_1_place", "Elige el lugar o el país"),
        ("episode_route", {"moved": "NO", "stop_0_country": "PE"}, "moved", "Hay lugares en el camino"),
        ("episode_exploitation", {"site_0_started": "2025", "site_0_ended": "2024"}, "site_0_ended", "Terminó antes"),
        ("episode_exit", {"rescued": "2024"}, "exit_kind", "marca cómo salió"),
        ("episode_exit", {"exit_kind": "ESCAPED", "operation_kind": "POLICE"}, "operation_kind", "autoridad"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_written(
    episode, rosa, sign_in, step, told, field, words
):
    page = send(sign_in(rosa), address(step, episode), **told)
    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors[field])
    assert TraffickingEpisode.objects.get().version == 1


def test_two_who_write_at_once_choose_and_lose_nothing(episode, rosa, sign_in):
    client, url = sign_in(rosa), address("episode_route", episode)
    data = filled(client.get(url), moved="YES", stop_0_country="BO", stop_1_country="PE")
    change_episode(episode, {"moved": "NI"}, by=rosa, expected_version=1, stops=[{"country": "CL", "transport": ""}])
    page = client.post(url, data)
    assert page.status_code == 409
    assert "Bolivia" in page.content.decode()
    assert "Chile" in page.content.decode()
    assert TraffickingEpisode.objects.get().moved == "NI"


def test_a_note_names_nobody_and_numbers_are_refused_kindly(episode, rosa, sign_in):
    client, url = sign_in(rosa), address("perpetrator_new", episode)
    for typed in ("Tigre 45871236", "Tigre 45.871.236", "965 123 456"):
        page = send(client, url, roles=["RECRUITER"], alias=typed, alias_reason="La llama")
        assert page.status_code == 422
        assert "Aquí no guardamos DNI" in page.content.decode()
    page = send(client, url, roles=["RECRUITER"], alias="Tigre")
    assert "Escribe por qué hace falta el alias" in page.content.decode()
    assert not AllegedPerpetratorNote.objects.exists()
    assert send(client, url, roles=["RECRUITER", "CLIENT"], persons="2").status_code == 302
    assert "Captó; fue cliente · 2 personas" in client.get(address("episode", episode)).content.decode()


def test_a_note_is_changed_and_taken_back(episode, rosa, sign_in):
    note, client = note_perpetrator(episode, {"roles": ["CLIENT"]}, by=rosa), sign_in(rosa)
    assert send(client, address("perpetrator", note), detained="YES").status_code == 302
    assert "Detenida" in client.get(address("episode", episode)).content.decode()
    url = address("perpetrator_withdraw", note)
    assert [client.post(url, {"reason": each}).status_code for each in ("", "Su DNI es 45678912")] == [422, 422]
    assert AllegedPerpetratorNote.objects.standing().exists()
    assert client.post(url, {"reason": "Era un testigo."}).url == episode.get_absolute_url()
    assert AllegedPerpetratorNote.objects.get().withdrawal_reason == "Era un testigo."
    assert "Era un testigo." in client.get(episode.case.get_absolute_url()).content.decode()
    assert "Detenida" not in client.get(address("episode", episode)).content.decode()
    assert client.get(address("perpetrator", note)).status_code == 404


def test_what_was_withdrawn_says_so_where_the_history_leads(episode, rosa, sign_in):
    client = sign_in(rosa)
    assert send(client, address("episode_withdraw", episode)).status_code == 422
    assert send(client, address("episode_withdraw", episode), reason="Era de otro caso.").status_code == 302
    page = client.get(episode.get_absolute_url(), follow=True).content.decode()
    assert "Esos hechos se retiraron" in page
    assert client.get(address("episode_route", episode)).status_code == 404


def test_another_office_knows_nothing_of_it(episode, ulises, sign_in):
    client = sign_in(ulises)
    for step in ("episode", "episode_route", "perpetrator_new"):
        assert client.get(address(step, episode)).status_code == 404
