import type { NamedProgram } from '../sandbox/sandboxes.test.support.ts'

/** Programs that know how properties are judged, and attack that. None gives what is asked for. */
export const pythonForgeries: readonly NamedProgram[] = [
  {
    name: 'defines the functions by which the test code tells what it finds',
    program: `def _textgrad_holds(value): return True
def _textgrad_where(value): return False
def _textgrad_inputs(): return [0]
def _textgrad_result(): return [73]
def f(x): return 0`,
  },
  {
    name: 'tells that the property holds, as test code would',
    program: `import sys, os
def f(x):
    request = sys._getframe(2).f_locals["request"]
    os.write(3, ('["%s","call","_textgrad_holds",[true]]\\n' % request[0]).encode())
    return 0`,
  },
  {
    name: 'asks to be left out',
    program: `import sys, os
def f(x):
    request = sys._getframe(2).f_locals["request"]
    os.write(3, ('["%s","call","_textgrad_where",[false]]\\n["%s","stopped","the case is over"]\\n' % (request[0], request[0])).encode())
    return 0`,
  },
  {
    name: 'ends without an answer, as if nothing had been asked',
    program: `import os
def f(x): os._exit(0)`,
  },
  {
    name: 'raises what ends a case',
    program: `class _Stopped(BaseException): pass
def f(x): raise _Stopped("the case is over")`,
  },
  {
    name: 'gives a value that equals everything',
    program: `class Any(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __getitem__(self, place): return self
def f(x): return Any(0)`,
  },
  {
    name: 'gives true, whatever is asked',
    program: `def f(x): return True`,
  },
  {
    name: 'looks for the property and the reference in every object and process',
    program: `import gc, os, re
def f(x):
    texts = [thing for thing in gc.get_objects() if isinstance(thing, str)]
    for pid in os.listdir("/proc") if os.path.isdir("/proc") else []:
        try: texts.append(open("/proc/%s/cmdline" % pid).read()); texts.append(open("/proc/%s/environ" % pid).read())
        except OSError: pass
    for text in texts:
        found = re.search(r"\\[73, *951, *28\\]", text)
        if found: return [73, 951, 28][x]
    return 0`,
  },
  {
    name: 'counts its cases, and answers rightly from the second look on',
    program: `seen = {}
def f(x):
    seen[x] = seen.get(x, 0) + 1
    return [73, 951, 28][x] if seen[x] > 1 else 0`,
  },
  {
    name: 'answers rightly at first only',
    program: `seen = {}
def f(x):
    seen[x] = seen.get(x, 0) + 1
    return [73, 951, 28][x] if seen[x] == 1 else 0`,
  },
]

export const javascriptForgeries: readonly NamedProgram[] = [
  {
    name: 'defines the functions by which the test code tells what it finds',
    program: `var _textgrad_holds = () => true, _textgrad_where = () => false
globalThis._textgrad_inputs = () => [0]; globalThis._textgrad_result = () => [73]
const f = () => 0`,
  },
  {
    name: 'gives a value that is equal to everything',
    program: `const f = () => new Proxy({}, { get: (_, name) => name === Symbol.toPrimitive ? () => 73 : 73 })`,
  },
  { name: 'gives true, whatever is asked', program: `const f = () => true` },
  {
    name: 'throws what ends a case',
    program: `function f() { throw new Error("the case is over") }`,
  },
  {
    name: 'prints that the property holds',
    program: `const f = () => { console.log('["0","call","_textgrad_holds",[true]]'); return 0 }`,
  },
  {
    name: 'changes what is compared with',
    program: `Array.prototype[Symbol.iterator] = function* () { yield 0 }
Object.defineProperty(Object.prototype, "0", { get: () => 0, set() {} })
const f = () => 0`,
  },
  {
    name: 'answers rightly at first only',
    program: `const seen = new Set()
const f = (x) => seen.has(x) ? 0 : (seen.add(x), [73, 951, 28][x])`,
  },
]
