"""Runs the cells of a notebook in Jupyter's kernel: a list of texts comes as JSON, and what became of each goes out as JSON."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from jupyter_client.manager import start_new_kernel  # noqa: E402

manager, client = start_new_kernel(kernel_name="python3")
results = []
for source in json.load(sys.stdin):
    printed = []

    def collect(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    # A cell that fails would otherwise make the kernel refuse those that come soon after it.
    reply = client.execute_interactive(
        source, timeout=60, output_hook=collect, store_history=True, stop_on_error=False
    )
    content = reply["content"]
    assert content["status"] in ("ok", "error"), content
    error = f"{content['ename']}: {content['evalue']}" if content["status"] == "error" else None
    results.append({"error": error, "printed": "".join(printed)})
client.stop_channels()
manager.shutdown_kernel(now=True)
print(json.dumps(results))
