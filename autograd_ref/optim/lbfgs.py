"""L-BFGS: quasi-Newton steps from the last changes of parameters and gradients."""

from __future__ import annotations

from typing import Any

from ..api.absent import sentence
from ..api.shape import cat
from ..modes import enable_grad, no_grad
from ..tensor import Tensor
from .optimizer import Optimizer


class LBFGS(Optimizer):
    """Each step calls the closure up to max_eval times and moves along -H g, H being the inverse
    Hessian as far as the last `history_size` changes tell it.

    Source: Nocedal and Wright, Numerical Optimization, algorithm 7.4. Line search is missing.
    """

    def __init__(
        self, params: Any, lr: float = 1, max_iter: int = 20, max_eval: int | None = None,
        tolerance_grad: float = 1e-7, tolerance_change: float = 1e-9, history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        if line_search_fn is not None:
            raise NotImplementedError(sentence(f"optim.LBFGS with {line_search_fn}"))
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        super().__init__(params, {
            "lr": lr, "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change,
            "history_size": history_size, "line_search_fn": line_search_fn,
        })
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params: list[Tensor] = self.param_groups[0]["params"]

    def step(self, closure: Any = None) -> Any:
        """Move the parameters; the closure clears the gradients, computes the loss, calls backward
        and returns the loss. Returns the first loss.
        """
        with no_grad():
            return self._step(enable_grad()(closure), self.param_groups[0])

    def _step(self, closure: Any, group: dict[str, Any]) -> Any:
        state = self._state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        loss, evaluations = first.item(), 1
        state["func_evals"] += 1
        g = self._gradient()
        if g.abs().max() <= group["tolerance_grad"]:
            return first
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            self._turn(state, g, group["history_size"])
            d, state["prev_flat_grad"], state["prev_loss"] = state["d"], g.clone(), loss
            slow = state["n_iter"] == 1
            t = state["t"] = group["lr"] * (min(1.0, 1.0 / float(g.abs().sum())) if slow else 1)
            if g.dot(d) > -group["tolerance_change"]:
                break
            self._move(d, t)
            if iteration == group["max_iter"]:
                break
            before, loss = loss, closure().item()
            g = self._gradient()
            evaluations += 1
            state["func_evals"] += 1
            if (evaluations >= group["max_eval"]
                    or g.abs().max() <= group["tolerance_grad"]
                    or (d * t).abs().max() <= group["tolerance_change"]
                    or abs(loss - before) < group["tolerance_change"]):
                break
        return first

    def _turn(self, state: dict[str, Any], g: Tensor, size: int) -> None:
        """Set the direction d of the next move from the history of earlier ones."""
        if state["n_iter"] == 1:
            state.update(d=-g, old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return
        state.setdefault("al", [None] * size)
        y, s = g - state["prev_flat_grad"], state["d"] * state["t"]
        curvature = y.dot(s)
        histories = changes, steps, inverses = state["old_dirs"], state["old_stps"], state["ro"]
        if curvature > 1e-10:
            if len(changes) == size:
                for history in histories:
                    history.pop(0)
            changes.append(y)
            steps.append(s)
            inverses.append(1.0 / curvature)
            state["H_diag"] = curvature / y.dot(y)
        q, factors = -g, []
        for y, s, inverse in reversed(list(zip(*histories, strict=True))):
            factors.append(s.dot(q) * inverse)
            q.add_(y, alpha=-float(factors[-1]))
        d = q * state["H_diag"]
        for y, s, inverse in zip(*histories, strict=True):
            d.add_(s, alpha=float(factors.pop() - y.dot(d) * inverse))
        state["d"] = d

    def _gradient(self) -> Tensor:
        """The gradients of all parameters as one vector."""
        return cat([p.new_zeros(p.numel()) if p.grad is None else p.grad.view(-1)
                    for p in self._params], 0)

    def _move(self, d: Tensor, t: float) -> None:
        place = 0
        for p in self._params:
            p.add_(d[place:place + p.numel()].view_as(p), alpha=t)
            place += p.numel()


LBFGS.__module__ = "torch.optim.lbfgs"
