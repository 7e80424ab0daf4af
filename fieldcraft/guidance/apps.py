from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "fieldcraft.guidance"
    label = "guidance"

    def ready(self) -> None:
        """Hear what changes an opportunity, so that its steps follow at once."""
        from fieldcraft.guidance import listeners  # noqa: PLC0415 - models load first

        listeners.listen_to_work()
        listeners.listen_to_imports()
        listeners.listen_to_learning()
