from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "fieldcraft.people.directory"
    label = "directory"
