"""PyTorch's words: the texts of its errors and warnings, and its names for types.

A reader of the engine can skip this file. It says how PyTorch writes things, not what they are.
"""

from __future__ import annotations

from typing import Any

from . import dtypes

NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
    " attribute won't be populated during autograd.backward(). If you indeed want the .grad field"
    " to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you"
    " access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See"
    " github.com/pytorch/pytorch/pull/30531 for more information."
)
ONLY_LEAVES = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed"
    " variable in a subgraph that doesn't require differentiation use"
    " var_no_grad = var.detach()."
)
INFERENCE_REQUIRES_GRAD = (
    "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
)
GRAD_OF_ANOTHER_DTYPE = (
    "attempting to assign a gradient with dtype '{given}' to a tensor with grad_dtype '{own}'. The"
    " gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the"
    " tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set"
    " grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break"
    " downstream systems that assume they match."
)
GRAD_OF_ANOTHER_SHAPE = (
    "attempting to assign a gradient of size '{given}' to a tensor of size '{own}'. Please ensure"
    " that the gradient and the tensor are the same size"
)
FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after"
    " they have already been freed). Saved intermediate values of the graph are freed when you"
    " call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward"
    " through the graph a second time or if you need to access saved tensors after calling"
    " backward."
)
CHANGED = (
    "one of the variables needed for gradient computation has been modified by an inplace"
    " operation: [{type} {shape}]{origin} is at version {now}; expected version"
    " {then} instead. Hint: {hint}"
)
HINTS = (  # without and with anomaly detection
    "enable anomaly detection to find the operation that failed to compute its gradient, with"
    " torch.autograd.set_detect_anomaly(True, check_nan=False).",
    "the backtrace further above shows the operation that failed to compute its gradient. The"
    " variable in question was changed in there or anywhere later. Good luck!",
)
SIZES_DO_NOT_MATCH = (
    "The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension"
    " {dim}"
)
INVALID_GRADIENT = (
    "Function {name} returned an invalid gradient at index {place} - got {got} but expected shape"
    " compatible with {expected}"
)
NAN = "Function '{name}' returned nan values in its {place}th output."
NO_TRACEBACK = (
    "Error detected in {name}. No forward pass information available. Enable detect anomaly during"
    " forward pass for more information."
)
TRACEBACK = "Error detected in {name}. Traceback of forward call that caused the error:\n{lines}"
INDUCED = (
    "\n\nPrevious calculation was induced by {name}. Traceback of forward call that induced the"
    " previous calculation:\n{lines}"
)
CLASS_DECORATED = (
    "Decorating classes is deprecated and will be disabled in future versions. You should only"
    " decorate functions or methods. To preserve the current behavior of class decoration, you can"
    " directly decorate the `__init__` method and nothing else."
)
VIEW_UNRECORDED = "{output} {mode} mode and {what} modified inplace {now}."
VIEW_RECORDED = "{output} is a view and {what} modified inplace."
MOVE_IT = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your"
    " code by moving both the view and the inplace either both inside the {mode} block (if you"
    " don't want the inplace to be tracked) or both outside (if you want the inplace to be"
    " tracked)."
)
WHY_FORBIDDEN = {  # by the creation of the view
    "several": (
        " This view is the output of a function that returns multiple views. Such functions do not"
        " allow the output views to be modified inplace. You should replace the inplace operation"
        " by an out-of-place one."
    ),
    "function": (
        " This view was created inside a custom Function (or because an input was returned as-is)"
        " and the autograd logic to handle view+inplace would override the custom backward"
        " associated with the custom Function, leading to incorrect gradients. This behavior is"
        " forbidden. You can fix this by cloning the output of the custom Function."
    ),
    "no_grad": MOVE_IT.format(mode="no_grad"),
    "inference": MOVE_IT.format(mode="inference_mode"),
}
INFERENCE_SAVED = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference"
    " mode in computation tracked by autograd. To work around this, you can make a clone to get a"
    " normal tensor and use it in autograd, or use `torch.no_grad()` instead of"
    " `torch.inference_mode()`."
)
DETACHED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is not"
    " supported, please use out-of-place `.detach()` instead"
)


def type_name(value: Any) -> str:
    """How messages write the type of a value: "int", "numpy.float32", "torch.dtype"."""
    python_type = type(value)
    name = python_type.__name__
    home = python_type.__module__
    return f"{home}.{name}" if home == "numpy" or (home == "torch" and name != "Tensor") else name


def tensor_type(dtype: dtypes.dtype) -> str:
    """The type of a tensor of this dtype: "FloatTensor" for float32."""
    return dtype.type_name + "Tensor"


def full_tensor_type(dtype: dtypes.dtype) -> str:
    """The type of a tensor as other messages have it: "torch.FloatTensor" for float32."""
    return "CPUBoolType" if dtype is dtypes.bool_ else f"torch.{tensor_type(dtype)}"


def short_name(node_name: str) -> str:
    """The name of an operation: "Mul" for MulBackward0, "Pow1" for PowBackward1."""
    stem = node_name.rstrip("0123456789")
    number = node_name.removeprefix(stem)
    return stem.removesuffix("Backward") + number.removeprefix("0")


def view_changed(output: str, creation: str, what: str) -> str:
    """Why a view of this creation may not be changed; `output` says of which node it comes."""
    if output and creation in ("several", "function"):
        text = VIEW_RECORDED.format(output=output, what=what)
    else:
        output += " is a view of a view which was created in" if output else "A view was created in"
        mode, now = "no_grad", "with grad mode enabled"
        if creation == "inference":
            mode, now = "inference", "in normal mode"
        text = VIEW_UNRECORDED.format(output=output, what=what, mode=mode, now=now)
    return text + WHY_FORBIDDEN[creation]
