"""Letters on the screen: from the documents of a case to a final letter, without its name on the way."""

from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from accounts.permissions import PERMISSIONS, Permission, Role
from cases.actions.letters import begin_letter, change_letter, make_final
from cases.letters.kinds import LetterKind
from cases.letters.making import make_letter
from cases.models import Letter
from cases.models.letter import SILENCE
from tests.cases.test_letters import NAME, allow, known, media, school
from vault.models import DataKey

__all__ = ["known", "media"]
pytestmark = pytest.mark.django_db


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


def asked(page) -> dict:
    """The form of a page as a browser would send it back."""
    form = page.context["form"]
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def test_a_letter_is_begun_written_looked_at_and_made_final(
    case, known, rosa, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(rosa)
    documents = page_of(client.get(reverse("cases:attachments", args=[case.pk])))
    assert reverse("cases:letter_new", args=[case.pk]) in documents
    assert reverse("cases:letters", args=[case.pk]) in documents
    start = client.get(reverse("cases:letter_new", args=[case.pk]), {"persona": known.pk})
    assert "Puede decir: su nombre" in page_of(start)
    begun = client.post(start.request["PATH_INFO"], asked(start) | {"kind": LetterKind.SCHOOL})
    edit = client.get(begun.url)
    assert NAME not in page_of(edit) and "[NOMBRE]" in page_of(edit)
    told = {"institution": "I. E. 60123", "agreed_on": "01/11/2026", "dato_GRADO": "tercero"}
    saved = client.post(begun.url, asked(edit) | told)
    assert saved.status_code == 302
    shown = page_of(client.get(saved.url))
    assert "Antes de dejarla como definitiva" in shown and "Preguntarle y registrarlo" in shown
    allow(case, known, rosa)
    shown = page_of(client.get(saved.url))
    assert "¿Está bien así?" in shown and "[NOMBRE]" in shown and NAME not in shown
    letter = Letter.objects.get()
    with django_capture_on_commit_callbacks():
        final = client.post(reverse("cases:letter_final", args=[letter.pk]), {"version": letter.version})
    assert final.url == saved.url
    waiting = page_of(client.get(saved.url))
    assert "Preparando el PDF" in waiting and "Cambiar el texto" not in waiting
    assert make_letter(letter.pk)
    fragment = client.get(reverse("cases:letter_progress", args=[letter.pk]))
    assert fragment.headers["HX-Refresh"] == "true"
    done = page_of(client.get(saved.url))
    assert "Descargar el PDF" in done and "Subir la versión firmada" in done and NAME not in done
    assert client.get(reverse("cases:letter_edit", args=[letter.pk])).status_code == 302


@pytest.mark.security
def test_seeing_the_letter_with_her_name_leaves_a_trace_and_lasts_ten_minutes(case, known, rosa, ulises, sign_in):
    allow(case, known, rosa)
    letter = school(case, known, rosa)
    url = reverse("cases:letter_names", args=[letter.pk])
    assert sign_in(ulises).post(url).status_code == 404
    seen = sign_in(rosa).post(url)
    assert NAME in page_of(seen) and seen.headers["Refresh"].startswith("600; url=/cartas/")
    traces = AuditEntry.objects.filter(action=AuditAction.REVEALED, subject_id=str(known.pk))
    assert [each.fields for each in traces] == [[f"office_letter={case.code}-borrador", "name", "document"]]


def test_what_may_not_stand_in_it_comes_back_with_what_was_typed(case, known, rosa, sign_in):
    letter, client = school(case, known, rosa), sign_in(rosa)
    url = reverse("cases:letter_edit", args=[letter.pk])
    sent = asked(client.get(url)) | {"body": "Flor Quispe fue víctima. [CASO]", "agreed_on": "01/11/2099"}
    answer = client.post(url, sent)
    said = page_of(answer)
    assert answer.status_code == 422
    for words in ("No escribas su nombre", "quita «victima»", "no puede llevar [CASO]", "un día que no ha llegado"):
        assert words in said, words
    assert "Flor Quispe fue víctima. [CASO]" in said and Letter.objects.get().version == letter.version


def test_two_who_write_at_once_are_shown_both_and_nothing_leaves_that_was_not_seen(case, known, rosa, elmer, sign_in):
    allow(case, known, rosa)
    letter, client = school(case, known, rosa), sign_in(rosa)
    url = reverse("cases:letter_edit", args=[letter.pk])
    sent = asked(client.get(url)) | {"agreed_on": "01/11/2026", "subject": "Lo mío"}
    change_letter(letter, {"subject": "Lo de Elmer"}, by=elmer, expected_version=letter.version)
    answer = client.post(url, sent)
    assert answer.status_code == 409 and "Lo de Elmer" in page_of(answer) and "Lo mío" in page_of(answer)
    final = client.post(reverse("cases:letter_final", args=[letter.pk]), {"version": letter.version})
    assert final.status_code == 422 and "Míralo otra vez" in page_of(final)
    assert Letter.objects.get().number is None


def test_a_draft_is_put_aside_and_a_numbered_letter_is_not(case, known, rosa, sign_in):
    client = sign_in(rosa)
    draft = begin_letter(case, known, LetterKind.ATTENDED, by=rosa)
    assert client.post(reverse("cases:letter_discard", args=[draft.pk])).status_code == 302
    listed = page_of(client.get(reverse("cases:letters", args=[case.pk])))
    assert "Todavía no hay cartas" in listed
    letter = begin_letter(case, known, LetterKind.ATTENDED, by=rosa)
    final = make_final(letter, by=rosa, seen=letter.version)
    assert client.post(reverse("cases:letter_discard", args=[final.pk])).status_code == 422
    assert f"CONSTANCIA N.° 001-{timezone.localdate().year}" in page_of(
        client.get(reverse("cases:letters", args=[case.pk]))
    )


@pytest.mark.security
def test_a_letter_of_a_reserved_area_is_read_by_its_area_and_whoever_wrote_it(
    case, known, rosa, elmer, milagros, sign_in
):
    letter = begin_letter(case, known, LetterKind.ATTENDED, by=rosa)
    Letter.objects.filter(pk=letter.pk).update(area="LEGAL")
    listed, url = reverse("cases:letters", args=[case.pk]), letter.get_absolute_url()
    for user, answer in ((rosa, 200), (elmer, 200), (milagros, 403)):
        client = sign_in(user)
        assert client.get(url).status_code == answer
        assert (url in page_of(client.get(listed))) == (answer == 200)
    assert "Lo abre su área" in page_of(client.get(listed))


@pytest.mark.security
@pytest.mark.parametrize("lost", [Permission.REVEAL_NAME, Permission.ADD_NOTE])
def test_whoever_may_not_see_names_or_write_reads_the_letter_and_writes_none(case, known, rosa, sign_in, lost):
    letter, client = begin_letter(case, known, LetterKind.ATTENDED, by=rosa), sign_in(rosa)
    left = {Role.SOCIAL_WORKER: PERMISSIONS[Role.SOCIAL_WORKER] - {lost}}
    with mock.patch.dict(PERMISSIONS, left):
        page = page_of(client.get(letter.get_absolute_url()))
        for name in ("letter_edit", "letter_discard", "letter_word"):
            url = reverse(f"cases:{name}", args=[letter.pk])
            assert client.get(url).status_code == 403 and url not in page
        for name in ("letter_names", "letter_final"):
            url = reverse(f"cases:{name}", args=[letter.pk])
            assert client.post(url).status_code == 403 and url not in page
        assert client.get(reverse("cases:letter_new", args=[case.pk])).status_code == 403
    assert Letter.objects.get().number is None


def test_a_letter_whose_key_was_destroyed_is_closed_and_one_that_no_worker_takes_says_so(case, known, rosa, sign_in):
    client, letter = sign_in(rosa), begin_letter(case, known, LetterKind.ATTENDED, by=rosa)
    url = reverse("cases:letter_progress", args=[letter.pk])
    make_final(letter, by=rosa, seen=letter.version)
    assert "Se prepara en cuanto" in page_of(client.get(url))
    Letter.objects.filter(pk=letter.pk).update(requested_at=timezone.now() - SILENCE)
    assert "El servicio no responde" in page_of(client.get(url))
    DataKey.objects.filter(pk=letter.key_id).shred()
    assert client.get(letter.get_absolute_url()).status_code == 403
    listed = page_of(client.get(reverse("cases:letters", args=[case.pk])))
    assert "Constancia de atención" in listed and letter.get_absolute_url() not in listed
