/**
 * What Piston is asked to run, as `main.py`: it starts the program that serves candidates (`candidate.py`, of which it is no part) as it is
 * started on this machine, passes requests on one by one, and prints what came of the last, as a line. It counts what the
 * program prints, so that only the line is on its own standard output. It compares nothing and knows nothing to compare with.
 *
 * Standard input: `{"mark", "limits": [bytes of memory, processes, bytes of a file], "cpuSeconds", "outputBytes", "hashSeed", "isRun",
 * "requests": [line, ...]}`. It prints `mark` and `{"line", "more", "printed"}` or `{"stop", "why"}`.
 */
export const pistonDriver = String.raw`
import fcntl, json, os, resource, select, signal, socket, subprocess, sys

class Stopped(Exception):
    pass

class Candidate:
    def __init__(self, task):
        self.task = task
        ours, theirs = socket.socketpair()
        self.channel = fcntl.fcntl(ours, fcntl.F_DUPFD_CLOEXEC, 10)
        given = fcntl.fcntl(theirs, fcntl.F_DUPFD_CLOEXEC, 10)
        ours.close()
        theirs.close()
        os.dup2(given, 3)
        os.close(given)
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "candidate.py")) as file:
            served = file.read()
        flags = ["-S", "-s", "-B", "-X", "utf8", "-c", served]
        self.process = subprocess.Popen(
            [sys.executable, *flags, *map(str, task["limits"])],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": str(task["hashSeed"])},
            pass_fds=[3], cwd="/tmp", start_new_session=True, preexec_fn=self.limit,
        )
        os.close(3)
        self.printed, self.read = bytearray(), bytearray()

    def limit(self):
        seconds = int(-(-self.task["cpuSeconds"] // 1))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))

    def send(self, line):
        data = memoryview(line.encode("utf-8", "surrogatepass") + b"\n")
        while data:
            data = data[os.write(self.channel, data):]

    def next(self):
        output = self.process.stdout.fileno()
        open_ones = [self.channel, output]
        while b"\n" not in self.read:
            if self.channel not in open_ones:
                raise Stopped(*self.end())
            for one in select.select(open_ones, [], [])[0]:
                data = os.read(one, 65536)
                if not data:
                    open_ones.remove(one)
                elif one == output:
                    self.keep(data)
                else:
                    self.read += data
                    if len(self.read) > 16000000:
                        raise Stopped("protocol", "an answer is larger than 16 MB")
        line, _, self.read = self.read.partition(b"\n")
        return line.decode("utf-8", "replace")

    def keep(self, data):
        self.printed += data
        if len(self.printed) > self.task["outputBytes"]:
            raise Stopped("output", "more than %d bytes of output" % self.task["outputBytes"])

    def drain(self):
        output = self.process.stdout.fileno()
        while select.select([output], [], [], 0)[0]:
            data = os.read(output, 65536)
            if not data:
                return
            self.keep(data)

    def end(self):
        _, state, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = code = os.waitstatus_to_exitcode(state)
        if code == -signal.SIGXCPU or usage.ru_utime + usage.ru_stime >= self.task["cpuSeconds"]:
            return "timeout", "more than %s s of processor time" % json.dumps(self.task["cpuSeconds"])
        if code < 0:
            return "crashed", "a signal ended it: %s" % signal.Signals(-code).name
        return "exited", "it ended without an answer"

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

def said(task):
    candidate = Candidate(task)
    try:
        candidate.next()
        for request in task["requests"]:
            candidate.send(request)
            line = candidate.next()
        candidate.drain()
        printed = candidate.printed.decode("utf-8", "replace") if task["isRun"] else ""
        return {"line": line, "more": len(candidate.read) > 0, "printed": printed}
    except (Stopped, BrokenPipeError) as error:
        stop, why = error.args if isinstance(error, Stopped) else candidate.end()
        return {"stop": stop, "why": why}
    finally:
        candidate.close()

task = json.loads(sys.stdin.buffer.read())
print(task["mark"] + json.dumps(said(task)))
`
