from django.core.management.base import BaseCommand, CommandError

from cases.attachments.checking import check_attachments


class Command(BaseCommand):
    help = "Compares the documents of cases with the sealed files on the disk, both ways."

    def add_arguments(self, parser):
        parser.add_argument("--open", action="store_true", help="open every file to its end, instead of measuring it")
        parser.add_argument(
            "--remove-strays",
            action="store_true",
            help="remove files older than a day that no document names; never after restoring an older database",
        )

    def handle(self, *args, **options):
        found = check_attachments(opens=options["open"], removes_strays=options["remove_strays"])
        self.stdout.write(
            f"{found.files} files, {len(found.missing)} missing, {len(found.broken)} that do not open,"
            f" {len(found.strays)} strays, {found.unfinished} unfinished removed"
        )
        for word, codes in (("missing", found.missing), ("does not open", found.broken)):
            for code in codes:
                self.stdout.write(f"{word}: {code}")
        if found.is_incident:
            raise CommandError("Files of documents are gone or altered: this is an incident.")
