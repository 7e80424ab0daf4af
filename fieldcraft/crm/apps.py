from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "fieldcraft.crm"
    label = "crm"
