import type { Attack } from './escapes.test.support.ts'

/** Programs that take too much. */
export const bombs: readonly Attack[] = [
  { name: 'a loop', program: `function f() { for (;;); }`, ends: 'timeout' },
  { name: 'a loop while it loads', program: `for (;;);`, ends: 'timeout' },
  {
    name: 'a loop that catches everything',
    program: `function f() { for (;;) { try { for (;;); } catch {} finally { continue } } }`,
    ends: 'timeout',
  },
  {
    name: 'a loop in toString of what is thrown',
    program: `function f() { throw { toString() { for (;;); }, get message() { for (;;); } } }`,
    ends: 'timeout',
  },
  {
    name: 'a loop in the stack of an error',
    program: `function f() { const error = new Error("x"); Object.defineProperty(error, "stack", { get() { for (;;); } }); throw error }`,
    ends: 'timeout',
  },
  {
    name: 'a loop in a getter of what is returned',
    program: `function f() { return { get x() { for (;;); } } }`,
    ends: 'timeout',
  },
  {
    name: 'a loop in a proxy that is returned',
    program: `function f() { return new Proxy({}, { ownKeys() { for (;;); } }) }`,
    ends: 'timeout',
  },
  {
    name: 'a proxy in the prototypes of what is thrown',
    program: `function f() { throw Object.create(new Proxy({}, { getPrototypeOf() { for (;;); } })) }`,
    ends: 'timeout',
  },
  {
    name: 'a loop in toJSON, which nobody calls',
    program: `function f() { return { x: 1, toJSON: 5, valueOf: 6 } }`,
    ends: 'returned',
  },
  {
    name: 'a loop in a comparison',
    program: `function f() { return [3, 1, 2].sort(() => { for (;;); }) }`,
    ends: 'timeout',
  },
  {
    name: 'a regular expression that backtracks for ever',
    program: `function f() { return /^(a+)+$/.test("a".repeat(40) + "b") }`,
    ends: 'timeout',
  },
  {
    name: 'a regular expression that nests too deep',
    program: `function f() { return new RegExp("(".repeat(100000) + ")".repeat(100000)).test("") }`,
    ends: 'raised',
  },
  { name: 'promises without end', program: `async function f() { for (;;) await null }`, ends: 'timeout' },
  {
    name: 'microtasks that make two of each',
    program: `const all = []
function f() {
  return new Promise((_, reject) => {
    const more = () => { try { all.push(new Array(100000).fill(1)) } catch (error) { reject(error); throw error } Promise.resolve().then(more); Promise.resolve().then(more) }
    more()
  })
}`,
    ends: 'memory',
  },
  {
    name: 'a promise that is never settled',
    program: `function f() { return new Promise(() => {}) }`,
    ends: 'raised',
  },
  {
    name: 'a promise for a promise that loops',
    program: `function f() { return new Promise((resolve) => resolve({ then() { for (;;); } })) }`,
    ends: 'timeout',
  },
  {
    name: 'buffers',
    program: `const all = []; function f() { for (;;) all.push(new ArrayBuffer(1 << 24)) }`,
    ends: 'memory',
  },
  {
    name: 'buffers that are written to',
    program: `const all = []; function f() { for (;;) all.push(new Uint8Array(1 << 22).fill(7)) }`,
    ends: 'memory',
  },
  {
    name: 'one buffer of all memory',
    program: `function f() { return new ArrayBuffer(2 ** 31 - 1).byteLength }`,
    ends: 'memory',
  },
  {
    name: 'shared buffers',
    program: `const all = []; function f() { for (;;) all.push(new Uint8Array(new SharedArrayBuffer(1 << 24)).fill(1)) }`,
    ends: 'memory',
  },
  {
    name: 'text that doubles',
    program: `function f() { let text = "xy"; for (;;) text += text + text.at(-1) }`,
    ends: 'memory',
  },
  {
    name: 'many texts',
    program: `const all = []; function f() { for (let n = 0; ; n++) all.push(("x" + n).repeat(100000)) }`,
    ends: 'memory',
  },
  {
    name: 'a text that is filled up',
    program: `function f() { return "".padEnd(2 ** 29, "x").length }`,
    ends: 'memory',
  },
  {
    name: 'a list of all numbers',
    program: `function f() { return new Array(2 ** 30).fill(0).length }`,
    ends: 'memory',
  },
  {
    name: 'objects',
    program: `const all = []; function f() { for (;;) all.push({ all, a: new Array(100).fill({}) }) }`,
    ends: 'memory',
  },
  {
    name: 'symbols, closures and weak references',
    program: `const all = new Set(); function f() { for (let n = 0; ; n++) { const held = new Array(100000).fill(n); all.add(Symbol("s" + n)); all.add(() => held); all.add(new WeakRef(held)) } }`,
    ends: 'memory',
  },
  {
    name: 'an integer that is too large',
    program: `function f() { return 2n ** (2n ** 40n) }`,
    ends: 'raised',
  },
  {
    name: 'integers without end',
    program: `function f() { for (let n = 3n; ; ) n = (n * n) % 2n ** 100000n }`,
    ends: 'timeout',
  },
  {
    name: 'memory that is asked for again and again',
    program: `function f() { for (;;) { try { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)) } catch {} } }`,
    ends: 'timeout',
  },
  { name: 'a recursion', program: `function f() { return 1 + f() }`, ends: 'raised' },
  {
    name: 'a recursion that starts again',
    program: `function f() { for (;;) { try { (function deep() { deep() })() } catch {} } }`,
    ends: 'timeout',
  },
  {
    name: 'a recursion through toString, proxies and getters',
    program: `const p = new Proxy({}, { get: (target, name, self) => self[name + "x"], has: (target, name) => (name + 1) in p })
const o = { toString() { return "" + o }, get x() { return this.x } }
function f() { const said = []; for (const way of [() => p.a, () => "a" in p, () => String(o), () => o.x]) { try { way() } catch (error) { said.push(error.name) } } return said }`,
    ends: 'returned',
  },
  {
    name: 'data that nests too deep to be read',
    program: `function f() { return JSON.parse("[".repeat(1000000) + "]".repeat(1000000)) }`,
    ends: 'raised',
  },
  {
    name: 'source that nests too deep',
    program: `function f() { return eval("(".repeat(200000) + "1" + ")".repeat(200000)) }`,
    ends: 'crashed',
  },
  {
    name: 'a chain of bound functions',
    program: `function f() { let g = () => 1; for (let n = 0; n < 200000; n++) g = g.bind(null); return g() }`,
    ends: 'memory',
  },
  {
    name: 'a value that nests too deep',
    program: `function f() { let v = []; for (let n = 0; n < 100000; n++) v = [v]; return v }`,
    ends: 'raised',
  },
  {
    name: 'a value that holds itself',
    program: `function f() { const v = {}; v.v = v; return v }`,
    ends: 'raised',
  },
  {
    name: 'a list that is long and empty',
    program: `function f() { const v = []; v.length = 2 ** 32 - 1; return v }`,
    ends: 'raised',
  },
  {
    name: 'a value that is too large',
    program: `function f() { return "x".repeat(6000000) }`,
    ends: 'raised',
  },
  {
    name: 'a value that is too large once it is written',
    program: `function f() { return "\\0".repeat(1000000) }`,
    ends: 'raised',
  },
  {
    name: 'many values that are as large as they may be',
    program: `const f = () => "\\u4e00".repeat(2000000)`,
    ends: 'returned',
  },
  {
    name: 'an exception with a text that is too large',
    program: `function f() { throw new Error("x".repeat(20000000)) }`,
    ends: 'raised',
  },
  {
    name: 'a flood of output',
    program: `function f() { for (;;) console.log("flood".repeat(1000)) }`,
    ends: 'output',
  },
  {
    name: 'one output that is too large',
    program: `function f() { console.log("x".repeat(5000000)); return 0 }`,
    ends: 'output',
  },
  {
    name: 'waits for ever',
    program: `function f() { return Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0) }`,
    ends: 'raised',
  },
  {
    name: 'sleeps by the clock',
    program: `function f() { const end = Date.now() + 1e9; while (Date.now() < end); }`,
    ends: 'timeout',
  },
]
