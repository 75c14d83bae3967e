"""A cluster whose workers are machines of their own, as far as the machine that runs the tests can make some.

Where network namespaces can be made (root on Linux, with iproute2), each worker has a namespace with its own address,
and may have a mount namespace in which the coordinator's folders are not there. Elsewhere each worker is a process with
a loopback address of its own. ``Cluster.apart`` says which, and ``Cluster.why`` the property of this machine that
decides it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

DASK = str(Path(sys.executable).with_name("dask"))
SECONDS = 60.0


@dataclass(slots=True, kw_only=True)
class Cluster:
    """A scheduler and the workers that were added to it."""

    folder: Path
    """For logs."""
    network: str
    """First three numbers of the addresses: ``10.213.7``; of the coordinator's machine the last is 1."""
    apart: bool
    """Whether workers have namespaces of their own."""
    why: str
    """What of this machine decides that."""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """All that was started."""
    namespaces: list[str] = field(default_factory=list)
    """Names of the network namespaces that were made."""

    @property
    def address(self) -> str:
        """The scheduler's."""
        return f"tcp://{self.network}.1:28786"

    def start(self, name: str, command: list[str], until: str, environment: Mapping[str, str] | None = None) -> None:
        """Start a process and wait until it says that it is ready."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as stream:
            self.processes.append(
                subprocess.Popen(command, stdout=stream, stderr=stream, env={**os.environ, **(environment or {})})
            )
        deadline = time.monotonic() + SECONDS
        while until not in log.read_text(errors="replace"):
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.05)

    def add(self, *, hidden: Path | None = None, threads: int = 1, environment: Mapping[str, str] | None = None) -> str:
        """Add a worker; gives its host. The folder ``hidden`` is not there for it, where namespaces can be made."""
        number = len(self.processes) + 1
        host = f"{self.network}.{number}"
        worker = [DASK, "worker", self.address, "--host", host, "--nthreads", str(threads), "--no-dashboard"]
        worker += ["--local-directory", str(self.folder / f"dask-{number}")]
        if self.apart:
            worker = [*self.namespace(number, host), *(hiding(hidden) if hidden else []), *worker]
        self.start(f"worker-{number}", worker, "Registered to", environment)
        return host

    def namespace(self, number: int, host: str) -> list[str]:
        """Make a network namespace that is joined to the bridge; the words that run a command in it."""
        name, here, there = (f"mun{os.getpid()}{kind}{number}" for kind in "nht")
        ip("netns", "add", name)
        self.namespaces.append(name)
        ip("link", "add", here[-15:], "type", "veth", "peer", "name", there[-15:])
        ip("link", "set", here[-15:], "master", self.bridge, "up")
        ip("link", "set", there[-15:], "netns", name)
        ip("-n", name, "addr", "add", f"{host}/24", "dev", there[-15:])
        ip("-n", name, "link", "set", there[-15:], "up")
        ip("-n", name, "link", "set", "lo", "up")
        return ["ip", "netns", "exec", name]

    @property
    def bridge(self) -> str:
        return f"mun{os.getpid()}"

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for name in self.namespaces:
            subprocess.run(["ip", "netns", "delete", name], check=False)
        if self.apart:
            subprocess.run(["ip", "link", "delete", self.bridge], check=False)


def hiding(folder: Path) -> list[str]:
    """Words before a command: an empty file system of its own stands where the folder is."""
    script = 'mount -t tmpfs tmpfs "$0" && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, str(folder)]


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def obstacle() -> str:
    """What keeps this machine from making namespaces; empty where nothing does."""
    for program in ("ip", "unshare"):
        if shutil.which(program) is None:
            return f"this machine has no {program}"
    name = f"mun{os.getpid()}try"
    tried = subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True, text=True)
    if tried.returncode != 0:
        return f"this machine makes no network namespaces: {tried.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", name], check=False)
    mounted = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True, text=True)
    return f"this machine makes no mount namespaces: {mounted.stderr.strip()}" if mounted.returncode else ""


_NUMBERS = count()


@contextmanager
def machines(folder: Path) -> Iterator[Cluster]:
    """A scheduler to which workers can be added."""
    folder.mkdir(parents=True, exist_ok=True)
    why = obstacle()
    third = (os.getpid() * 7 + next(_NUMBERS)) % 250  # two tests at once must not meet
    network = f"127.213.{third}" if why else f"10.213.{third}"
    cluster = Cluster(folder=folder, network=network, apart=not why, why=why or "it makes namespaces")
    try:
        if cluster.apart:
            ip("link", "add", cluster.bridge, "type", "bridge")
            ip("addr", "add", f"{network}.1/24", "dev", cluster.bridge)
            ip("link", "set", cluster.bridge, "up")
        scheduler = [DASK, "scheduler", "--host", f"{network}.1", "--port", "28786", "--no-dashboard"]
        cluster.start("scheduler", scheduler, "Scheduler at")
        yield cluster
    finally:
        cluster.close()


def with_other_release(folder: Path, package: Path, version: str) -> Mapping[str, str]:
    """The environment of a worker whose Muniment is another release."""
    copy = folder / "other"
    shutil.copytree(package, copy / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    module = copy / package.name / "__init__.py"
    text = module.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("__version__"))
    module.write_text(text.replace(old, f'__version__ = "{version}"'), encoding="utf-8")
    return {"PYTHONPATH": str(copy)}


def without_muniment(folder: Path) -> Mapping[str, str]:
    """The environment of a worker where Muniment is not installed: an empty package stands in its way."""
    (folder / "none" / "muniment").mkdir(parents=True)
    (folder / "none" / "muniment" / "__init__.py").write_text("")
    return {"PYTHONPATH": str(folder / "none")}
