"""Settings: every value that a person who runs the service may choose, as one frozen value."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Settings:
    """How the house is put together; read from flags and TELUSUR_* variables in telusur.py alone.

    `index`: directory of the embedded index. `engine`: which engine answers. `addresses`, `user`, `password`,
    `api_key`, `ca`, `verify`: the cluster's; `timeout`: seconds it may take to answer; `shards`: of an index built
    anew; `part`: which part of it this run writes ("berita:3/64"). `synonyms`: a reader's own synonyms. `aliases`:
    speakers to be merged or parted.
    `host`, `port`: where the server listens; `base_url`: the address readers know it by. `rate`, `burst`: requests a
    second and at once of one client; `width`, `patience`: requests a worker works on at once, and seconds others wait;
    `proxies`: trusted ones in front. `deadline`: seconds a request may take. `log`: what is written of each; `slow`:
    seconds from which on the shape of its query is, too. `metrics`: whether requests are counted for Prometheus.
    """

    index: Path = Path("build/index")
    engine: Literal["whoosh", "opensearch", "memory"] = "whoosh"
    addresses: tuple[str, ...] = ("http://127.0.0.1:9200",)
    user: str | None = None
    password: str | None = None
    api_key: str | None = None
    ca: Path | None = None
    verify: bool = True
    timeout: float = 10.0
    shards: int = 1
    part: str | None = None
    synonyms: Path | None = None
    aliases: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int | None = None
    base_url: str | None = None
    rate: float = 0.0
    burst: int = 60
    width: int = 0
    patience: float = 1.0
    proxies: int = 0
    deadline: float = 2.0
    log: Literal["off", "plain", "full"] = "plain"
    slow: float = 1.0
    metrics: bool = False
