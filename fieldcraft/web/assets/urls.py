"""Two addresses: the styles, and the scripts of every page."""

from django.urls import path

from fieldcraft.web.assets.views import scripts, styles

app_name = "assets"
urlpatterns = [
    path("<slug:digest>.css", styles, name="styles"),
    path("<slug:digest>.js", scripts, name="scripts"),
]
