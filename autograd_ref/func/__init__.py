"""`torch.func`: functions that take a function and return the one of its gradients."""

from __future__ import annotations

from typing import Any

from ..api.absent import of_module
from .gradients import grad, grad_and_value, jvp, linearize, vjp
from .jacobians import hessian, jacfwd, jacrev
from .mapping import vmap
from .modules import functional_call, stack_module_state


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.func", name))


__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp",
           "linearize", "stack_module_state", "vjp", "vmap"]
