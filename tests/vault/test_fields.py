import logging
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.writer import MigrationWriter
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.letters import Letter, Parcel, Postcard
from vault.errors import SealBroken, SealedMisuse
from vault.fields import SealedTextField, Token, open_values
from vault.keyring import keyring
from vault.models import DataKey, new_data_key

pytestmark = pytest.mark.django_db

SECRETS = ["Rosaura", "Ccori", "Ximena", "Huamán", "Llegó de noche", "uno"]
SEALED = ["sender", "receiver", "story", "tags"]
text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def reloaded(letter: Letter) -> Letter:
    return Letter.objects.select_related("key").get(pk=letter.pk)


def sql(statement: str, *values) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def opens(row, name: str) -> bool:
    """Whether reading gives any value at all."""
    try:
        getattr(row, name)
    except SealBroken:
        return False
    return True


# What goes in comes out -------------------------------------------------------------------------------------


def test_text_and_lists_come_back_as_they_were_written(letter):
    assert (letter.sender, letter.receiver) == ("Rosaura Ccori", "Ximena Huamán")
    assert (letter.story, letter.tags) == ("Llegó de noche.", ["uno", "dos"])


@given(content=st.binary(min_size=1, max_size=200))
def test_any_bytes_come_back(content):
    parcel = Parcel(key=new_data_key(keyring()), content=content)
    field = Parcel._meta.get_field("content")
    token = field.pre_save(parcel, add=True)
    assert content == field.open_for(parcel, token)
    assert len(content) < 8 or content not in token.sealed
    assert Parcel(key=parcel.key).content == b""


@given(sender=text, tags=st.lists(st.dictionaries(text, st.integers() | text | st.none()), max_size=3))
def test_any_text_and_any_json_come_back(sender, tags):
    letter = Letter(key=new_data_key(keyring()), sender=sender, tags=tags)
    for name, value in (("sender", sender), ("tags", tags)):
        field = Letter._meta.get_field(name)
        if value:
            assert field.open_for(letter, field.pre_save(letter, add=True)) == value


def test_empty_is_stored_as_null_and_null_reads_as_empty(key):
    letter = reloaded(Letter.objects.create(key=key, sender="Ana", receiver="", story=None, tags=[]))
    assert (letter.receiver, letter.story, letter.tags) == ("", "", [])
    assert sql("SELECT receiver, story, tags FROM letters_letter") == [(None, None, None)]
    assert Letter.objects.filter(story__isnull=True).count() == 1
    assert Letter.objects.filter(sender__isnull=False).count() == 1


def test_a_required_column_is_never_stored_empty(key):
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(key=key, sender="")


def test_an_edit_of_one_column_leaves_the_tokens_of_the_others(letter):
    before = sql("SELECT sender, story FROM letters_letter")[0]
    letter.receiver = "Jimena Wamán"
    letter.save()
    assert sql("SELECT sender, story FROM letters_letter")[0] == before
    assert reloaded(letter).receiver == "Jimena Wamán"


def test_a_list_changed_in_place_is_saved(letter):
    letter.tags.append("tres")
    letter.save(update_fields=["tags"])
    assert reloaded(letter).tags == ["uno", "dos", "tres"]


def test_bulk_create_seals_each_row_for_itself(key):
    Letter.objects.bulk_create([Letter(key=key, sender=f"Remitente {number}") for number in range(100)])
    letters = Letter.objects.select_related("key").order_by("id")
    assert [letter.sender for letter in letters] == [f"Remitente {number}" for number in range(100)]


def test_a_list_of_rows_with_their_keys_takes_one_query(key, django_assert_num_queries):
    Letter.objects.bulk_create([Letter(key=key, sender="Ana") for _ in range(12)])
    with django_assert_num_queries(1):
        assert {letter.sender for letter in Letter.objects.select_related("key")} == {"Ana"}


def test_deferred_columns_are_read_in_one_query_when_first_needed(letter, django_assert_num_queries):
    slim = Letter.objects.select_related("key").only("sent_on", "key").get()
    with django_assert_num_queries(1):
        assert (slim.sender, slim.receiver, slim.story) == (
            "Rosaura Ccori",
            "Ximena Huamán",
            "Llegó de noche.",
        )
    slim = Letter.objects.select_related("key").defer("story").get()
    with django_assert_num_queries(0):
        assert slim.sender == "Rosaura Ccori"
    slim.sent_on = "2026-11-20"
    slim.save()
    assert reloaded(letter).story == "Llegó de noche."


def test_many_rows_open_without_instances(key):
    other = DataKey.objects.make()
    Letter.objects.bulk_create(
        [Letter(key=owner, sender=f"Remitente {number}") for number in range(20) for owner in (key, other)]
    )
    fields = [Letter._meta.get_field("sender"), Letter._meta.get_field("story")]
    rows = Letter.objects.values_list("id", "key_id", "key__wrapped", "key__key_version", "sender", "story", "sent_on")
    opened = sorted(open_values(fields, rows))
    letters = Letter.objects.select_related("key").order_by("id")
    assert opened == [(letter.pk, letter.sender, "", None) for letter in letters]


def test_opening_many_rows_stops_at_a_broken_one(letter):
    sql("UPDATE letters_letter SET sender = receiver")
    rows = Letter.objects.values_list("id", "key_id", "key__wrapped", "key__key_version", "sender")
    with pytest.raises(SealBroken):
        list(open_values([Letter._meta.get_field("sender")], rows))


# What was tampered with does not ----------------------------------------------------------------------------


def test_ten_thousand_altered_values_are_errors_and_none_is_a_value(letter):
    chance = random.Random(5)
    tokens = {name: letter.__dict__[name].sealed for name in SEALED}
    values = 0
    for turn in range(10_000):
        name = SEALED[turn % len(SEALED)]
        altered = bytearray(tokens[name])
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        letter.__dict__[name] = Token(bytes(altered), letter.key_id)
        values += opens(letter, name)
    assert values == 0
    letter.__dict__["sender"] = Token(tokens["sender"], letter.key_id)
    assert letter.sender == "Rosaura Ccori"


def test_ten_thousand_flipped_or_moved_bytes_are_errors_and_none_is_a_value(key):
    chance, field = random.Random(7), Parcel._meta.get_field("content")
    parcels = [Parcel(key=key, content=f"Rosaura {number}".encode()) for number in range(100)]
    tokens = [field.pre_save(parcel, add=True).sealed for parcel in parcels]
    values = 0
    for turn in range(10_000):
        at = turn % len(parcels)
        other = chance.choice([each for each in range(len(parcels)) if each != at])
        altered = bytearray(tokens[other if turn % 2 else at])
        if not turn % 2:
            altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        parcels[at].__dict__["content"] = Token(bytes(altered), key.pk)
        values += opens(parcels[at], "content")
    assert values == 0
    parcels[0].__dict__["content"] = Token(tokens[0], key.pk)
    assert parcels[0].content == b"Rosaura 0"


def test_text_lists_and_bytes_do_not_open_in_each_others_place(letter):
    parcel = Parcel(pk=letter.pk, key=letter.key, content=b"Rosaura")
    content = Parcel._meta.get_field("content").pre_save(parcel, add=True).sealed
    tokens = {name: letter.__dict__[name].sealed for name in SEALED} | {"content": content}
    for here in tokens:
        row = parcel if here == "content" else letter
        for there, token in tokens.items():
            row.__dict__[here] = Token(token, letter.key_id)
            assert opens(row, here) == (here == there)


def test_a_value_moved_to_another_row_does_not_open(key):
    Letter.objects.bulk_create([Letter(key=key, sender=f"Remitente {number}") for number in range(101)])
    ids = list(Letter.objects.order_by("id").values_list("pk", flat=True))
    tokens = dict(sql("SELECT id, sender FROM letters_letter"))
    letters = list(Letter.objects.select_related("key").order_by("id"))
    values = 0
    for letter in letters:
        for other in ids:
            if other != letter.pk:
                letter.__dict__["sender"] = Token(tokens[other], key.pk)
                values += opens(letter, "sender")
    assert len(ids) * (len(ids) - 1) == 10_100
    assert values == 0


def test_rows_swapped_in_the_database_do_not_open(key):
    Letter.objects.bulk_create([Letter(key=key, sender=f"Remitente {number}") for number in range(40)])
    sql(
        "UPDATE letters_letter SET sender = moved.sender FROM (SELECT id, lead(sender, 1, (SELECT sender FROM"
        " letters_letter ORDER BY id LIMIT 1)) OVER (ORDER BY id) AS sender FROM letters_letter) AS moved"
        " WHERE moved.id = letters_letter.id"
    )
    letters = Letter.objects.select_related("key")
    assert [opens(letter, "sender") for letter in letters] == [False] * 40


def test_columns_swapped_in_the_database_do_not_open(letter):
    sql("UPDATE letters_letter SET sender = receiver, receiver = sender, story = tags, tags = story")
    assert not any(opens(reloaded(letter), name) for name in SEALED)


def test_a_value_moved_to_another_table_does_not_open(letter):
    Postcard.objects.create(pk=letter.pk, key=letter.key, sender="Otra")
    sql("UPDATE letters_postcard SET sender = letters_letter.sender FROM letters_letter")
    assert not opens(Postcard.objects.get(), "sender")


def test_a_row_given_the_key_of_another_does_not_open(letter):
    other = DataKey.objects.make()
    sql("UPDATE letters_letter SET key_id = %s", other.pk)
    assert not any(opens(reloaded(letter), name) for name in SEALED)


def test_a_row_given_another_id_does_not_open(letter):
    sql("UPDATE letters_letter SET id = %s", Letter().pk)
    assert not any(opens(Letter.objects.select_related("key").get(), name) for name in SEALED)


def test_two_data_keys_swapped_open_nothing(letter):
    DataKey.objects.make()
    sql(
        "UPDATE vault_datakey SET wrapped = other.wrapped FROM vault_datakey AS other"
        " WHERE other.id <> vault_datakey.id"
    )
    assert not any(opens(reloaded(letter), name) for name in SEALED)


def test_the_database_refuses_plain_text_in_a_sealed_column(letter):
    for plain in (b"Rosaura", b"Una historia escrita sin sello, bastante larga."):
        with pytest.raises(IntegrityError), transaction.atomic():
            sql("UPDATE letters_letter SET sender = %s", plain)


def test_an_unread_value_cannot_be_carried_into_another_row_or_under_another_key(letter):
    letter.pk = Letter().pk
    letter._state.adding = True
    with pytest.raises(SealedMisuse), transaction.atomic():
        letter.save()
    moved = Letter.objects.get()
    moved.key = DataKey.objects.make()
    with pytest.raises(SealedMisuse), transaction.atomic():
        moved.save()


def test_a_row_once_read_can_be_put_under_another_key(letter):
    read = [getattr(letter, name) for name in SEALED]
    letter.key = DataKey.objects.make()
    letter.save()
    DataKey.objects.exclude(pk=letter.key_id).shred()
    assert [getattr(reloaded(letter), name) for name in SEALED] == read


# Nothing shows ----------------------------------------------------------------------------------------------


def test_nothing_readable_is_in_the_tables(letter):
    stored = b"|".join(sql("SELECT sender, receiver, story, tags FROM letters_letter")[0])
    stored += sql("SELECT letters_letter::text FROM letters_letter")[0][0].encode()
    for secret in SECRETS:
        assert secret.encode() not in stored


def test_nothing_readable_is_sent_to_the_database(key, django_assert_num_queries, caplog):
    with caplog.at_level(logging.DEBUG, "django.db.backends"), django_assert_num_queries(1) as captured:
        Letter.objects.create(key=key, sender="Rosaura Ccori")
    sent = captured.captured_queries[0]["sql"] + caplog.text
    assert "Rosaura" not in sent and b"Rosaura".hex() not in sent


def test_a_sealed_value_shows_nothing_of_itself(letter):
    token = Letter.objects.values_list("sender", flat=True).get()
    assert repr(token) == str(token) == f"{token}" == "‹sellado›"
    assert "Rosaura" not in repr(vars(letter))


@pytest.mark.parametrize(
    "misuse",
    [
        lambda rows, row: rows.update(sender="Rosaura Ccori"),
        lambda rows, row: rows.bulk_update([row], ["sender"]),
        lambda rows, row: rows.filter(sender="Rosaura Ccori"),
        lambda rows, row: rows.filter(sender=None),
        lambda rows, row: rows.exclude(sender__icontains="Rosaura"),
        lambda rows, row: rows.filter(tags__0="uno"),
        lambda rows, row: list(rows.order_by("sender")),
        lambda rows, row: list(rows.order_by("-story")),
        lambda rows, row: serializers.serialize("json", [row]),
    ],
)
def test_what_a_sealed_column_cannot_do_is_refused_without_showing_it(letter, misuse):
    assert opens(letter, "sender") and opens(letter, "story")  # so that they could leak
    with pytest.raises(SealedMisuse) as refusal, transaction.atomic():
        misuse(Letter.objects.all(), letter)
    assert "is sealed" in str(refusal.value)
    assert not any(secret in str(refusal.value) for secret in SECRETS)


def test_a_broken_seal_names_the_column_and_the_row_and_nothing_more(letter):
    sql("UPDATE letters_letter SET sender = receiver")
    with pytest.raises(SealBroken) as broken:
        str(reloaded(letter).sender)
    assert str(broken.value) == f"letters.Letter.sender of row {letter.pk} does not open."
    assert broken.value.__cause__ is None


def test_the_place_written_into_a_seal_is_for_ever(letter):
    place = f"v1|letters_letter|sender|{letter.pk}|{letter.key_id}".encode()
    assert Letter._meta.get_field("sender").place(letter.pk, letter.key_id) == place


# In forms, models and migrations ----------------------------------------------------------------------------


class LetterForm(forms.ModelForm):
    class Meta:
        model = Letter
        fields = ["sender", "story", "tags"]


def test_a_form_treats_a_sealed_column_as_text(letter):
    form = LetterForm(instance=letter)
    assert form["sender"].value() == "Rosaura Ccori"
    assert isinstance(form.fields["sender"].widget, forms.TextInput)
    assert form.fields["sender"].widget.attrs["maxlength"] == "60"
    assert isinstance(form.fields["story"].widget, forms.Textarea)
    assert form.fields["sender"].required and not form.fields["story"].required
    form = LetterForm({"sender": "  Ana Mamani ", "story": "", "tags": '["tres"]'}, instance=letter)
    assert form.is_valid(), form.errors
    form.save()
    again = reloaded(letter)
    assert (again.sender, again.story, again.tags) == ("Ana Mamani", "", ["tres"])


def test_a_form_refuses_text_that_is_too_long_or_missing(letter):
    assert "sender" in LetterForm({"sender": "x" * 61}, instance=letter).errors
    assert "sender" in LetterForm({"sender": ""}, instance=letter).errors


def test_full_clean_counts_the_characters_of_the_plain_text(key):
    Letter(key=key, sent_on="2026-11-20", sender="ñ" * 60).full_clean()
    with pytest.raises(ValidationError) as refusal:
        Letter(key=key, sent_on="2026-11-20", sender="ñ" * 61).full_clean()
    assert list(refusal.value.message_dict) == ["sender"]


def test_a_migration_writes_the_field_without_null_which_follows_from_blank():
    written, _ = MigrationWriter.serialize(SealedTextField(blank=True, max_length=5))
    assert written == "vault.fields.SealedTextField(blank=True, max_length=5)"
    assert SealedTextField(blank=True).null and not SealedTextField().null


# Many at once -----------------------------------------------------------------------------------------------


def test_threads_reading_the_same_and_different_rows_never_see_another_value_or_a_token(key):
    Letter.objects.bulk_create([Letter(key=key, sender=f"Remitente {number}") for number in range(50)])
    expected = {letter.pk: letter.sender for letter in Letter.objects.select_related("key")}

    def read(letters):
        return [(letter.pk, letter.sender) for letter in letters]

    for _ in range(20):
        shared = list(Letter.objects.select_related("key"))
        with ThreadPoolExecutor(8) as pool:
            for seen in pool.map(read, [shared] * 8):
                assert dict(seen) == expected


def test_threads_sealing_at_once_do_not_mix_their_rows(key):
    def seal_and_open(number):
        letter = Letter(key=key, sender=f"Remitente {number}")
        field = Letter._meta.get_field("sender")
        return field.open_for(letter, field.pre_save(letter, add=True)) == f"Remitente {number}"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(seal_and_open, range(4000)))


def test_sealed_columns_are_bytes():
    assert {Letter._meta.get_field(name).db_type(connection) for name in SEALED} == {"bytea"}
