"""Looking for nan in every gradient."""

from __future__ import annotations

import warnings

from ..anomaly import keep_traceback
from ..modes import anomaly_mode
from ..watchers import unwatch, watch


def switch(detected: bool, check_nan: bool) -> None:
    """Search for nan from now on, or not."""
    anomaly_mode.detected, anomaly_mode.check_nan = detected, check_nan
    (watch if detected else unwatch)(keep_traceback)


class set_detect_anomaly:
    """Look for nan in every gradient, and report the forward operation behind it."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                "set_anomaly_enabled(): argument 'enabled' (position 1) must be bool, not"
                f" {type(mode).__name__}"
            )
        self.previous = anomaly_mode.detected, anomaly_mode.check_nan
        switch(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        switch(*self.previous)


class detect_anomaly(set_detect_anomaly):
    """`set_detect_anomaly(True)` for a `with` block."""

    def __init__(self, check_nan: bool = True) -> None:
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should"
            " only be enabled for debugging.", UserWarning, stacklevel=2,
        )
        self.asked = check_nan

    def __enter__(self) -> None:
        super().__init__(True, self.asked)


for _class in (set_detect_anomaly, detect_anomaly):
    _class.__module__ = "torch.autograd.anomaly_mode"
