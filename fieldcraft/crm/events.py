"""What can happen to opportunities."""

from fieldcraft.trail.verbs import register

OPPORTUNITY_IMPORTED = register(
    name="opportunity.imported",
    sentence="brought in {subject}",
    help="An import created an opportunity.",
)
OPPORTUNITY_CHANGED = register(
    name="opportunity.changed",
    sentence="changed {subject}",
    help="Fields of an opportunity changed, by an import or by hand.",
)
IMPORT_UPLOADED = register(
    name="import.uploaded", sentence="uploaded {subject}", help="A file was uploaded; nothing came in yet."
)
IMPORT_MAPPED = register(
    name="import.mapped", sentence="set the columns of {subject}", help="A person corrected what columns mean."
)
IMPORT_STARTED = register(
    name="import.started", sentence="started the import of {subject}", help="A person started an import."
)
IMPORT_FINISHED = register(
    name="import.finished",
    sentence="imported {subject}",
    help="An import went through; the entry holds how many rows were new, changed, unchanged and faulty.",
)
IMPORT_CANCELLED = register(
    name="import.cancelled",
    sentence="stopped the import of {subject}",
    help="A person stopped an import; what was in by then stays in.",
)
