"""The sandbox's shell takes a cell as IPython does."""

from __future__ import annotations

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from course.grading.sandbox.shell import Transformer

CELLS = [
    "x = 1\n", "x = 5 % 3\ny != 3\n", "a = %time 1\n", "a = \\\n %time 1\n", "a, b = !ls", "!ls",
    "  !ls\n", "x?\n", "?x", "%%time\nx = 1\n", "f('a')\n,a b\n", "/f 1", "print(1)\n;print 3\n",
    "if 1:\n    %time x", "x = '''\n%foo\n'''", "x.y = %env A", "x ; %ls", "a = b = !ls", "%",
    "def f(x:\n  'abc", "\n\nx = 1", "  x = 1\n  y = 2", "x = 1\n... y = 2", " ",
    "In [1]: x = 1\n   ...: y = 2", "x = 1\n   ...: y = 2", "x = 1\n\n", "x = ...\ny\x0cz",
    "a = (\n!ls)", "x\n\n   %ls", ">>> x = 1\n... y", "",
]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_transformed_as_by_ipython(cell: str) -> None:
    assert Transformer().transform_cell(cell) == TransformerManager().transform_cell(cell)


def test_transformers_that_a_cell_adds_see_every_cell() -> None:
    transformer = Transformer()
    asked: list[object] = []

    class Noted:
        find = staticmethod(asked.append)

    transformer.token_transformers.append(Noted)
    transformer.transform_cell("x = 1\n")
    assert asked
