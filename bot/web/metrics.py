"""What Prometheus reads: work done, work that waits, whether the homeserver answers."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_GAUGES = frozenset({"rooms"})


class _Figures(Collector):
    def __init__(self, figures: Mapping[str, int]) -> None:
        self._figures = figures

    def collect(self) -> list[Metric]:
        """The figures as they are now."""
        found: list[Metric] = []
        for name, value in sorted(self._figures.items()):
            if name in _GAUGES:
                found.append(GaugeMetricFamily(f"parta_{name}", name.replace("_", " "), value))
            else:
                found.append(CounterMetricFamily(f"parta_{name}", name.replace("_", " "), value))
        return found


def exposition(figures: Mapping[str, int], connected: bool, last_sync: int) -> bytes:
    """The text format. `last_sync` is milliseconds since 1970."""
    registry = CollectorRegistry()
    registry.register(_Figures(figures))
    Gauge("parta_connected", "does the homeserver answer", registry=registry).set(connected)
    Gauge("parta_last_sync_seconds", "when it answered last, Unix time", registry=registry).set(
        last_sync / 1000
    )
    return generate_latest(registry)
