"""Headless Chromium over a pipe: one page at a width and in a scheme, what it asked for, pictures, paper. No network, no port.

    python3 tests/page/chromium.py FILE.html FOLDER     # pictures of it at 390 and 1280, light and dark, and as it prints
"""
import base64
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--hide-scrollbars=false",
         "--force-device-scale-factor=1", "--font-render-hinting=none", "--remote-debugging-pipe"]


def program():
    """The browser, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="lindung-page-")
        to_browser, self.write = os.pipe()
        self.read, from_browser = os.pipe()

        def ends():
            os.dup2(to_browser, 3)
            os.dup2(from_browser, 4)

        # the child gets its ends of the pipes as 3 and 4; they may be 3 and 4 here already
        to_browser, from_browser = (os.dup(fd) for fd in (to_browser, from_browser))
        self.process = subprocess.Popen([program(), *FLAGS, f"--user-data-dir={self.profile}"], preexec_fn=ends, pass_fds=(3, 4),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.left, self.events, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.write)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.read)
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self):
        while b"\0" not in self.left:
            more = os.read(self.read, 1 << 20)
            if not more:
                raise RuntimeError("the browser has ended")
            self.left += more
        head, self.left = self.left.split(b"\0", 1)
        return json.loads(head)

    def call(self, method, **params):
        self.number += 1
        ask = {"id": self.number, "method": method, "params": params}
        if self.session:
            ask["sessionId"] = self.session
        os.write(self.write, json.dumps(ask).encode() + b"\0")
        while True:
            said = self.message()
            if said.get("id") != self.number:
                self.events.append(said)
            elif "error" in said:
                raise RuntimeError(f"{method}: {said['error']['message']}")
            else:
                return said["result"]

    def open(self, file, width, height=900, scheme="light", media=""):
        """Load a file as a screen of this width shows it; what it asked for and complained of goes to `events`."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events = []
        self.call("Page.navigate", url=pathlib.Path(file).resolve().as_uri())
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.message())

    def evaluate(self, expression):
        """The tool's own look at the page: its policy stops scripts of the page alone."""
        said = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in said:
            raise RuntimeError(said["exceptionDetails"]["exception"].get("description", "?"))
        return said["result"].get("value")

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        return [e["params"]["entry"]["text"] for e in self.events if e.get("method") == "Log.entryAdded"]

    def picture(self):
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")["data"])

    def paper(self):
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])


def main(file, folder):
    os.makedirs(folder, exist_ok=True)
    name = pathlib.Path(file).stem
    with Browser() as browser:
        for width in (390, 1280):
            for scheme in ("light", "dark"):
                browser.open(file, width, scheme=scheme)
                pathlib.Path(folder, f"{name}-{width}-{scheme}.png").write_bytes(browser.picture())
        browser.open(file, 1280, scheme="dark")
        pathlib.Path(folder, f"{name}.pdf").write_bytes(browser.paper())


if __name__ == "__main__":
    main(*sys.argv[1:])
