"""`torch.func`: functions that take a function and return the one of its gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from . import autograd
from .api.absent import of_module
from .api.shape import stack
from .autograd.functional import jacobian
from .modes import enable_grad
from .tensor import Tensor

Function = Callable[..., Any]


def leaves(tree: Any) -> Iterator[Tensor]:
    """The tensors in nested tuples, lists and dicts."""
    if isinstance(tree, Tensor):
        yield tree
    elif isinstance(tree, (tuple, list, dict)):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(part)


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The same nested tuples, lists and dicts, with `function` of what they hold."""
    if isinstance(tree, dict):
        return {key: mapped(function, part) for key, part in tree.items()}
    if isinstance(tree, (tuple, list)):
        parts = [mapped(function, part) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    return function(tree)


def fresh(tree: Any) -> Any:
    """Tensors of the same numbers whose gradients can be taken, with the history of the given."""
    return mapped(lambda x: x if not isinstance(x, Tensor) else x.view_as(x) if x.requires_grad
                  else x.detach().requires_grad_(), tree)


def without_history(tree: Any) -> Any:
    return mapped(lambda x: x.detach() if isinstance(x, Tensor) else x, tree)


def grad_and_value(func: Function, argnums: int | tuple[int, ...] = 0,
                   has_aux: bool = False) -> Function:
    """The function that returns the gradient of `func`, which gives one number, and that number."""

    def gradient(*args: Any, **kwargs: Any) -> Any:
        places = argnums if isinstance(argnums, tuple) else (argnums,)
        recorded = any(x.requires_grad for x in leaves([*args, *kwargs.values()]))
        with enable_grad():
            inputs = [fresh(x) if place in places else x for place, x in enumerate(args)]
            output = func(*inputs, **kwargs)
            aux = ()
            if has_aux:
                output, aux = output
            check_single(output)
            wanted = [inputs[place] for place in places]
            found = iter(autograd.grad(output, list(leaves(wanted)), create_graph=True,
                                       materialize_grads=True) if output.requires_grad
                         else [x * 0 for x in leaves(wanted)])
        result = tuple(mapped(lambda x: next(found), x) for x in wanted)
        values = (result if isinstance(argnums, tuple) else result[0],
                  (output, aux) if has_aux else output)
        return values if recorded else without_history(values)

    return gradient


def check_single(output: Any) -> None:
    """Raise RuntimeError if the output of a function is not one number."""
    if not isinstance(output, Tensor):
        raise RuntimeError(
            "grad_and_value(f)(*args): Expected f(*args) to return a single tensor, got"
            f" {type(output)}"
        )
    if output.dim() != 0:
        raise RuntimeError(
            "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with"
            f" {output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
        )


def grad(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """The function that returns the gradient of `func`, which gives one number."""
    both = grad_and_value(func, argnums, has_aux)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        result, value = both(*args, **kwargs)
        return (result, value[1]) if has_aux else result

    return gradient


def vjp(func: Function, *primals: Any) -> tuple[Any, Function]:
    """(func(*primals), the function that multiplies a vector by the Jacobian)."""
    recorded = any(x.requires_grad for x in leaves(primals))
    with enable_grad():
        inputs = fresh(primals)
        output = func(*inputs)

    def product(*vectors: Any) -> Any:
        found = iter(autograd.grad(
            list(leaves(output)), list(leaves(inputs)), list(leaves(vectors)), retain_graph=True,
            create_graph=recorded, materialize_grads=True))
        return mapped(lambda x: next(found), inputs)

    return (output if recorded else without_history(output)), product


def jacrev(func: Function, argnums: int = 0) -> Function:
    """The function that returns the Jacobian of `func` for one of its arguments."""

    def of(*args: Any, **kwargs: Any) -> Any:
        def alone(x: Any) -> Any:
            return func(*args[:argnums], x, *args[argnums + 1 :], **kwargs)

        x = args[argnums]
        return jacobian(alone, x, create_graph=x.requires_grad)

    return of


jacfwd = jacrev  # the same numbers, by another way


def hessian(func: Function, argnums: int = 0) -> Function:
    """The function that returns the second derivatives of `func`."""
    return jacrev(jacrev(func, argnums), argnums)


def vmap(func: Function, in_dims: Any = 0, out_dims: int = 0, randomness: str = "error",
         *, chunk_size: int | None = None) -> Function:
    """The function that calls `func` for every part of its arguments along `in_dims`, None for the
    arguments that stay whole, and stacks the results.
    """

    def each(*args: Any, **kwargs: Any) -> Any:
        dims = in_dims if isinstance(in_dims, tuple) else (in_dims,) * len(args)
        sizes = [tensor.shape[dim] for x, dim in zip(args, dims, strict=True) if dim is not None
                 for tensor in leaves(x)]
        results = []
        for place in range(sizes[0]):
            parts = [part(x, dim, place) for x, dim in zip(args, dims, strict=True)]
            results.append(func(*parts, **kwargs))
        columns = zip(*map(leaves, results), strict=True)
        stacked = iter([stack(column, out_dims) for column in columns])
        return mapped(lambda x: next(stacked), results[0])

    return each


def part(tree: Any, dim: int | None, place: int) -> Any:
    """Number `place` of the tensors in a tree along a dimension."""
    return tree if dim is None else mapped(lambda x: x.select(dim, place), tree)


def functional_call(module: Any, parameters: Any, args: Any = None, kwargs: Any = None, *,
                    tie_weights: bool = True, strict: bool = False) -> Any:
    """Call a module with other tensors in place of those of these names."""
    replacements = parameters if isinstance(parameters, dict) else {
        name: value for each in parameters for name, value in each.items()}
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    before = []
    try:
        for path, value in replacements.items():
            *owners, name = path.split(".")
            owner = module
            for step in owners:
                owner = getattr(owner, step)
            stores = [store for store in (owner.__dict__.get(kind, {})
                                          for kind in ("_parameters", "_buffers")) if name in store]
            for store in stores:
                before.append((store, name, store[name]))
                store[name] = value
        return module(*args, **(kwargs or {}))
    finally:
        for store, name, value in reversed(before):
            store[name] = value


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.func", name))


__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "vjp",
           "vmap"]
