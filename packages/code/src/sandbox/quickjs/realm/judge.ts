import { realmAssert } from './assert.ts'
import { realmCodec } from './codec.ts'
import { realmConsole } from './console.ts'
import { realmExceptions } from './exceptions.ts'
import { realmRandom } from './random.ts'

/**
 * What runs test code in a realm of its own: a function of `(exchange, halt, printPiece, seed, name, isAsynchronous)`. No program
 * under test is here: a function of it is a proxy. `exchange(name, arguments)` asks it and gives the reply, as texts;
 * `halt(text, stack)` is told that it has stopped. Gives `thrown(error)` and `settled()`, which tell how the code ended as
 * `[status,[type,text,stack]]`, and `passed(value)`, which is called before `settled()`.
 *
 * A failure that nobody waits for would go unseen. So every failed assertion counts, whoever catches it; and in code that uses
 * promises without ending in one, every exception of the program does.
 */
export const judgeRealm = `(function (exchange, halt, printPiece, seed, name, isAsynchronous) {
'use strict'
${realmCodec}
${realmExceptions}
${realmConsole}
${realmRandom}
${realmAssert}
${String.raw`
const print = printer(printPiece)
const named = { EvalError, InternalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }
const exceptions = []
const known = new Map()
/** What code asks for to know where it runs: not here. */
const elsewhere = new Set(["window", "document", "self", "process", "module", "exports", "define", "Deno", "Bun"])

function exceptionOf(type, text) {
  const error = new (Object.hasOwn(named, type) ? named[type] : Error)(text)
  foreignTypes.set(error, type)
  exceptions.push(error)
  return error
}

function ask(name, values) {
  const reply = parse(exchange(name, encode(values)))
  if (reply[0] === "returned") return revive(reply[1])
  if (reply[0] === "raised") throw exceptionOf(reply[1], reply[2])
  halt(reply[1], new Error().stack)
  // Until it is interrupted, which no code catches.
  for (;;);
}

function proxy(name) {
  if (!known.has(name)) known.set(name, Object.defineProperty((...values) => ask(name, values), "name", { value: name }))
  return known.get(name)
}

const told = (status, error) => "[" + stringify(status) + "," + described(error) + "]"

function thrown(error) {
  return told(failures.has(error) || error instanceof AssertionError ? "failed" : "error", error)
}

function ended() {
  for (const error of failures) return thrown(error)
  return '["passed",["","",""]]'
}

let outcome = ""

/** The code has run to its end; where that is a promise, it waits for it. */
function passed(value) {
  if (value instanceof Promise) value.then(() => { outcome = ended() }, (error) => { outcome = thrown(error) })
  else outcome = "later"
}

/** When nothing waits for its turn any more. */
function settled() {
  if (outcome === "") return told("error", new Error("the test code waits for what never comes"))
  if (outcome !== "later") return outcome
  return isAsynchronous && exceptions.length > 0 && failures.size === 0 ? thrown(exceptions[0]) : ended()
}

function free(target, name) {
  return typeof name === "string" && !(name in target) && !elsewhere.has(name)
}

seedRandom(seed)
globalThis.console = consoleOf(print)
globalThis.console.assert = (holds, ...values) => {
  if (!holds) fail(values.length > 0 ? values.map((value) => shown(value, 0)).join(" ") : undefined, "the assertion does not hold")
}
globalThis.assert = assert
globalThis.require = (name) => {
  const modules = { assert, "assert/strict": assert.strict }
  const found = modules[String(name).replace(/^node:/, "")]
  if (found === undefined) throw new Error("Cannot find module '" + name + "'")
  return found
}
if (name !== "") globalThis[name] = globalThis.candidate = proxy(name)
Object.setPrototypeOf(globalThis, new Proxy(Object.prototype, {
  has: (target, name) => name in target || free(target, name),
  get: (target, name, receiver) => (free(target, name) ? proxy(name) : Reflect.get(target, name, receiver)),
}))
return { passed, thrown, settled }
})`}`
