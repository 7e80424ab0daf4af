"""One address: the styles."""

from django.urls import path

from fieldcraft.web.assets.views import styles

app_name = "assets"
urlpatterns = [path("<slug:digest>.css", styles, name="styles")]
