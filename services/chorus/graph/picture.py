"""A picture of a partition."""

from dataclasses import dataclass
from enum import StrEnum


class ImageFormat(StrEnum):
    """How a picture is encoded."""

    SVG = "IMAGE_FORMAT_SVG"
    PNG = "IMAGE_FORMAT_PNG"

    @property
    def media_type(self) -> str:
        """For HTTP and HTML."""
        return "image/svg+xml" if self is ImageFormat.SVG else "image/png"


class Subject(StrEnum):
    """What is drawn."""

    NETWORK = "SUBJECT_NETWORK"
    """Every member a point; a large network as its communities."""
    COMMUNITIES = "SUBJECT_COMMUNITIES"
    """Every community a disc."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image. Mirrors ``chorus.graph.v1.DrawPartitionResponse``."""

    image: bytes = b""
    media_type: str = ""
