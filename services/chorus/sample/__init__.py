"""A data set that Chorus writes itself: posts and reposts of planted communities, all invented, to try and to test with."""

from chorus.sample.community import PLANTED, PlantedCommunity, community_of
from chorus.sample.sample import SampleSize, SampleSummary, write_sample

__all__ = ["PLANTED", "PlantedCommunity", "SampleSize", "SampleSummary", "community_of", "write_sample"]
