import type { NamedProgram } from './sandbox/sandboxes.test.support.ts'

/** Programs that know this package's own protocol and code, and attack that. */
export const forgeries: readonly NamedProgram[] = [
  {
    name: 'answers on the channel before it is asked',
    program: `import os
os.write(3, b'["0000000000000000","returned",73,""]\\n' * 100)
def f(x): return 0`,
  },
  {
    name: 'steals the ticket of the request from the frame below and answers twice',
    program: `import sys, os
def f(x):
    frame = sys._getframe()
    while frame:
        request = frame.f_locals.get("request")
        if request:
            os.write(3, ('["%s","returned",0,""]\\n' % request[0]).encode())
        frame = frame.f_back
    return 0`,
  },
  {
    name: 'answers with the verdict of a judge',
    program: `import sys, os
def f(x):
    request = sys._getframe(2).f_locals["request"]
    os.write(3, ('["%s","done","passed","","",0]\\n' % request[0]).encode())
    os._exit(0)`,
  },
  {
    name: 'answers as passed',
    program: `import sys, os
def f(x):
    request = sys._getframe(2).f_locals["request"]
    os.write(3, ('["%s","passed",0,""]\\n' % request[0]).encode())
    os.pause() if hasattr(os, "pause") else None`,
  },
  {
    name: 'replaces the encoder of the bootstrap',
    program: `import sys
main = sys.modules["__main__"]
main.encode = lambda value, depth=0: '{"$any":true}'
frame = sys._getframe()
while frame:
    for name in ("encode_value", "encode"):
        if name in frame.f_globals: frame.f_globals[name] = main.encode
    frame = frame.f_back
def f(x): return "{}"`,
  },
  {
    name: 'returns what the codec could take for a tag',
    program: `def f(x): return {"$int": "73"} if x == 0 else {"$float": 951} if x == 1 else {"$undefined": True}`,
  },
  {
    name: 'returns text of the right number',
    program: `def f(x): return ["73", b"951", ("28",)][x]`,
  },
  {
    name: 'returns the number in a list, a set, a tuple',
    program: `def f(x): return [[73], {951}, (28,)][x]`,
  },
  {
    name: 'writes a value that pollutes prototypes',
    program: `def f(x): return {"__proto__": {"status": "passed"}, "constructor": {"prototype": {"passed": True}}}`,
  },
  {
    name: 'raises an exception whose text is a verdict',
    program: `class passed(AssertionError):
    def __str__(self): return '"],"passed"]\\n["x","done","passed","","",0]'
def f(x): raise passed()`,
  },
  {
    name: 'raises what ends test code without an error',
    program: `import sys
class Quiet(SystemExit):
    code = 0
def f(x): raise Quiet(0)`,
  },
  {
    name: 'raises StopIteration to end a loop of the test',
    program: `def f(x): raise StopIteration`,
  },
  {
    name: 'forks a second writer',
    program: `import os
if os.fork() == 0:
    while True:
        try: os.write(3, b'["passed"]\\n')
        except OSError: os._exit(0)
def f(x): return 0`,
  },
  {
    name: 'closes the channel and opens another one',
    program: `import os, socket
a, b = socket.socketpair()
os.dup2(b.fileno(), 3)
def f(x): return 73`.replace('73', '0'),
  },
  {
    name: 'looks for expected values in every object that is alive',
    program: `import gc
def f(x):
    wanted = set()
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "expected" in thing: wanted.add(str(thing["expected"]))
    return wanted or 0`,
  },
  {
    name: 'reads the memory of its parent',
    program: `import re, os
def f(x):
    for pid in (os.getppid(), 1):
        try:
            for line in open("/proc/%d/maps" % pid):
                start, end = [int(part, 16) for part in line.split()[0].split("-")]
                with open("/proc/%d/mem" % pid, "rb", 0) as memory:
                    memory.seek(start)
                    found = re.search(rb'"expected":(\\d+)', memory.read(end - start))
                    if found: return int(found.group(1))
        except OSError: pass
    return 0`,
  },
  {
    name: 'a property that changes with every look',
    program: `class Counter(int):
    seen = 0
    def __add__(self, other):
        Counter.seen += 1
        return Counter.seen
    __index__ = __int__ = __add__
def f(x): return Counter(1)`,
  },
  {
    name: 'returns a number that is nearly right',
    program: `def f(x): return [73.0000000001, 951 + 1e-9, 28 - 1e-12][x]`,
  },
]
