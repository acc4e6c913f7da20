/**
 * What answers for a program from inside the realm that it runs in, after `realmCodec` and `realmExceptions`: an answer is
 * `"returned",value` or `"raised",[type,text,stack]`. It is '' while a promise is open; then `whenTold.call` is called once it is
 * settled, and `settled()` gives it.
 */
export const realmAnswers = String.raw`
const then = Promise.prototype.then
const whenTold = { call() {} }
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
    (result) => { outcome = tell(result); whenTold.call() },
    (error) => { outcome = raised(error); whenTold.call() },
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
`
