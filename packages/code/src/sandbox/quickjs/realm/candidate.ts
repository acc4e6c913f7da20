import { realmAnswers } from './answers.ts'
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
${realmAnswers}
${String.raw`
const print = printer(printPiece)

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
