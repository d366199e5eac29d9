"""nbgrader's settings for the folder with the results, in which its own commands may be run."""

from __future__ import annotations

from pathlib import Path

from course.grading.whole_file import write_whole
from course.publish.source import ROOT

CONFIG = "nbgrader_config.py"
CLASS_FOLDER = ".class"
WRITTEN_HERE = '"""nbgrader\'s settings for this folder, written by `course grade`."""'
SETTINGS = f'''\
{WRITTEN_HERE}

import os
import shutil
import sys
from pathlib import Path

from sqlalchemy import URL, make_url

c = get_config()  # nbgrader defines it

c.CourseDirectory.root = str(Path(__file__).parent)
# SQLAlchemy takes some signs in the name of a folder, such as ?, for its own.
book = str(Path(__file__).parent / "gradebook.db")
if make_url("sqlite:///" + book).database != book:
    c.CourseDirectory.db_url = URL.create("sqlite", database=book).render_as_string()
c.CourseDirectory.course_id = "autograd-course"
c.CourseDirectory.source_directory = {str(ROOT / "solutions")!r}
c.CourseDirectory.release_directory = ".release"
# Empty folders, by which formgrader counts the class. nbgrader's own autograde would run students'
# code without protection; here it finds nothing to run.
c.CourseDirectory.submitted_directory = {CLASS_FOLDER!r}
# nbgrader's own feedback shows hidden tests: it must not take the place of the pages here.
c.CourseDirectory.feedback_directory = "feedback-nbgrader"
# grades.csv is course grade's.
c.ExportPlugin.to = "nbgrader-export.csv"
# nbgrader starts alembic, which is beside this Python also if its environment is not activated.
if shutil.which("alembic") is None:
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
'''


def write_settings(out: Path) -> None:
    """Write nbgrader's settings into the folder, unless somebody else wrote that file."""
    path = out / CONFIG
    if not path.exists() or path.read_bytes().startswith(
            WRITTEN_HERE.partition(",")[0].encode()):
        write_whole(path, SETTINGS)
