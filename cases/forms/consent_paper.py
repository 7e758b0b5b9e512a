"""Bringing the paper she signed: a file, or a photograph made now."""

from django.utils.translation import gettext_lazy as _

from cases.forms.attachments import FileForm


class PaperForm(FileForm):
    """One file; what it is, whose, and its title are known already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["title"]
        self.fields["file"].label = _("El papel firmado")
        self.fields["file"].help_text = _("Foto o PDF, hasta 25 MB.")
