from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "fieldcraft.guidance"
    label = "guidance"
