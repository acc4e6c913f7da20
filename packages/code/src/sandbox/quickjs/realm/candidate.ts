import { realmCodec } from './codec.ts'
import { realmConsole } from './console.ts'
import { realmExceptions } from './exceptions.ts'
import { realmRandom } from './random.ts'
import { realmStandardInput } from './standard-input.ts'

/**
 * What answers for a program from inside its realm: a function of `(printPiece, seed)` that gives functions. The program may
 * change anything here later, which gains it nothing: no test and no expected value is here, and what comes out is only
 * data. An answer is `"returned",value` or `"raised",[type,text,stack]`; it is '' while a promise is open, and `settled()`
 * gives it afterwards.
 */
export const candidateRealm = `(function (printPiece, seed) {
'use strict'
${realmCodec}
${realmExceptions}
${realmConsole}
${realmRandom}
${realmStandardInput}
${String.raw`
const print = printer(printPiece)
const then = Promise.prototype.then
let outcome = ""

function returned(value) {
  try {
    return '"returned",' + encode(value)
  } catch (error) {
    return raised(error)
  }
}

function raised(error) {
  return '"raised",' + described(error)
}

function told(value, tell) {
  outcome = ""
  if (typeof value !== "object" || value === null || apply(kindOf, value, []) !== "[object Promise]") return tell(value)
  apply(then, value, [
    (result) => { outcome = tell(result) },
    (error) => { outcome = raised(error) },
  ])
  return ""
}

function call(callee, text) {
  try {
    if (typeof callee !== "function") throw new TypeError("not a function")
    return told(apply(callee, undefined, decode(text)), returned)
  } catch (error) {
    return raised(error)
  }
}

/** Ends loading: its value is of no interest, unless it waits for something. */
function loaded(value) {
  try {
    return told(value, () => '"returned",null')
  } catch (error) {
    return raised(error)
  }
}

/** The same for an ES module, whose exports can be found from then on. */
function adopted(namespace) {
  return told(namespace, (names) => {
    module.exports = names
    return '"returned",null'
  })
}

function settled() {
  if (outcome === "") return raised(new Error("the promise is never settled"))
  return outcome
}

function give(text) {
  const found = standardInput(text, print)
  for (const name of keysOf(found)) globalThis[name] = found[name]
}

seedRandom(seed)
globalThis.console = consoleOf(print)
globalThis.print = globalThis.console.log
const module = (globalThis.module = { exports: {} })
globalThis.exports = module.exports
return { call, loaded, adopted, settled, raised, give }
})`}`
