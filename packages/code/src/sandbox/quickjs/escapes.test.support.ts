/** A program that means harm: its function `f` is called if it loads. What finds something of this machine says SUCCESS. */
export interface Attack {
  readonly name: string
  readonly program: string
  /** How it ends. */
  readonly ends: string
}

const hunt = String.raw`
const wanted = ["process", "require", "fetch", "WebSocket", "WebAssembly", "Deno", "Bun", "std", "os", "navigator", "Buffer", "importScripts", "XMLHttpRequest", "scriptArgs", "gc", "setTimeout"]
const look = (root) => { for (const name of wanted) { try { if (root[name] !== undefined) return "SUCCESS " + name } catch {} } return "" }
`

export const escapes: readonly Attack[] = [
  {
    name: 'climbs from every value to the constructor of functions',
    program: `${hunt}
function f() {
  const roots = [1, "", [], {}, f, console.log, print, async () => {}, function* () {}, async function* () {}, new Proxy({}, {}), Symbol(), 1n, /x/, new Map(), Math, JSON, Reflect, globalThis, Promise.resolve()]
  for (const root of roots) for (const make of [root.constructor, root.constructor.constructor, Object.getPrototypeOf(root).constructor]) {
    try { const found = look(make("return this")()); if (found) return found } catch {}
    try { const found = look(make.constructor("return globalThis")()); if (found) return found } catch {}
  }
  return "nothing"
}`,
    ends: 'returned',
  },
  {
    name: 'climbs from the exceptions of the host',
    program: `${hunt}
async function f() {
  const errors = []
  for (const attempt of [() => null.x, () => print.call(), () => console.log({ get x() { throw new Error() } }), () => import("fs"), () => require("fs"), () => new Function("]"), () => JSON.parse("{")]) {
    try { await attempt() } catch (error) { errors.push(error) }
  }
  for (const error of errors) for (let at = error; at; at = Object.getPrototypeOf(at)) {
    try { const found = look(at.constructor.constructor("return this")()); if (found) return found } catch {}
  }
  return errors.length
}`,
    ends: 'returned',
  },
  {
    name: 'climbs the stack of callers',
    program: `${hunt}
function f() {
  try { return look(f.caller) || look(arguments.callee.caller) } catch {}
  try { return look(Function.prototype.arguments) } catch {}
  Error.prepareStackTrace = (error, frames) => frames
  const frames = new Error().stack
  for (const frame of Array.isArray(frames) ? frames : []) { const found = look(frame.getThis?.() ?? {}) || look(frame.getFunction?.() ?? {}); if (found) return found }
  return "nothing"
}`,
    ends: 'returned',
  },
  {
    name: 'evaluates code every way there is',
    program: `${hunt}
function f() {
  const ways = [(0, eval), Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor, globalThis.eval]
  for (const way of ways) { try { const made = way("globalThis"); const found = look(typeof made === "function" ? made() : made); if (found) return found } catch {} }
  return look(eval("this")) || "nothing"
}`,
    ends: 'returned',
  },
  {
    name: 'imports modules of Node.js',
    program: `async function f() {
  const found = []
  for (const name of ["fs", "node:fs", "std", "os", "qjs:os", "/etc/passwd", "file:///etc/passwd", "./host.program.ts", "data:text/javascript,1"]) { try { await import(name); found.push("SUCCESS " + name) } catch {} }
  return found
}`,
    ends: 'returned',
  },
  {
    name: 'is a module that imports',
    program: `import fs from "node:fs"
export const f = () => "SUCCESS " + fs`,
    ends: 'raised',
  },
  {
    name: 'reaches for canaries by all that Node.js has',
    program: `async function f() {
  const ways = [
    () => require("fs").readFileSync("CANARY_FILE", "utf8"), () => process.env.CANARY, () => process.binding("fs"), () => process.mainModule.require("fs"),
    () => require("child_process").execSync("cat CANARY_FILE"), () => fetch("http://127.0.0.1:45991"), () => require("net").connect(45991, "127.0.0.1"),
    () => require("net").connect("\\0CANARY_SOCKET"), () => require("dgram").createSocket("udp4").send("x", 45992), () => new WebSocket("ws://127.0.0.1:45991"),
    () => std.open("CANARY_FILE", "r"), () => std.getenv("CANARY"), () => os.exec(["cat", "CANARY_FILE"]), () => new Worker("x"), () => Deno.readTextFileSync("CANARY_FILE"), () => Bun.file("CANARY_FILE"),
    () => load("CANARY_FILE"), () => read("CANARY_FILE"), () => scriptArgs, () => performance.now(), () => WebAssembly.compile(new Uint8Array()),
  ]
  const found = []
  for (const way of ways) { try { const got = await way(); found.push("SUCCESS " + way + got) } catch {} }
  return found
}`,
    ends: 'returned',
  },
  {
    name: 'reads files by standard input',
    program: `const found = []
for (const path of ["CANARY_FILE", "/proc/self/environ", "/etc/passwd", 1, 2, 3, 4, 5]) { try { found.push("SUCCESS " + require("fs").readFileSync(path, "utf8")) } catch {} }
const f = () => found`,
    ends: 'returned',
  },
  {
    name: 'pollutes prototypes for whoever comes next',
    program: `for (const root of [Object, Array, Function, String, Number, Promise, Map, Set, Error]) for (const name of ["passed", "status", "value", "then", "toJSON", "kind", "get", "set"]) root.prototype[name] = "passed"
function f() { return { __proto__: { passed: true }, constructor: { prototype: { passed: true } } } }`,
    ends: 'returned',
  },
  {
    name: 'patches everything that could be used afterwards',
    program: `JSON.stringify = JSON.parse = Reflect.apply = Object.keys = Array.isArray = Object.getPrototypeOf = () => { throw new Error("patched") }
Array.prototype[Symbol.iterator] = Map.prototype.forEach = String.prototype.slice = Promise.prototype.then = Map.prototype.get = WeakMap.prototype.get = Array.prototype.push = Array.prototype.map = Array.prototype.join = function () { throw new Error("patched") }
Object.defineProperty(Array.prototype, "0", { set() { throw new Error("patched") }, get() { return "patched" }, configurable: true })
Object.defineProperty(Object.prototype, "toString", { get() { throw new Error("patched") } })
const f = () => ({ right: [1, [2], "three"], map: new Map() })`,
    ends: 'returned',
  },
  {
    name: 'removes every global',
    program: `function f() { return Reflect === undefined ? 0 : 1 }
const { getOwnPropertyNames } = Object
for (const name of getOwnPropertyNames(globalThis)) { try { if (name !== "Reflect" && name !== "f") delete globalThis[name] } catch {} }`,
    ends: 'returned',
  },
]
