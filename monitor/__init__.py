"""envoy-monitor: watches the news for US–China climate diplomacy and alerts once a meeting."""

import os

__version__ = "0.1.0"

# pypinyin's table of phrases weighs 45 MB, and names are read character by character, in every reading.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
