import pytest
from django import forms

from interface.forms import Form
from tests.interface.kit import EveryWidget, Reader, render

PAGE = "{% error_summary form %}<form>{{ form }}</form>"


@pytest.fixture
def empty_page():
    return Reader(render(PAGE, {"form": EveryWidget()}))


@pytest.fixture
def page_with_errors():
    return Reader(render(PAGE, {"form": EveryWidget({}, {})}))


def test_every_control_has_a_label_that_points_at_it(empty_page, page_with_errors):
    for page in (empty_page, page_with_errors):
        assert len(page.controls) > 16
        for control in page.controls:
            assert page.label_of(control), control


def test_ids_are_unique(empty_page, page_with_errors):
    for page in (empty_page, page_with_errors):
        assert len(page.ids) == len(set(page.ids))


def test_what_a_control_or_a_group_says_about_itself_exists(empty_page, page_with_errors):
    for page in (empty_page, page_with_errors):
        described = [e["aria-describedby"] for e in page.elements if e.get("aria-describedby")]
        assert described
        for ids in described:
            assert set(ids.split()) <= set(page.ids)


def test_a_field_in_error_is_described_by_its_error(page_with_errors):
    called = next(c for c in page_with_errors.controls if c["name"] == "called")
    assert called["aria-describedby"].split() == ["id_called_helptext", "id_called_error"]
    assert called["aria-invalid"] == "true"
    group = next(e for e in page_with_errors.all("fieldset") if "Consentimiento" in e["text"])
    assert group["aria-describedby"].split() == ["id_consent_helptext", "id_consent_error"]


def test_the_summary_has_one_link_per_error_and_all_resolve(page_with_errors):
    links = [a["href"] for a in page_with_errors.all("a")]
    required = [name for name, field in EveryWidget().fields.items() if field.required and name != "idempotency_key"]
    assert len(links) == len(required)
    assert {href.removeprefix("#") for href in links} <= {c.get("id") for c in page_with_errors.controls}


def test_radio_groups_are_reached_by_their_first_option(page_with_errors):
    links = {a["text"]: a["href"] for a in page_with_errors.all("a")}
    assert links["Falta «Sexo»"] == "#id_sex_0"
    assert links["Falta «Servicios»"] == "#id_services_0_0"
    assert links["Elige cómo llegó al centro"] == "#id_source"


def test_an_error_is_said_in_the_summary_and_beside_the_field(page_with_errors):
    beside = [p["text"] for p in page_with_errors.all("p") if "govuk-error-message" in (p.get("class") or "")]
    for link in page_with_errors.all("a"):
        assert any(link["text"] in text for text in beside)


def test_the_summary_takes_the_focus(page_with_errors):
    summary = next(e for e in page_with_errors.all("div") if e.get("class") == "govuk-error-summary")
    assert "autofocus" in summary and summary["tabindex"] == "-1"


def test_errors_that_belong_to_no_visible_field_are_said_without_a_link():
    class Pair(Form):
        a = forms.CharField(required=False)
        secret = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Llegó incompleto"})

        def clean(self):
            raise forms.ValidationError("Las dos fechas se contradicen")

    page = Reader(render(PAGE, {"form": Pair({})}))
    assert page.all("a") == []
    summary = next(e for e in page.all("ul"))
    assert "Las dos fechas se contradicen" in summary["text"] and "Llegó incompleto" in summary["text"]


def test_a_page_without_errors_has_no_summary(empty_page):
    assert not [e for e in empty_page.elements if "govuk-error-summary" in (e.get("class") or "")]


def test_optional_fields_say_so_and_required_ones_have_no_asterisk(empty_page):
    labels = {label["for"]: label["text"] for label in empty_page.all("label")}
    assert "(opcional)" in labels["id_remarks"]
    assert "opcional" not in labels["id_called"] and "*" not in labels["id_called"]


def test_the_browser_neither_validates_nor_cuts_what_is_pasted(empty_page):
    for control in empty_page.controls:
        assert not {"required", "maxlength", "minlength", "min", "max"} & control.keys()


def test_nothing_typed_is_remembered_by_the_browser(empty_page):
    texts = [c for c in empty_page.controls if c.get("type") in {"text", "email", "tel", "password"}]
    assert len(texts) > 6
    assert {c["autocomplete"] for c in texts} == {"off"}


def test_numbers_are_typed_on_a_numeric_keyboard_without_a_spinner(empty_page):
    age, amount = (next(c for c in empty_page.controls if c["name"] == name) for name in ("age", "amount"))
    assert (age["type"], age["inputmode"]) == ("text", "numeric")
    assert (amount["type"], amount["inputmode"]) == ("text", "decimal")


def test_a_long_text_says_how_much_fits(empty_page):
    note = next(c for c in empty_page.controls if c["name"] == "note")
    assert note["data-maximo"] == "100"
    count = next(e for e in empty_page.elements if e.get("id") == note["aria-describedby"])
    assert count["text"] == "Hasta 100 caracteres"


def test_options_in_groups_keep_their_groups(empty_page):
    assert [g["label"] for g in empty_page.all("optgroup")] == ["Estado"]
    assert "Legal" in next(e for e in empty_page.all("fieldset") if "Servicios" in e["text"])["text"]


def test_what_was_typed_comes_back_with_the_error():
    page = Reader(render(PAGE, {"form": EveryWidget({"age": "ciento", "note": "<b>texto</b>", "sex": "m"})}))
    assert next(c for c in page.controls if c["name"] == "age")["value"] == "ciento"
    assert next(e for e in page.all("textarea"))["text"].strip() == "<b>texto</b>"
    assert "checked" in next(c for c in page.controls if c.get("id") == "id_sex_0")


def test_labels_hints_and_options_are_escaped():
    class Hostile(Form):
        a = forms.ChoiceField(
            label="<i>a</i>", help_text="<i>b</i>", choices=[("<i>", "<i>c</i>")], widget=forms.RadioSelect
        )

    html = render(PAGE, {"form": Hostile({})})
    assert "<i>" not in html and html.count("&lt;i&gt;") >= 3


def test_two_forms_on_a_page_share_no_id():
    forms_ = {"one": EveryWidget(prefix="uno"), "two": EveryWidget(prefix="dos")}
    page = Reader(render("{{ one }}{{ two }}", forms_))
    assert len(page.ids) == len(set(page.ids))
