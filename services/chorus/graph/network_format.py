"""Files that a network can be written as."""

from enum import StrEnum


class NetworkFormat(StrEnum):
    """How a network is written."""

    GRAPHML = "NETWORK_FORMAT_GRAPHML"
    GEXF = "NETWORK_FORMAT_GEXF"

    @property
    def suffix(self) -> str:
        """Of a file's name."""
        return ".graphml" if self is NetworkFormat.GRAPHML else ".gexf"
