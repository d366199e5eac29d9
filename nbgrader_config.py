"""nbgrader's settings for this repository: the course is the repository itself."""

import os
import shutil
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = "autograd-course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": "return ...  # replace this line with your code"}
c.Execute.timeout = 20
# nbgrader starts alembic, which is beside this Python also if its environment is not activated.
if shutil.which("alembic") is None:
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
