"""What pyproject.toml cannot say: the playbooks lie beside the package in a checkout and inside it in a wheel."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PLAYBOOKS = Path(__file__).parent / "playbooks"


class BuildWithPlaybooks(build_py):
    """Builds the package, then puts the playbooks into it."""

    def run(self) -> None:
        """Add playbooks/ as fieldcraft/playbooks, afresh: what was removed must not linger from an older build."""
        super().run()
        target = Path(self.build_lib) / "fieldcraft" / "playbooks"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(PLAYBOOKS, target)


setup(cmdclass={"build_py": BuildWithPlaybooks})
