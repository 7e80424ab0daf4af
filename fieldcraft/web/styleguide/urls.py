"""Component page and whole pages in sample data."""

from django.urls import path

from fieldcraft.web.styleguide.views import styleguide

app_name = "styleguide"
urlpatterns = [path("", styleguide, name="index"), path("<slug:page>/", styleguide, name="page")]
