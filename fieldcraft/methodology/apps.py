from django.apps import AppConfig


class MethodologyConfig(AppConfig):
    name = "fieldcraft.methodology"
    label = "methodology"
