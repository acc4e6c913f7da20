import { realmAnswers } from '../quickjs/realm/answers.ts'
import { realmCodec } from '../quickjs/realm/codec.ts'
import { realmExceptions } from '../quickjs/realm/exceptions.ts'
import { realmRandom } from '../quickjs/realm/random.ts'
import { nodeChannel } from './node-channel.ts'
import { nodeTypes } from './node-types.ts'

/**
 * What runs a program in JavaScript or TypeScript in Node.js, with all that Node.js has. As `pythonCandidate` it is trusted until the program is
 * loaded; requests and answers are the same. Arguments: the language, a seed for `Math.random`.
 *
 * An answer waits until no promise and no tick is due any more, and for the promise that a call gives. A whole program has
 * ended when nothing keeps it running, or by `process.exit`.
 */
export const nodeCandidate = `(function () {
'use strict'
${realmCodec}
${realmExceptions}
${realmRandom}
${realmAnswers}
${nodeChannel}
${nodeTypes}
${String.raw`
const { Script, SourceTextModule, SyntheticModule, constants } = require("node:vm")
const { closeSync, openSync, unlinkSync } = require("node:fs")
const [language, seed] = process.argv.splice(1)
delete process.env.TEXTGRAD_PROGRAM
const later = setImmediate
const test = RegExp.prototype.test, exec = RegExp.prototype.exec, split = String.prototype.split
const file = "<program>"
let ticket = "", isWhole = false

/** Where in the program it was thrown, outermost first, by a stack as V8 writes it. */
function placesOf(stack) {
  const places = [], lines = apply(split, stack, ["\n"])
  // Before the first line of a SyntaxError comes where it is.
  const wrong = apply(exec, /^<program>:(\d+)$/, [lines[0]])
  if (wrong !== null) return "[[" + wrong[1] + ',""]]'
  let text = ""
  for (let index = 0, count = 0; index < lines.length && count < 20; index++) {
    const found = apply(exec, /^\s*at (?:(?:async )?(?:new )?([^\s()]+)(?: \[as [^\]]+\])? \()?<program>:(\d+):\d+\)?$/, [lines[index]])
    if (found === null) continue
    text = "[" + found[2] + "," + stringify(found[1] ?? "") + "]" + (text === "" ? "" : ",") + text
    count++
  }
  return "[" + text + "]"
}

function withPlaces(said) {
  if (said[1] !== "r" || said[2] !== "a") return said
  const [type, text, stack] = parse(apply(textSlice, said, [9]))
  return '"raised",[' + stringify(type) + "," + stringify(text) + "," + placesOf(stack) + "]"
}

/** Answers what is asked, once. */
function finish(said) {
  if (ticket === "") return
  const id = ticket
  ticket = ""
  send("[" + stringify(id) + "," + withPlaces(said) + "," + stringify(takePrinted()) + "]")
  later(serve)
}

/** Once promises and ticks that are due have run. */
function finishSoon(said) {
  const asked = ticket
  later(() => {
    if (ticket === asked) finish(said)
  })
}

async function evaluated(code) {
  const started = new SourceTextModule(code, { identifier: file, importModuleDynamically: (name) => import(name) })
  await started.link(async (name) => {
    const names = await import(name)
    return new SyntheticModule(keysOf(names), function () {
      for (const key of keysOf(names)) this.setExport(key, names[key])
    })
  })
  await started.evaluate()
  return started.namespace
}

/** Runs code at the top level. Gives what it evaluates to, or the namespace of a module. */
function started(source) {
  const code = javascriptOf(source, language)
  let script
  try {
    script = new Script(code, { filename: file, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
  } catch (error) {
    if (apply(test, looksLikeModule, [code])) return { namespace: evaluated(code) }
    throw error
  }
  return { value: script.runInThisContext() }
}

function load(source) {
  try {
    const { namespace, value } = started(source)
    return namespace === undefined ? loaded(value) : adopted(namespace)
  } catch (error) {
    return raised(error)
  }
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

function callNamed(name, args) {
  try {
    if (!apply(test, identifier, [name])) throw new ReferenceError(name + " is not defined")
    // Names of the top level are no properties of anything.
    const find = "typeof " + name + ' !== "undefined" ? ' + name + " : (globalThis.module?.exports?." + name + " ?? " + name + ")"
    return call(new Script(find, { filename: "<call>" }).runInThisContext(), stringify(args))
  } catch (error) {
    return raised(error)
  }
}

/** Runs a whole program with this on its standard input, and all that Node.js does of itself. */
function run(source, text) {
  const path = "/tmp/.input-" + process.pid
  const handle = openSync(path, "wx", 0o600)
  writeAll(handle, text)
  closeSync(handle)
  closeSync(0)
  // The first that is free: 0.
  openSync(path, "r")
  unlinkSync(path)
  isWhole = true
  require.main = module
  try {
    const { namespace } = started(source)
    if (namespace !== undefined) apply(then, namespace, [undefined, (error) => finish(raised(error))])
    return ""
  } catch (error) {
    return raised(error)
  }
}

const actions = { load, call: callNamed, run }

function serve() {
  const request = parse(receive())
  ticket = request[0]
  const said = actions[request[1]](request[2], request[3])
  if (said !== "") finishSoon(said)
}

whenTold.call = () => finishSoon(outcome)

/** What is printed is kept, unless it is a whole program that prints. */
const { get: getOutput } = getOwnPropertyDescriptor(process, "stdout")
let printing
Object.defineProperty(process, "stdout", { configurable: true, enumerable: true, get() {
  const stream = apply(getOutput, process, [])
  if (printing === undefined) {
    printing = stream
    // At once, so that nothing is lost by whatever ends it.
    stream.write = function (data, encoding, done) {
      if (isWhole) writeAll(1, data)
      else print(typeof data === "string" ? data : apply(bytesText, bytesOf(data), ["utf8"]))
      const told = typeof encoding === "function" ? encoding : done
      if (typeof told === "function") process.nextTick(told)
      return true
    }
  }
  return stream
} })

let module

/** As a program in a file finds them; code of an argument finds every module of Node.js by its name instead. */
function setGlobals() {
  for (const name of require("node:module").builtinModules)
    if (name !== "process" && name !== "console") delete globalThis[name]
  const webCrypto = () => require("node:crypto").webcrypto
  Object.defineProperty(globalThis, "crypto", { configurable: true, enumerable: true, get: webCrypto, set: undefined })
  module = globalThis.module = { exports: {} }
  globalThis.exports = module.exports
  process.argv.push("program")
}

process.on("uncaughtException", (error) => finish(raised(error)))
process.on("unhandledRejection", (error) => {
  if (isWhole) finish(raised(error))
})
process.on("beforeExit", () => {
  if (isWhole) process.exit()
  else if (ticket !== "") finish(settled())
})
process.reallyExit = (code) => {
  if (isWhole) finish('"returned",null')
  apply(reallyExit, process, [code])
}
Error.stackTraceLimit = 20
seedRandom(+seed)
// Node.js sets some of them once this has run.
later(() => {
  setGlobals()
  send('["ready"]')
  later(serve)
})
`}})()`
