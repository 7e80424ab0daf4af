from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "fieldcraft.guidance"
    label = "guidance"

    def ready(self) -> None:
        """Hear what changes an opportunity, so that its steps follow at once."""
        from fieldcraft.guidance.listeners import listen_to_imports, listen_to_work  # noqa: PLC0415 - models load first

        listen_to_work()
        listen_to_imports()
