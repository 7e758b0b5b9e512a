"""Reads a page the way a browser and a screen reader do, and a form with every widget of the kit."""

from html.parser import HTMLParser

from django import forms
from django.template import engines
from django.test import RequestFactory

from interface.forms import Form, IdempotentForm
from interface.widgets import Pills, PillsMultiple

VOID = {"input", "br", "img", "meta", "link", "hr", "col"}


class Reader(HTMLParser):
    """Every element with its attributes and its text."""

    def __init__(self, html: str):
        super().__init__()
        self.elements, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append({"tag": tag, "text": "", **dict(attrs)})

    def handle_endtag(self, tag):
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag: str, **attributes) -> list[dict]:
        return [e for e in self.elements if e["tag"] == tag and all(e.get(k) == v for k, v in attributes.items())]

    @property
    def ids(self) -> list[str]:
        return [element["id"] for element in self.elements if element.get("id")]

    @property
    def controls(self) -> list[dict]:
        return [e for e in self.elements if e["tag"] in {"input", "select", "textarea"} and e.get("type") != "hidden"]

    def label_of(self, control: dict) -> str:
        return " ".join(label["text"].strip() for label in self.all("label", **{"for": control.get("id")}))


def render(source: str, context: dict | None = None, method: str = "get") -> str:
    """A template written in the test, with a request of nobody."""
    request = getattr(RequestFactory(), method)("/")
    return engines["django"].from_string(source).render(context or {}, request)


class EveryWidget(IdempotentForm, Form):
    source = forms.ChoiceField(
        label="Cómo llegó",
        choices=[("", "---------"), ("Estado", [("pnp", "Por la PNP"), ("mp", "Por la fiscalía")]), ("sola", "Sola")],
        error_messages={"required": "Elige cómo llegó al centro"},
    )
    called = forms.CharField(label="Cómo quiere que la llamemos", help_text="Puede ser un apodo.", max_length=20)
    sex = forms.ChoiceField(label="Sexo", choices=[("m", "Mujer"), ("h", "Hombre")], widget=Pills)
    age = forms.IntegerField(label="Edad", min_value=0, max_value=110)
    consent = forms.ChoiceField(
        label="Consentimiento",
        help_text="Negarse no le quita la atención.",
        choices=[("e", "Por escrito"), ("n", "No lo da")],
        widget=forms.RadioSelect,
    )
    may = forms.MultipleChoiceField(label="Qué se puede hacer", choices=[("l", "Llamar")], widget=PillsMultiple)
    services = forms.MultipleChoiceField(
        label="Servicios",
        choices=[("Legal", [("d", "Defensa"), ("c", "Consulta")]), ("Social", [("v", "Visita")])],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Lo importante", widget=forms.Textarea, max_length=100)
    happened_on = forms.DateField(label="Fecha")
    starts_at = forms.DateTimeField(label="Audiencia")
    mail = forms.EmailField(label="Correo")
    phone = forms.CharField(label="Teléfono", widget=forms.TextInput(attrs={"type": "tel"}))
    password = forms.CharField(label="Contraseña", widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    document = forms.FileField(label="Documento")
    amount = forms.DecimalField(label="Monto")
    understood = forms.BooleanField(label="Leyó sus derechos", help_text="En su lengua.")
    remarks = forms.CharField(label="Observaciones", required=False)
