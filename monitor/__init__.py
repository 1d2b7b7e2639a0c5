"""envoy-monitor: watches the news for US–China climate diplomacy and alerts once a meeting."""

__version__ = "0.1.0"
