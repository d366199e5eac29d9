"""Parameters: the engine reads each of them, says why it need not, or refuses other values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import autograd_ref as torch

PACKAGE = Path(torch.__file__).parent

# Why a parameter is not read, and the functions, each with those of its parameters.
UNREAD = {
    "the CPU is the only device, and no copy to it waits": """
        Conversions.cuda: device non_blocking
        Module.cuda: device
        memory_allocated: device
        synchronize: device
        current_accelerator: check_available
        fork_rng: devices
        assert_close: check_device
        save_on_cpu.__init__: pin_memory device_type
        DataParallel.__init__: output_device dim
        Conversions.to: non_blocking
        copy_: non_blocking
    """,
    "tensors have one layout": "assert_close: check_layout",
    "a matter of speed or of memory, the result is the same": """
        get_total_norm: foreach
        clip_grads_with_norm_: foreach
        clip_grad_norm_: foreach
        clip_grad_value_: foreach
        load: mmap
        autocast.__init__: cache_enabled
        TransformerEncoder.__init__: mask_check
    """,
    "the order is one of those that PyTorch leaves open": """
        sort: stable
        argsort: stable
        topk: sorted
        unique: sorted
    """,
    "nothing is compiled": """
        compile: fullgraph dynamic name recompile_limit isolate_recompiles shapes_spec
        disable: recursive reason
        list_backends: exclude_tags
    """,
    "files hold no pickles": """
        save: pickle_module pickle_protocol
        load: pickle_module kwargs
    """,
    "nothing is measured": """
        profile.__init__: args kwargs
        record_function.__init__: args
    """,
    "PyTorch reads it neither": """
        gumbel_softmax: eps
        Metadata.volatile: value
        Identity.__init__: args kwargs
        Function.__init__: args kwargs
    """,
    "the answer is the same for every value": """
        is_storage: obj
        Module.to_empty: recurse
        set_flush_denormal: mode
    """,
    "whoever calls it passes it to others of its kind": """
        ComposeTransform.log_abs_det_jacobian: y
        ExpTransform.log_abs_det_jacobian: y
        SigmoidTransform.log_abs_det_jacobian: y
        SoftplusTransform.log_abs_det_jacobian: y
        TanhTransform.log_abs_det_jacobian: y
        AffineTransform.log_abs_det_jacobian: y
        ReshapeTransform.log_abs_det_jacobian: y
        BasePruningMethod.__call__: inputs
        Identity.compute_mask: t
        CustomFromMask.compute_mask: t
        WeightNorm.__call__: inputs
        SpectralNorm.__call__: inputs
        get_ema_avg_fn.moved: number
        get_ema_multi_avg_fn.move: number
        register_post_accumulate_grad_hook.call: gradient
        tanh_step: h
        relu_step: h
        AccumulateGrad.run: create_graph
        Output.run: create_graph
        Several.run: create_graph
    """,
}
# Why an attribute that a parameter sets is not read.
KEPT = {
    "there are no worker processes": """
        DataLoader: num_workers prefetch_factor persistent_workers timeout worker_init_fn in_order
        DataLoader: multiprocessing_context pin_memory_device
    """,
    "there is no graphics card": "DataParallel: device_ids",
    "programs look at it": "Transformer: nhead\nTreeSpec: num_leaves",
}
READ_BY_PYTHON = "__init__", "__new__", "__call__"  # other names with __ have fixed parameters


def functions(tree: ast.AST, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function within, with the names of the classes and functions around it."""
    for node in ast.iter_child_nodes(tree):
        inner = (*names, node.name) if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else names
        if isinstance(node, ast.FunctionDef):
            yield ".".join(inner), node
        yield from functions(node, inner)


def only_raises(function: ast.FunctionDef) -> bool:
    return all(isinstance(line, ast.Raise) or
               (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
               for line in function.body)


def unread(function: ast.FunctionDef) -> set[str]:
    """The parameters that the body does not read."""
    if only_raises(function) or (
            function.name.startswith("__") and function.name not in READ_BY_PYTHON):
        return set()
    given = function.args
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    names = {each.arg for each in parameters if each is not None and each.arg[0] != "_"}
    nodes = [node for line in function.body for node in ast.walk(line)]
    if any(isinstance(node, ast.Call) and ast.unparse(node) == "locals()" for node in nodes):
        return set()
    return names - {"self", "cls", "ctx"} - {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def found() -> set[str]:
    """The unread parameters of all functions but the rules in `ops/`, whose parameters are those
    of their operation.
    """
    return {f"{name}: {parameter}" for tree in trees() for name, function in functions(tree)
            for parameter in unread(function)}


@cache
def trees() -> list[ast.AST]:
    return [ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py")
            if PACKAGE / "ops" not in path.parents]


def kept() -> set[str]:
    """The attributes that an `__init__` sets to a parameter's value and nothing reads, neither by
    its name nor by a text.
    """
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    read = {node.attr for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}
    read |= {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    return {f"{name.split('.')[-2]}: {node.attr}" for tree in trees()
            for name, function in functions(tree) if name.endswith(".__init__")
            for node in ast.walk(function) if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store) and node.attr not in read}


def explained(reasons: dict[str, str]) -> set[str]:
    lines = [line.split(": ") for text in reasons.values() for line in text.strip().splitlines()]
    return {f"{name.strip()}: {parameter}" for name, parameters in lines
            for parameter in parameters.split()}


def test_every_parameter_is_read_or_there_is_a_reason() -> None:
    """A new one: implement it, `refuse` its other values, or say in UNREAD why it has no effect."""
    assert found() == explained(UNREAD)


def test_what_is_kept_of_a_parameter_is_read_or_there_is_a_reason() -> None:
    """Else the parameter is read, and still without effect."""
    assert kept() == explained(KEPT)


def test_the_walk_finds_what_is_not_read() -> None:
    source = "def f(a, b, *c, d=1, **e):\n a = d\n def g(b): return c"
    names = {name: unread(function) for name, function in functions(ast.parse(source))}
    assert names == {"f": {"a", "b", "e"}, "f.g": {"b"}}


X = torch.ones(2, 2)
IMAGE = torch.ones(1, 1, 4, 4)
F = torch.nn.functional
ROWS = torch.tensor([[0, 1]])

REFUSED: dict[str, Callable[[], Any]] = {
    "nn.functional.interpolate(antialias=True)":
        lambda: F.interpolate(IMAGE, 2, mode="bilinear", antialias=True),
    "nn.functional.embedding(sparse=True)": lambda: F.embedding(ROWS, X, sparse=True),
    "nn.functional.embedding_bag(sparse=True)": lambda: torch.nn.EmbeddingBag(
        2, 2, sparse=True)(ROWS),
    "nn.functional.embedding_bag(scale_grad_by_freq=True)":
        lambda: F.embedding_bag(ROWS, X, scale_grad_by_freq=True),
    "linalg.lstsq(rcond=0.5)": lambda: torch.linalg.lstsq(X, X, 0.5),
    "func.jacfwd(randomness='different')":
        lambda: torch.func.jacfwd(torch.exp, randomness="different"),
    "distributions.transforms.AffineTransform(event_dim=1)":
        lambda: torch.distributions.transforms.AffineTransform(0, 1, event_dim=1),
    "optim.Optimizer(differentiable=True)": lambda: torch.optim.Adam([X], differentiable=True),
}


@pytest.mark.parametrize("option", REFUSED)
def test_what_an_option_would_change_is_refused(option: str) -> None:
    with pytest.raises(NotImplementedError) as caught:
        REFUSED[option]()
    assert str(caught.value).startswith(f"autograd_ref has no '{option}', which PyTorch has.")
