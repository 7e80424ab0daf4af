from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "fieldcraft.insight"
    label = "insight"

    def ready(self) -> None:
        """Hear of imports: what came in may have closed."""
        from fieldcraft.insight.listeners import listen_to_imports  # noqa: PLC0415 - models load first

        listen_to_imports()
