from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "fieldcraft.trail"
    label = "trail"
