"""The peer: each problem's program and tests in one forked CPython with limits and an alarm, two at a time, as harnesses of
HumanEval do. Reads [[program with its tests, ...], seconds, workers] as JSON, writes how many pass and the seconds it took."""

import json
import os
import platform
import resource
import signal
import sys
import time


def judge(program, seconds):
    """0 where the program and its tests run to their end."""
    child = os.fork()
    if child:
        return child
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open("/dev/null", os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        exec(compile(program, "<program>", "exec"), {"__name__": "program"})
        os._exit(0)
    except BaseException:
        os._exit(1)


def main():
    programs, seconds, workers = json.load(sys.stdin)
    passed, running = 0, 0
    start = time.perf_counter()
    waiting = list(reversed(programs))
    while waiting or running:
        while waiting and running < workers:
            judge(waiting.pop(), seconds)
            running += 1
        _, state = os.wait()
        running -= 1
        passed += state == 0
    json.dump({"version": "CPython " + platform.python_version(), "passed": passed, "seconds": time.perf_counter() - start}, sys.stdout)


main()
