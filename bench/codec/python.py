"""The worker of Python's xmlrpc.client; see worker.ts."""

import json
import resource
import sys
import time
import xmlrpc.client


def decode(document):
    ((devices,), _) = xmlrpc.client.loads(document)
    return devices


def encode(params):
    return xmlrpc.client.dumps(params, "autoprov.registerDeviceList").encode("utf-8")


def answer_runs(work, material, expected):
    for _ in sys.stdin:
        started = time.perf_counter()
        result = work(material)
        ms = (time.perf_counter() - started) * 1000
        if not expected(result):
            raise SystemExit("not what was expected")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # Kilobytes, but for macOS.
        print(json.dumps({"ms": ms, "peakBytes": peak * (1 if sys.platform == "darwin" else 1024)}), flush=True)
        # The next run has all the memory to itself, as the workers in Node.js have.
        del result


task, source, *target = sys.argv[1:]
if task == "write":
    with open(source) as file, open(target[0], "w", encoding="utf-8") as document:
        document.write(xmlrpc.client.dumps((json.load(file),), methodresponse=True))
elif task == "decode":
    with open(source, "rb") as file:
        answer_runs(decode, file.read(), lambda devices: len(devices) == 50_000)
else:
    with open(source) as file:
        answer_runs(encode, tuple(json.load(file)), lambda document: document.count(b"<string>") == 10_002)
