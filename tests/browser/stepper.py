"""A small notebook with a stepper, with its output stored as a lesson's is."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

import autograd_ref as torch
from course.view import backward_steps

CODE = """\
import autograd_ref as torch
from course.view import backward_steps

x = torch.tensor(3.0, requires_grad=True)
w = torch.tensor(5.0, requires_grad=True)
backward_steps(x * x + x * w, x=x, w=w)"""
STEPS = 5


def stepper_notebook() -> NotebookNode:
    x = torch.tensor(3.0, requires_grad=True)
    w = torch.tensor(5.0, requires_grad=True)
    shown = backward_steps(x * x + x * w, x=x, w=w)
    data = {"text/plain": repr(shown), "text/html": shown._repr_html_()}
    output = new_output("execute_result", data=data, execution_count=1)
    cell = new_code_cell(CODE, id="stepper", execution_count=1, outputs=[output])
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return new_notebook(cells=[cell], metadata={"kernelspec": kernel})
