/**
 * What programs read standard input by, for `text`: `require('fs').readFileSync(0)` or '/dev/stdin', events of
 * `process.stdin`, `require('readline')`, and `readline()` as shells of engines have it. Gives what goes into the realm.
 */
export const realmStandardInput = String.raw`
function standardInput(text, print) {
  const lines = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/)
  let next = 0
  const readline = () => (next < lines.length ? lines[next++] : null)
  const readFileSync = (path, options) => {
    if (path !== 0 && path !== "/dev/stdin") throw new Error("ENOENT: no such file or directory, open '" + path + "'")
    return options === undefined ? { toString: () => text } : text
  }
  /** Tells listeners what happens, in order, once there is one and the program has run to its end. */
  const emitter = (events, more) => {
    const listeners = {}
    let isWaiting = false
    const tell = () => {
      for (const [event, value] of events()) for (const listener of listeners[event] ?? []) listener(value)
    }
    const on = (event, listener) => {
      ;(listeners[event] ??= []).push(listener)
      if (!isWaiting) Promise.resolve().then(tell)
      isWaiting = true
      return self
    }
    const self = { on, once: on, resume: () => self, setEncoding: () => self, close() {}, ...more }
    return self
  }
  const rest = function* () {
    for (let line = readline(); line !== null; line = readline()) yield line
  }
  const createInterface = () =>
    emitter(function* () {
      for (const line of rest()) yield ["line", line]
      yield ["close"]
    }, { [Symbol.asyncIterator]: async function* () { yield* rest() }, question: (words, answer) => answer(readline() ?? "") })
  const stdin = emitter(function* () {
    if (text !== "") yield ["data", text]
    yield ["end"]
    yield ["close"]
  }, { fd: 0, [Symbol.asyncIterator]: async function* () { if (text !== "") yield text } })
  const modules = { fs: { readFileSync }, readline: { createInterface } }
  const require = (name) => {
    const found = modules[String(name).replace(/^node:/, "")]
    if (found === undefined) throw new Error("Cannot find module '" + name + "'")
    return found
  }
  const stdout = { write: (words) => { print(String(words)); return true } }
  return { readline, require, process: { stdin, stdout, argv: ["node", "program"], env: {} } }
}
`
