"""Packs the assignments, which lie in `exercises/` at the top, into the package `course`."""

from pathlib import Path
from shutil import copytree, ignore_patterns

from setuptools import setup
from setuptools.command.build_py import build_py


class WithExercises(build_py):
    """The packages, and in them what students are handed out. A checkout needs no copy."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            copytree(Path(__file__).parent / "exercises", Path(self.build_lib, "course/exercises"),
                     ignore=ignore_patterns(".*", "__pycache__"), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithExercises})
