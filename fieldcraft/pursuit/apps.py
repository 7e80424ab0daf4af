from django.apps import AppConfig


class PursuitConfig(AppConfig):
    name = "fieldcraft.pursuit"
    label = "pursuit"
