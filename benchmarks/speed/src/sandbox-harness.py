"""A peer as harnesses of HumanEval commonly are: a pool of threads, and for each problem a folder, a manager for the result
and a forked CPython with limits and an alarm that runs program and tests. Reads and writes as sandbox-baseline.py does."""

import concurrent.futures
import json
import multiprocessing
import os
import platform
import resource
import signal
import sys
import tempfile
import time


def execute(program, seconds, result):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
        null = os.open("/dev/null", os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        signal.alarm(seconds)
        try:
            exec(compile(program, "<program>", "exec"), {"__name__": "program"})
            result.append(True)
        except BaseException:
            result.append(False)
        os.chdir("/")


def judge(program, seconds):
    with multiprocessing.Manager() as manager:
        result = manager.list()
        process = multiprocessing.Process(target=execute, args=(program, seconds, result))
        process.start()
        process.join(seconds + 1)
        if process.is_alive():
            process.kill()
        return bool(result and result[0])


def main():
    programs, seconds, workers = json.load(sys.stdin)
    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        passed = sum(pool.map(lambda program: judge(program, seconds), programs))
    json.dump({"version": "CPython " + platform.python_version(), "passed": passed, "seconds": time.perf_counter() - start}, sys.stdout)


main()
