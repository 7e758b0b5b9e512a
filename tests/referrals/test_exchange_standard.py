"""The table of fields against the standard's own published file."""

from django.conf import settings
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from referrals.exchange.fields import FIELDS
from referrals.exchange.kinds import Kind
from referrals.exchange.peru import PERU
from referrals.exchange.spellings import PICKLISTS, SPANISH, codes_of, plain
from referrals.exchange.standard import STANDARD
from referrals.exchange.words import in_words
from tests.referrals.conformance import conformance
from tests.referrals.workbooks import FIELD_STANDARDS


def published() -> dict[str, dict]:
    """Field name → label, type and picklist, as the published workbook of definitions has them."""
    rows = CalamineWorkbook.from_path(FIELD_STANDARDS).get_sheet_by_index(0).to_python()
    heads, *rows = rows
    found = {}
    for row in rows:
        cells = dict(zip(heads, row, strict=True))
        # One field has its name in two parts only; example questions have none.
        name = (cells["Field Name Prefix"] + cells["Field Name"]).strip()
        if name and "N/A" not in name:
            found[name] = {
                "label": cells["Field Label"].strip(),
                "type": cells["Field Type"].strip(),
                "values": [line.strip() for line in cells["Value Names (if picklist)"].splitlines() if line.strip()],
                "labels": [line.strip() for line in cells["Value Labels (if picklist)"].splitlines() if line.strip()],
            }
    return found


def test_every_published_field_is_in_the_table_and_no_other():
    assert [field.name for field in STANDARD] == list(published())
    assert len(STANDARD) == 84


def test_labels_and_kinds_are_the_published_ones():
    kinds = {
        "Date": {Kind.DATE},
        "Checkbox": {Kind.BOOLEAN},
        "Number": {Kind.NUMBER},
        "Geolocation": {Kind.NUMBER},
        "Picklist": {Kind.PICKLIST, Kind.LANGUAGE},
        "Multiselect Picklist": {Kind.MULTI, Kind.COUNTRIES},
        "Picklist or Text": {Kind.COUNTRY, Kind.TEXT},
    }
    for name, told in published().items():
        field = FIELDS[name]
        assert not told["label"] or field.label == told["label"], name
        assert field.kind in kinds.get(told["type"], {Kind.TEXT, Kind.COUNTRY}), name


def test_every_value_of_every_published_picklist_is_known_by_name_and_by_label():
    lists = 0
    for name, told in published().items():
        if FIELDS[name].kind not in (Kind.PICKLIST, Kind.MULTI):
            continue
        lists += 1
        assert [value for value, _label in PICKLISTS[name]] == told["values"], name
        codes = codes_of(FIELDS[name])
        for value, label in zip(told["values"], told["labels"], strict=True):
            assert codes[plain(value)] == value
            assert codes[plain(label)] == value
    assert lists == 21


def test_no_two_values_of_a_list_are_written_alike():
    for name, pairs in PICKLISTS.items():
        assert len({plain(value) for value, _label in pairs}) == len(pairs), name
        assert len({plain(label) for _value, label in pairs}) == len(pairs), name


def test_every_value_has_words_in_spanish():
    for name, pairs in PICKLISTS.items():
        assert set(SPANISH[name]) == {value for value, _label in pairs}
        assert all(SPANISH[name].values())
    assert in_words(FIELDS["vic_MethodsOfControl"], "DebtBondage;Hambre") == ["Servidumbre por deudas", "Hambre"]
    assert in_words(FIELDS["prs_Citizenship"], "PE;VE") == ["Perú", "Venezuela"]
    assert in_words(FIELDS["prs_PrimaryLanguage"], "qu") == ["quechua"]
    with override("en"):
        assert in_words(FIELDS["vic_MethodsOfControl"], "DebtBondage") == ["Debt bondage"]


def test_the_columns_of_peru_say_so_and_never_shadow_the_standard():
    assert all(field.name.startswith("x_pe_") for field in PERU)
    assert len(FIELDS) == len(STANDARD) + len(PERU)
    assert not {plain(field.label) for field in PERU} & {plain(field.label) for field in STANDARD}


def test_the_printed_table_of_conformance_is_current():
    printed = (settings.BASE_DIR / "docs" / "htcds.md").read_text()
    assert printed == conformance(), "run script/docs"
    assert all(f"| `{name}` |" in printed for name in published())
