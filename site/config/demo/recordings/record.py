"""Make the demo's recordings: `python -m config.demo.recordings.record OUTDIR`. Needs ffmpeg."""

import subprocess
import sys
from pathlib import Path

from PIL import Image

from .tune import hummed

DRAWN = Path(__file__).parent.parent / "pictures" / "drawn"
FRAME = (600, 400)
FRAMES_PER_SECOND = 12
SECONDS = 5


def record_tune(folder: Path) -> None:
    _ffmpeg(["-i", "-", "-b:a", "32k", "-map_metadata", "-1", folder / "tune.mp3"], hummed())


def record_view(folder: Path) -> None:
    """A slow look over a drawn picture, from left to right."""
    picture = Image.open(DRAWN / "river-at-dusk.jpg").convert("RGB")
    height = round(picture.height * 0.62)
    width = height * FRAME[0] // FRAME[1]
    top = round(picture.height * 0.25)
    frames = FRAMES_PER_SECOND * SECONDS
    images = []
    for number in range(frames):
        left = (picture.width - width) * number // (frames - 1)
        cut = picture.crop((left, top, left + width, top + height))
        images.append(cut.resize(FRAME, Image.Resampling.LANCZOS).tobytes())
    shape = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{FRAME[0]}x{FRAME[1]}"]
    shape += ["-r", str(FRAMES_PER_SECOND), "-i", "-"]
    packed = ["-c:v", "libx264", "-crf", "33", "-preset", "veryslow", "-pix_fmt", "yuv420p"]
    packed += ["-movflags", "+faststart", "-map_metadata", "-1"]
    _ffmpeg([*shape, *packed, folder / "view.mp4"], b"".join(images))


def _ffmpeg(arguments: list[str | Path], data: bytes) -> None:
    command = ["ffmpeg", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, input=data, check=True)  # noqa: S603  (our own arguments)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    record_tune(folder)
    record_view(folder)
    for file in sorted(folder.iterdir()):
        sys.stdout.write(f"{file.name} {file.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
