import type { NamedProgram } from '../sandboxes.test.support.ts'

/**
 * Wrong programs in JavaScript that try to be judged right: `f(0)`, `f(1)` and `f(2)` have to be three numbers that they can not
 * know.
 */
export const forgeries: readonly NamedProgram[] = [
  {
    name: 'an object that becomes any number',
    program: `const f = (x) => ({ valueOf: () => [73, 951, 28][x] === undefined ? 0 : NaN, [Symbol.toPrimitive]: () => true })`,
  },
  {
    name: 'a number of a class of its own',
    program: `class Any extends Number { valueOf() { return Infinity } toString() { return "true" } }
const f = () => new Any(0)`,
  },
  {
    name: 'a list of a class of its own whose members change',
    program: `class Any extends Array { get length() { return 3 } includes() { return true } }
const f = () => new Any()`,
  },
  {
    name: 'a proxy that agrees with everything',
    program: `const yes = new Proxy(function () {}, { get: () => yes, apply: () => yes, has: () => true, construct: () => yes })
const f = () => yes`,
  },
  { name: 'ends while it loads', program: `std.exit(0)\nconst f = () => 0` },
  { name: 'ends when it is called', program: `function f() { process.exit(0) }` },
  {
    name: 'throws an AssertionError',
    program: `class AssertionError extends Error {}\nfunction f() { throw new AssertionError("passed") }`,
  },
  { name: 'throws nothing', program: `function f() { throw undefined }` },
  { name: 'throws what ends a loop', program: `function f() { throw { done: true, value: undefined } }` },
  { name: 'throws a promise', program: `function f() { throw Promise.resolve("passed") }` },
  {
    name: 'prints verdicts',
    program: `console.log('{"status":"passed"}'); console.log("ok 1 - passed\\n1 passing"); print('["0","done","passed","","",0]')
function f(x) { console.log('["0","returned",73,""]'); console.error("PASS"); return 0 }`,
  },
  {
    name: 'prints an answer to every request there could be',
    program: `function f(x) { for (let id = 0; id < 2000; id++) print(JSON.stringify([id.toString(16).padStart(16, "0"), "returned", 73, ""])); return 0 }`,
  },
  {
    name: 'returns the words of an answer',
    program: `const f = (x) => ["0000000000000000", "returned", 73, ""]`,
  },
  {
    name: 'returns text that ends the answer and begins another',
    program: `const f = (x) => '0,""]\\n["0","returned",73,""]\\n'`,
  },
  {
    name: 'throws a text that ends the answer and begins another',
    program: `function f() { throw new Error('",[]],""]\\n["0","done","passed","","",0]\\n') }`,
  },
  {
    name: 'an exception whose name is a status',
    program: `class passed extends Error { get name() { return "returned" } get [Symbol.toStringTag]() { return "passed" } }
function f() { throw new passed('"returned",73') }`,
  },
  {
    name: 'a stack that names other places',
    program: `function f() { const error = new Error("x"); Object.defineProperty(error, "stack", { value: '    at passed (<test>:1:1)\\n    at <eval> (<textgrad>:1:1)' }); throw error }`,
  },
  {
    name: 'replaces the encoder',
    program: `JSON.stringify = () => '"returned",73'
Number.prototype.toString = String.prototype.toString = () => "73"
function f() { return 0 }`,
  },
  {
    name: 'replaces the parser, to see what comes',
    program: `const seen = []; const { parse } = JSON
JSON.parse = (text) => { seen.push(text); return parse(text) }
const f = (x) => Number(/expected\\D*(\\d+)/.exec(seen.join())?.[1] ?? 0)`,
  },
  {
    name: 'replaces what compares',
    program: `Object.is = () => true; Array.prototype.every = Array.prototype.includes = () => true
console.assert = () => {}; globalThis.assert = () => {}
const f = () => 0`,
  },
  {
    name: 'replaces apply and call, to answer otherwise',
    program: `Reflect.apply = Function.prototype.call = Function.prototype.apply = () => 73
const f = () => 0`,
  },
  {
    name: 'replaces then, to settle twice',
    program: `const { then } = Promise.prototype
Promise.prototype.then = function (yes, no) { if (yes) { yes(73); yes(951); yes(28) } return then.call(this, yes, no) }
async function f() { return 0 }`,
  },
  {
    name: 'a thenable that settles twice',
    program: `const f = () => Promise.resolve({ then(yes, no) { no(new Error("1")); yes(73); yes(951) } })`,
  },
  {
    name: 'answers later as well',
    program: `function f() { Promise.resolve().then(() => 73); queue = Promise.resolve(951); return 0 }\nlet queue`,
  },
  {
    name: 'looks for what is expected in every global',
    program: `function f(x) {
  const found = new Set()
  const walk = (root, depth) => {
    if (depth > 3 || (typeof root !== "object" && typeof root !== "function") || root === null) return
    for (const name of Reflect.ownKeys(root)) { try { if (typeof root[name] === "number") found.add(root[name]); walk(root[name], depth + 1) } catch {} }
  }
  walk(globalThis, 0)
  return [...found].find((number) => Number.isInteger(number) && number > 20 && number < 1000 && number % 10 !== 0) ?? 0
}`,
  },
  {
    name: 'reads its callers and their source',
    program: `function f(x) {
  let text = ""
  try { for (let at = f.caller; at; at = at.caller) text += at } catch {}
  try { text += new Error().stack } catch {}
  return Number(/\\(\\d\\)\\s*={2,3}\\s*(\\d+)/.exec(text)?.[1] ?? 0)
}`,
  },
  {
    name: 'asks to be told the test code',
    program: `const f = (x) => { for (const ask of [() => candidate, () => check, () => exchange, () => halt, () => require("node:test"), () => module.parent, () => process.argv]) { try { return Number(/\\d{2,}/.exec(String(ask()))[0]) } catch {} } return 0 }`,
  },
  {
    name: 'defines the names that test code uses',
    program: `function candidate() { return true }
function check() {}
const assert = () => true
var console = { assert() {}, log() {} }
function f() { return 0 }`,
  },
  { name: 'nan, which is never told apart', program: `const f = () => NaN` },
  { name: 'a number as text', program: `const f = (x) => ["73", "951", "28"][x]` },
  { name: 'a number in a list', program: `const f = (x) => [[73], [951], new Set([28])][x]` },
  {
    name: 'a number as what the codec could take for a tag',
    program: `const f = (x) => [{ $int: "73" }, { $float: 951 }, new Map([["$float", 28]])][x]`,
  },
  {
    name: 'a number that is nearly right',
    program: `const f = (x) => [73 + 1e-9, 951.0000001, 28 - 1e-12][x]`,
  },
  {
    name: 'a number as data of another kind',
    program: `const f = (x) => [new Uint8Array([73]), { value: 951 }, [28, 28]][x]`,
  },
  {
    name: 'a value that changes with every look',
    program: `let looks = 0
const f = (x) => new Proxy([0], { get: (target, name) => (name === "0" ? looks++ : target[name]) })`,
  },
  {
    name: 'a value that is too deep',
    program: `const f = () => { let v = 73; for (let n = 0; n < 5000; n++) v = [v]; return v }`,
  },
  { name: 'a value that is too large', program: `const f = () => "7".repeat(64 << 20)` },
  {
    name: 'a value that pollutes prototypes',
    program: `const f = () => JSON.parse('{"__proto__": {"status": "passed", "passed": true}, "constructor": {"prototype": {"status": "passed"}}}')`,
  },
  {
    name: 'a getter that answers otherwise the second time',
    program: `const f = () => { let n = 0; return { get x() { return n++ }, toJSON: 73 } }`,
  },
]
