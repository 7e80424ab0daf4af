from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "fieldcraft.crm"
    label = "crm"

    def ready(self) -> None:
        from fieldcraft.crm import events  # noqa: F401, PLC0415 - registers the verbs
