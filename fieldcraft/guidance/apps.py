from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "fieldcraft.guidance"
    label = "guidance"

    def ready(self) -> None:
        """Hear what changes an opportunity's evidence, so that its steps follow at once."""
        from fieldcraft.guidance.listeners import listen_to_evidence, listen_to_imports  # noqa: PLC0415 - models load first

        listen_to_evidence()
        listen_to_imports()
