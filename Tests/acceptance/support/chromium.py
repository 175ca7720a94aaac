# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A page in headless Chromium, controlled over the DevTools protocol through a pipe; needs only the browser."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import time

PROGRAM = os.environ.get("TAPEDECK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") \
    or shutil.which("google-chrome")

KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36, "ArrowUp": 38,
    "ArrowDown": 40, " ": 32,
}


class Page:
    """One tab. Every request, exception, console message and dialog of it is kept."""

    def __init__(self, folder):
        down, up = os.pipe(), os.pipe()
        # Chromium reads from 3 and writes to 4; out of their way first.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (down[0], up[1])]

        def place():
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-default-apps", "--disable-sync", "--hide-scrollbars",
             f"--user-data-dir={folder}", "about:blank"],
            preexec_fn=place, pass_fds=(3, 4), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for end in (down[0], up[1], *ends):
            os.close(end)
        self.input, self.output = down[1], up[0]
        self.buffer, self.number, self.session = b"", 0, None
        self.requests, self.complaints, self.loads = [], [], 0
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.input)
        os.close(self.output)

    # -- The protocol --

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.input, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]

    def receive(self, timeout=60):
        end = time.monotonic() + timeout
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.output], [], [], max(0, end - time.monotonic()))
            assert ready, "Chromium does not answer"
            part = os.read(self.output, 1 << 20)
            assert part, "Chromium has ended"
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(line)
        self.note(message.get("method"), message.get("params", {}))
        return message

    def note(self, method, event):
        if method == "Page.loadEventFired":
            self.loads += 1
        elif method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(event["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(event["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(event["entry"]["text"])
        elif method == "Page.javascriptDialogOpening":
            self.complaints.append("a dialog: " + event["message"])

    # -- What a person does --

    def view(self, width, height=800, dark=False, script=True):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 500)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not script)

    def open(self, path):
        self.visit(f"file://{path}")

    def visit(self, url):
        # A mere change of the fragment would load nothing.
        for address in ("about:blank", url):
            loads = self.loads
            self.call("Page.navigate", url=address)
            while self.loads == loads:
                self.receive()

    def __call__(self, script):
        """What a script in the page evaluates to."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, *keys):
        for key in keys:
            text = key if len(key) == 1 else ""
            code = KEYS.get(key) or ord(key.upper())
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text):
        self.press(*text)
