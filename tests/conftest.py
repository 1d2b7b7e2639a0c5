"""How often properties are tried: on a few fixed examples with the suite, on many random ones with `make fuzz`."""

from hypothesis import HealthCheck, settings

# No deadlines and no complaints of slowness: a busy machine is no defect.
settings.register_profile(
    "suite", max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
