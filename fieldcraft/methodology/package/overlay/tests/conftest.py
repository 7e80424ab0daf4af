"""How hypothesis runs here."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code: time per example is not judged, only the time limit of the whole test.
settings.register_profile("fieldcraft", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fieldcraft")
