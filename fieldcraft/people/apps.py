from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fieldcraft.people"
    label = "people"
