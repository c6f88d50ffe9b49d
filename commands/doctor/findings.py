"""What a check finds: how bad it is, in words, and the cure."""

from __future__ import annotations

from typing import Literal

from workflow.noun import dataclass

Severity = Literal["broken", "warning"]
"""`broken`: something that should happen does not. `warning`: it soon will not, or somebody should look."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    code: str
    """Stable, for programs that watch."""
    severity: Severity
    message: str
    cure: str
