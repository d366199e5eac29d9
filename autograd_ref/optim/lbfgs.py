"""L-BFGS: quasi-Newton steps from the last changes of parameters and gradients."""

from __future__ import annotations

from typing import Any

from ..api.shape import cat
from ..modes import enable_grad, no_grad
from ..tensor import Tensor
from .line_search import Point, strong_wolfe
from .optimizer import Optimizer

STORED = "d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss"


class LBFGS(Optimizer):
    """Each step calls the closure up to max_eval times and moves along -H g, H being the inverse
    Hessian as far as the last `history_size` changes tell it.

    With line_search_fn="strong_wolfe", each move is as long as line_search.py finds best.

    Raises ValueError for a negative lr and for several groups of parameters.

    Source: Nocedal and Wright, Numerical Optimization, algorithm 7.4.
    """

    def __init__(
        self, params: Any, lr: float = 1, max_iter: int = 20, max_eval: int | None = None,
        tolerance_grad: float = 1e-7, tolerance_change: float = 1e-9, history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
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

    def step(self, closure: Any) -> Any:  # type: ignore[override]
        """Move the parameters; the closure clears the gradients, computes the loss, calls backward
        and returns the loss. Returns the first loss.
        """
        with no_grad():
            first = self._step(enable_grad()(closure), self.param_groups[0])
        state = self._state[self._params[0]]
        for name in STORED:  # in PyTorch's order
            if name in state:
                state[name] = state.pop(name)
        return first

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
            d, before = state["d"], loss
            state["prev_flat_grad"], state["prev_loss"] = g.clone(), loss
            t = group["lr"]
            if state["n_iter"] == 1:
                t = min(1.0, 1.0 / g.abs().sum()) * t
            state["t"], slope = t, g.dot(d)
            if slope > -group["tolerance_change"]:
                break
            if group["line_search_fn"] is not None:
                found, number = self._search(
                    closure, d, Point(0, loss, g.clone(), slope), t, group,
                    group["max_eval"] - evaluations)
                loss, g, t = found.loss, found.g, found.t
                state["t"] = t
                self._move(d, t)
            else:
                self._move(d, t)
                number = int(iteration < group["max_iter"])
                if number:
                    loss, g = closure().item(), self._gradient()
            evaluations += number
            state["func_evals"] += number
            if (iteration == group["max_iter"] or evaluations >= group["max_eval"]
                    or g.abs().max() <= group["tolerance_grad"]
                    or (d * t).abs().max() <= group["tolerance_change"]
                    or abs(loss - before) < group["tolerance_change"]):
                break
        return first

    def _search(self, closure: Any, d: Tensor, start: Point, t: Any, group: dict[str, Any],
                most: int) -> tuple[Point, int]:
        """The point that a line search finds along d; the parameters are left where they were."""
        if group["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        held = [p.clone() for p in self._params]

        def evaluate(t: Any) -> Point:
            self._move(d, t)
            loss, g = closure().item(), self._gradient()
            for p, value in zip(self._params, held, strict=True):
                p.copy_(value)
            return Point(t, loss, g, g.dot(d))

        return strong_wolfe(evaluate, start, t, d, group["tolerance_change"], most)

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

    def _move(self, d: Tensor, t: Any) -> None:
        place = 0
        for p in self._params:
            p.add_(d[place:place + p.numel()].view_as(p), alpha=float(t))
            place += p.numel()


LBFGS.__module__ = "torch.optim.lbfgs"
