"""Where files of the moment lie: in memory, where there is room for them.

The databases of tests are made, copied and thrown away by the hundred, and one of PostgreSQL has
fifteen hundred files: on a disk a copy takes ten times as long. Nothing of it outlives the run.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; the tests use about a tenth of it
NAME = "mali-health-tests-"


def use_memory() -> None:
    """Let this process, and those that it begins, have their temporary files in memory. They go
    with it. Nothing happens where `TMPDIR` says otherwise, or where memory is short."""
    if "TMPDIR" in os.environ or not _has_room():
        return
    _clear_up()
    folder = MEMORY / f"{NAME}{os.getpid()}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)  # PostgreSQL, which is somebody else when root tests, passes through
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # ask again
    atexit.register(_leave, folder, os.getpid())


def _has_room() -> bool:
    try:
        return shutil.disk_usage(MEMORY).free >= ROOM
    except OSError:
        return False


def _clear_up() -> None:
    """Remove what runs have left that were killed."""
    for folder in MEMORY.glob(f"{NAME}*"):
        pid = int(folder.name.removeprefix(NAME))
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except PermissionError:
            pass  # somebody else's, and alive


def _leave(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a child that it has forked
        shutil.rmtree(folder, ignore_errors=True)
