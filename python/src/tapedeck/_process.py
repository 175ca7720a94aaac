# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A server of the program as a child process."""

from __future__ import annotations

import os
import selectors
import subprocess
import tempfile
import time
import weakref
from pathlib import Path
from typing import IO, List, Optional, Sequence, Union

from ._errors import TapedeckError
from ._program import program

START_LIMIT = 60.0
"""How long a server may take until it accepts connections, in seconds."""
STOP_LIMIT = 90.0
"""How long a server may take to end; its own limits are shorter."""


class ServerProcess:
    """Starts a server, waits for its base URL, and ends it at the latest with this process."""

    def __init__(self, arguments: Sequence[str], *, directory: Optional[Union[str, Path]] = None) -> None:
        self._log: IO[bytes] = tempfile.TemporaryFile()
        # The log is read after the end of the server too.
        weakref.finalize(self, self._log.close)
        try:
            # A port in tapedeck.yaml is for the server that a person starts; later arguments may name another.
            command = [program(), arguments[0], "--port", "0", *arguments[1:], "--stop-with-stdin"]
            # A session of its own, so that Ctrl-C reaches this process alone, which then ends the server in order.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
                cwd=directory, start_new_session=True,
            )
        except OSError as error:
            raise TapedeckError(f"Cannot start {program()}: {error.strerror}. Install the wheel of this platform.") from error
        self.base_url = self._address()
        self._finalizer = weakref.finalize(self, _stop, self._process, os.getpid())

    def _address(self) -> str:
        """The one line that a server prints once it accepts connections."""
        assert self._process.stdout is not None
        line, end = b"", time.monotonic() + START_LIMIT
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, end - time.monotonic())):
                    _stop(self._process, os.getpid())
                    raise TapedeckError(f"The Tapedeck server did not start within {START_LIMIT:.0f} s.\n{self.log()}".strip())
                part = os.read(self._process.stdout.fileno(), 4096)
                if not part:
                    self._process.wait()
                    raise TapedeckError(self._failure())
                line += part
        return line.decode().strip()

    def _failure(self) -> str:
        lines = self.log().splitlines()
        errors = [line[len("Error: "):] for line in lines if line.startswith("Error: ")]
        return "\n".join(errors or lines[-5:]) or f"The Tapedeck server ended with exit code {self._process.returncode}."

    @property
    def exit_code(self) -> Optional[int]:
        """The exit code of a server that has ended; negative for a signal."""
        return self._process.poll()

    def log(self) -> str:
        """What the server has written to its standard error so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), min(size, 1 << 20), max(0, size - (1 << 20))).decode(errors="replace")

    def stop(self) -> None:
        """Ends the server; its cassettes are closed when this returns."""
        self._finalizer()

    def summary(self) -> List[str]:
        """What a server that has ended says about its run: its last lines, without those of single requests."""
        lines = self.log().splitlines()
        return [line for line in lines if " requests: " in line or " request: " in line][-1:]


def _stop(process: "subprocess.Popen[bytes]", owner: int) -> None:
    # A child that was forked must not end the server of its parent.
    if os.getpid() != owner:
        return
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
