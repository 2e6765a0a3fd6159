"""Runs a program and prints, as JSON, how it ended and what it used.

usage: python stopwatch.py SECONDS OUTPUT_FILE PROGRAM [ARGUMENT ...]

CPU is user + system of the program and of everything it started and waited for; `megabytes` the
largest resident set of any one of them (never below this script's own, about 10). After SECONDS its
process group is killed and `ended` is "timeout".
"""

import json
import os
import signal
import subprocess
import sys
import time


def main(limit, output, argv):
    with open(output, "wb") as out:
        begin = time.perf_counter()
        child = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
        late = []

        def on_alarm(*_):
            late.append(True)
            os.killpg(child.pid, signal.SIGKILL)

        signal.signal(signal.SIGALRM, on_alarm)
        signal.setitimer(signal.ITIMER_REAL, float(limit))
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
        signal.setitimer(signal.ITIMER_REAL, 0)
    ended = "timeout" if late else os.waitstatus_to_exitcode(status)
    found = {"ended": ended, "wall": wall, "cpu": used.ru_utime + used.ru_stime}
    print(json.dumps({**found, "megabytes": used.ru_maxrss / 1024}))


if len(sys.argv) < 4:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2], sys.argv[3:])
