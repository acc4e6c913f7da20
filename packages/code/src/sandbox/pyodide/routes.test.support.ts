import type { NamedProgram } from '../sandboxes.test.support.ts'

/**
 * Ways from Python to JavaScript and to the machine. Each ends in an expression, whose value is what it reached: an exception,
 * a crash or a stop is none.
 */
export const routes: readonly NamedProgram[] = [
  { name: 'the module js', program: 'import js\nstr(js.globalThis)' },
  { name: 'js by its loader', program: 'import importlib\nstr(importlib.import_module("js").Object)' },
  { name: 'pyodide_js', program: 'import pyodide_js\nstr(pyodide_js._api)' },
  {
    name: 'sockets by a rejected import()',
    program: `import pyodide_js
try:
    pyodide_js._api.initializeNodeSockFS().catch(None)
except Exception as error:
    error.js_error.constructor.constructor("return process.env")()`,
  },
  {
    name: 'pyodide.ffi',
    program: 'from pyodide.ffi import create_proxy\nassert create_proxy(print) is not print\n1',
  },
  { name: 'pyodide.code.run_js', program: 'from pyodide.code import run_js\nrun_js("1 + 1")' },
  {
    name: 'pyodide.http',
    program: 'from pyodide.http import open_url\nopen_url("http://127.0.0.1:45991/").read()',
  },
  {
    name: 'pyodide.http.pyfetch',
    program: `import asyncio
from pyodide.http import pyfetch
asyncio.run(pyfetch("http://127.0.0.1:45991/"))`,
  },
  { name: '_pyodide_core', program: 'import _pyodide_core\nstr(dir(_pyodide_core))' },
  {
    name: '_pyodide_core by its spec',
    program: `import _imp, importlib.machinery
spec = importlib.machinery.ModuleSpec("_pyodide_core", importlib.machinery.BuiltinImporter, origin="built-in")
module = _imp.create_builtin(spec)
_imp.exec_builtin(module)
str(dir(module))`,
  },
  {
    name: '_pyodide._importhook with a module of its own',
    program: `import _pyodide._importhook as hook
hook.register_js_finder()
hook.register_js_module("js", object())
import js
str(js.process.pid)`,
  },
  {
    name: '_pyodide._base.eval_code',
    program: 'from _pyodide._base import eval_code\neval_code("import js\\njs.process.pid")',
  },
  {
    name: 'every module with a name from JavaScript',
    program: `import sys
[name for name in sys.modules if "pyodide" in name or name == "js"][0]`,
  },
  {
    name: 'an object of JavaScript among those that are alive',
    program: 'import gc\n[thing for thing in gc.get_objects() if "Js" in type(thing).__name__][0]',
  },
  {
    name: 'a class of JavaScript below object',
    program: '[kind for kind in object.__subclasses__() if "JsProxy" in kind.__name__][0]',
  },
  {
    name: 'ctypes: text as code',
    program: 'import ctypes\nctypes.CDLL(None).emscripten_run_script_int(b"process.pid")',
  },
  {
    name: 'ctypes: text as code, without a library',
    program: 'import ctypes\nctypes.pythonapi.emscripten_run_script_string(b"1")',
  },
  { name: 'ctypes: a function of C', program: 'import ctypes\nctypes.pythonapi.getpid()' },
  {
    name: 'ctypes: any place in the table of functions',
    program: `import ctypes
found = []
for index in range(1, 400):
    found.append(ctypes.CFUNCTYPE(ctypes.c_int)(index)())
found`,
  },
  { name: 'ctypes: memory', program: 'import ctypes\nctypes.string_at(0, 64)' },
  {
    name: 'ctypes: a closure',
    program: 'import ctypes\nstr(ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)())',
  },
  { name: '_ctypes.dlopen', program: 'import _ctypes\n_ctypes.dlopen("/lib/x.so", 2)' },
  {
    name: '_ctypes.dlsym',
    program: 'import _ctypes\n_ctypes.dlsym(_ctypes.dlopen(None, 2), "emscripten_run_script")',
  },
  {
    name: 'an extension module from a file',
    program: `import importlib.machinery, importlib.util
open("/tmp/x.so", "wb").write(bytes.fromhex("0061736d01000000"))
loader = importlib.machinery.ExtensionFileLoader("x", "/tmp/x.so")
importlib.util.module_from_spec(importlib.util.spec_from_loader("x", loader))`,
  },
  { name: 'os.system', program: 'import os\nassert os.system("true") == 0\n"ran"' },
  { name: 'os.popen', program: 'import os\nos.popen("id").read()' },
  { name: 'os.execv', program: 'import os\nos.execv("/bin/sh", ["sh", "-c", "true"])\n1' },
  { name: 'os.posix_spawn', program: 'import os\nos.posix_spawn("/bin/sh", ["sh"], {})' },
  { name: '_posixsubprocess', program: 'import subprocess\nsubprocess.check_output(["/bin/id"])' },
  {
    name: 'multiprocessing',
    program: `import multiprocessing
process = multiprocessing.Process(target=print)
process.start()
process.pid`,
  },
  { name: 'a thread', program: 'import threading\nthreading.Thread(target=print).start()\n1' },
  {
    name: 'signals to another process',
    program: 'import os\nos.kill(os.getppid(), 9)\nassert os.getppid() > 1\n1',
  },
  { name: 'the environment', program: 'import os\nassert "CANARY-ENV" in str(dict(os.environ))\n1' },
  {
    name: 'the environment by C',
    program: 'import posix\nassert b"CANARY-ENV" in str(posix.environ).encode()\n1',
  },
  { name: 'the file', program: 'open("CANARY_FILE").read()' },
  { name: 'the file by its descriptor', program: 'import os\nos.read(os.open("CANARY_FILE", 0), 99)' },
  { name: '/proc/self/environ', program: 'open("/proc/self/environ", "rb").read()' },
  { name: '/proc/self/root', program: 'import os\nos.listdir("/proc/self/root/etc")' },
  {
    name: 'the file by a link',
    program: 'import os\nos.symlink("CANARY_FILE", "/tmp/link")\nopen("/tmp/link").read()',
  },
  { name: '/etc/passwd', program: 'open("/etc/passwd").read()' },
  {
    name: 'descriptors beyond the first four',
    program: `import os
[fd for fd in range(4, 200) if os.fstat(fd)]`,
  },
  { name: 'the image on descriptor 0', program: 'import os\nassert os.read(0, 16) != b""\n1' },
  { name: 'a mount', program: 'import ctypes\nctypes.CDLL(None).mount(b"none", b"/tmp", b"tmpfs", 0, 0)' },
  {
    name: 'a device',
    program: 'import os, stat\nos.mknod("/tmp/d", 0o666 | stat.S_IFCHR, os.makedev(5, 0))\n1',
  },
  {
    name: 'a TCP port',
    program: 'import socket\nsocket.create_connection(("127.0.0.1", 45991), 1).send(b"x")',
  },
  {
    name: 'a UDP port',
    program:
      'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 45992))',
  },
  {
    name: 'an abstract socket',
    program: `import socket
canary = socket.socket(socket.AF_UNIX)
canary.connect("\\0CANARY_SOCKET")
canary.send(b"x")`,
  },
  { name: 'a pair of sockets', program: 'import socket\nstr(socket.socketpair())' },
  { name: 'a name of the network', program: 'import socket\nsocket.gethostbyname("localhost")' },
  { name: 'a socket on a descriptor', program: 'import socket\nsocket.socket(fileno=3).send(b"x")' },
  {
    name: 'urllib',
    program: 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1:45991/", timeout=1).read()',
  },
  {
    name: 'asyncio',
    program: `import asyncio
async def reach():
    await asyncio.open_connection("127.0.0.1", 45991)
asyncio.run(reach())
1`,
  },
  {
    name: 'writing where Python is',
    program: 'import os\nos.write(os.open("/lib/python314.zip", os.O_RDWR), b"x")',
  },
  { name: 'emptying where Python is', program: 'import os\nos.truncate("/lib/python314.zip", 0)\n1' },
  {
    name: 'a module beside the library',
    program: 'open("/lib/python3.14/site-packages/json.py", "w").write("1")',
  },
  { name: 'replacing the library', program: 'import os\nos.rename("/lib/python314.zip", "/tmp/x")\n1' },
  { name: 'a link in place of the library', program: 'import os\nos.unlink("/lib/python314.zip")\n1' },
  { name: 'the mode of the library', program: 'import os\nos.chmod("/lib/python314.zip", 0o777)\n1' },
  { name: 'a folder at the root', program: 'import os\nos.mkdir("/x")\n1' },
  {
    name: 'memory of a file that is shared',
    program: `import mmap
with open("/lib/python314.zip", "rb") as file:
    shared = mmap.mmap(file.fileno(), 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
    shared[0] = 65
    shared.flush()
assert open("/lib/python314.zip", "rb").read(1) == b"A"
1`,
  },
  {
    name: 'memory that bytecode makes up',
    program: `def f(): pass
code = f.__code__.replace(co_code=bytes([100, 255] * 400 + [0, 0]), co_consts=())
f.__code__ = code
f()
1`,
  },
  { name: 'tests of CPython that end it', program: 'import _testcapi\n_testcapi.fatal_error(b"x")\n1' },
  {
    name: '_testcapi: memory that is not its own',
    program: 'import _testinternalcapi\n_testinternalcapi.write_perf_map_entry(1, 1, "x")\n_testcapi',
  },
]
