import type { NamedProgram } from '../sandboxes.test.support.ts'

/** Tells all that a program could have changed for the next one. */
export const leftTraces = `
def traces():
    import builtins, codecs, gc, json, os, random, signal, sys, warnings
    files = sorted(os.path.join(root, name) for root, folders, names in os.walk("/tmp") for name in folders + names)
    descriptors = []
    for fd in range(64):
        try:
            descriptors.append([fd, os.fstat(fd).st_mode])
        except OSError:
            pass
    with open("/lib/python314.zip", "rb") as library:
        head = library.read(64).hex()
    return [
        sorted(sys.modules), sorted(vars(builtins)), sys.getrecursionlimit(), os.getcwd(), sorted(os.environ.items()),
        files, descriptors, head, random.random(), len(int.__subclasses__()), len(object.__subclasses__()), sys.path, json.dumps([1]),
        str(len), str(print), repr(sys.stdout.__class__), len(gc.get_objects()) // 1000, gc.isenabled(), sys.getswitchinterval(),
        str(signal.getsignal(signal.SIGINT)), len(warnings.filters), str(sys.gettrace()), str(sys.getprofile()),
        sorted(vars(sys.modules["__main__"])), "secret" in str(gc.get_objects()), codecs.lookup_error("strict").__name__,
        sum(1 for thing in gc.get_objects() if isinstance(thing, type)), os.urandom(4).hex(), sys.get_int_max_str_digits(),
    ]
`

export const traces: readonly NamedProgram[] = [
  { name: 'modules', program: 'import sys, unittest\nsys.modules["mine"] = sys\ndel sys.modules["json"]' },
  {
    name: 'builtins',
    program: 'import builtins\nbuiltins.len = lambda x: 0\nbuiltins.mine = 1\ndel builtins.print',
  },
  {
    name: 'functions of modules',
    program: 'import json, os\njson.dumps = lambda x: "patched"\nos.getcwd = lambda: "/x"',
  },
  {
    name: 'a type that is changed from below',
    program: `import ctypes, gc
gc.get_referents(int.__dict__)[0]["mine"] = lambda self: 1
assert (5).mine() == 1`,
  },
  {
    name: 'classes',
    program: 'class Mine(int): pass\nkept = [type("K%d" % i, (object,), {}) for i in range(100)]',
  },
  {
    name: 'files',
    program:
      'import os\nos.makedirs("/tmp/a/b/c")\nopen("/tmp/a/x", "w").write("secret")\nos.chmod("/tmp/a", 0)',
  },
  {
    name: 'the working folder',
    program: 'import os\nos.mkdir("/tmp/d")\nos.chdir("/tmp/d")\nos.rmdir("/tmp/d")',
  },
  {
    name: 'descriptors',
    program:
      'import os\nfor i in range(20): os.open("/dev/null", 0)\nos.dup2(3, 9)\nos.close(0)\nos.close(1)',
  },
  {
    name: 'the channel',
    program: 'import os\nos.dup2(os.open("/tmp/fake", os.O_CREAT | os.O_RDWR), 2)\nos.close(2)',
  },
  {
    name: 'the environment',
    program: 'import os\nos.environ["MINE"] = "1"\nos.putenv("MINE2", "2")\nos.unsetenv("HOME")',
  },
  { name: 'random numbers', program: 'import os, random\nrandom.seed(5)\nos.urandom(100)' },
  {
    name: 'settings',
    program:
      'import gc, sys, warnings\nsys.setrecursionlimit(77)\ngc.disable()\nsys.set_int_max_str_digits(0)\nwarnings.simplefilter("error")\nsys.settrace(lambda *a: None)',
  },
  { name: 'signals', program: 'import signal\nsignal.signal(signal.SIGINT, lambda *a: None)' },
  {
    name: 'what is to be done at the end',
    program:
      'import atexit, gc, weakref\natexit.register(print, "late")\ngc.callbacks.append(lambda *a: None)',
  },
  { name: 'text in memory', program: 'kept = ["secret"] * 1000\nimport gc\ngc.freeze()' },
  { name: 'memory that grew', program: 'kept = [bytearray(b"secret" * 100000) for _ in range(100)]' },
  {
    name: 'where modules are found',
    program: 'import sys\nsys.path[:] = ["/tmp"]\nsys.meta_path.clear()\nsys.path_hooks.clear()',
  },
  { name: 'codecs', program: 'import codecs\ncodecs.register_error("strict", lambda error: ("", 0))' },
  {
    name: 'streams',
    program: 'import sys\nsys.stdout = sys.stderr = sys.stdin = None\nsys.__stdout__.close()',
  },
]
