"""Settings of the serving service: ``CHORUS_SERVING_<NAME>``, and what all services share as ``CHORUS_<NAME>``."""

from pydantic_settings import SettingsConfigDict

from chorus.rpc.settings import AliasChoices, Field, ServiceSettings


class ServingSettings(ServiceSettings):
    """How personas are served."""

    model_config = SettingsConfigDict(env_prefix="CHORUS_SERVING_")

    service: str = "serving"
    port: int = Field(default=50053, ge=1, le=63000)
    """Port of Ray Serve's gRPC proxy; metrics are on ``port`` + 1000, Ray Serve's own HTTP proxy on ``port`` + 2000."""
    ray_address: str = Field(
        default="", validation_alias=AliasChoices("CHORUS_SERVING_RAY_ADDRESS", "CHORUS_RAY_ADDRESS", "RAY_ADDRESS")
    )
    """The Ray cluster; empty starts one here for as long as the service runs."""
    num_replicas: int = Field(default=1, ge=1, le=1000)
    """Engines that answer side by side, each for every persona. A persona keeps to one of them while its batch has room."""
    max_calls: int = Field(default=512, ge=1)
    """Calls answered or waiting at once in a replica; more are refused with RESOURCE_EXHAUSTED."""
    max_adapters: int = Field(default=32, ge=1)
    """Distinct adapters computed in one batch: room for so many is set aside beside the base model."""
    max_resident_adapters: int = Field(default=64, ge=1)
    """Adapters that the engine keeps in main memory, those of a batch among them."""
    max_adapter_rank: int = Field(default=16, ge=8)
    """Largest LoRA rank that is served: 8, 16, 32, 64, 128 or 256."""
    max_context: int = Field(default=8192, ge=64)
    """Longest prompt and answer together, where the base model would take more."""
    max_sequences: int = Field(default=64, ge=1)
    """Answers computed in one step."""
    cache_bytes: int = Field(default=256 * 2**20, ge=2**20)
    """Memory of the key–value cache."""
    cpu_threads: int = Field(default=0, ge=0)
    """Threads that compute on a machine without a GPU; 0: one less than there are cores, which is left to all else.
    Where replicas share a machine, give each its part."""
    num_cpus: float = Field(default=1.0, ge=0)
    """CPUs that Ray sets aside for the replica."""
    num_gpus: float = Field(default=0.0, ge=0)
    """GPUs that Ray sets aside for the replica."""

    def lacks(self) -> tuple[str, ...]:
        """What is missing for an address that other machines reach. Ray Serve's proxy has no TLS: what carries its calls must."""
        return () if self.service_key_file else ("CHORUS_SERVICE_KEY_FILE",)

    @property
    def http_port(self) -> int:
        """Loopback port of Ray Serve's HTTP proxy, which Chorus does not use and Ray cannot leave out."""
        return self.port + 2000
