"""Only what the look needs: styles and the component page."""

from django.urls import include, path

urlpatterns = [
    path("assets/", include("fieldcraft.web.assets.urls")),
    path("styleguide/", include("fieldcraft.web.styleguide.urls")),
]
