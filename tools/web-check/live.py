"""Many people drag at once: each session sends its next number as soon as the last plan is there.

    live.py URL [SESSIONS] [SECONDS] [PID]

Prints requests, errors, percentiles of the answers and, with the server's process, its memory.
"""

import http.client
import json
import random
import sys
import threading
import time
from urllib.parse import urlparse

url = urlparse(sys.argv[1])
sessions = int(sys.argv[2]) if len(sys.argv) > 2 else 50
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 20
pid = sys.argv[4] if len(sys.argv) > 4 else None
times, errors, lock = [], [], threading.Lock()
end = time.time() + seconds


def memory():
    with open(f"/proc/{pid}/status") as status:
        return {line.split()[0]: int(line.split()[1]) / 1024 for line in status if line.startswith(("VmRSS", "VmHWM"))}


def person(number):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    value = 500 + 10 * number
    while time.time() < end:
        value = max(200, value + random.uniform(-40, 40))
        body = json.dumps({
            "study": "el-paso", "session": f"person-{number}",
            "edits": [{"path": ["supplies", "solar", "overnight cost"], "text": f"{value:.2f} USD/kW"}]})
        started = time.time()
        try:
            connection.request("POST", "/api/live", body, {"content-type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            with lock:
                times.append(time.time() - started)
                if answer.status != 200:
                    errors.append((answer.status, text[:200]))
        except Exception as error:
            with lock:
                errors.append(error)
            connection.close()
        # A hand is not faster than a screen.
        time.sleep(max(0, 0.016 - (time.time() - started)))


before = memory() if pid else None
threads = [threading.Thread(target=person, args=(number,)) for number in range(sessions)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
times.sort()
at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
print(f"{sessions} sessions, {seconds:.0f} s: {len(times)} plans ({len(times) / seconds:.0f} a second), {len(errors)} errors; "
      f"median {at(0.5):.0f} ms, 95 % {at(0.95):.0f} ms, slowest {at(1):.0f} ms")
if pid:
    print(f"memory before {before}, after {memory()} MB")
for error in errors[:3]:
    print(error)
sys.exit(1 if errors else 0)
