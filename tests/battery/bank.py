"""All attacks and faults, by family."""

from __future__ import annotations

from tests.battery import damaged, exhaustion, forged, leaks

FAMILIES = {
    "forged verdicts": forged.ATTACKS,
    "leaks and tampering": leaks.ATTACKS,
    "exhaustion": exhaustion.ATTACKS,
    "damaged input": damaged.ATTACKS,
}
