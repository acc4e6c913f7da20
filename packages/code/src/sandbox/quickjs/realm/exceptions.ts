/**
 * What is told of a thrown value: `described(thrown)` gives `[type, text, stack]` as JSON. The type is the builtin that its
 * class derives from; all of it is what the program says of itself.
 */
export const realmExceptions = String.raw`
const builtinErrors = new Map()
for (const type of [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError])
  builtinErrors.set(type.prototype, type.name)
// QuickJS has one more than V8.
if (typeof InternalError === "function") builtinErrors.set(InternalError.prototype, "InternalError")
/** What QuickJS and V8 say where no memory is left. */
const noMemory = { __proto__: null, InternalError: "out of memory", RangeError: "Array buffer allocation failed" }
const findBuiltin = Map.prototype.get
/** The types of exceptions that came from elsewhere. */
const foreignTypes = new WeakMap()
const findForeign = WeakMap.prototype.get

function described(thrown) {
  let type = "Error", text = "", stack = ""
  try {
    if (typeof thrown === "object" && thrown !== null) {
      type = typeOf(thrown)
      text = textOf(thrown.message)
      stack = textOf(thrown.stack)
    } else text = typeof thrown === "symbol" ? "a symbol" : "" + thrown
  } catch {
    // Whoever throws what can not be looked at is told without words.
  }
  if (noMemory[type] === text) type = "MemoryError"
  return "[" + stringify(type) + "," + stringify(text) + "," + stringify(stack) + "]"
}

function textOf(value) {
  return typeof value === "string" ? apply(textSlice, value, [0, 4000]) : ""
}

function typeOf(thrown) {
  const foreign = apply(findForeign, foreignTypes, [thrown])
  if (foreign !== undefined) return foreign
  let prototype = thrown
  for (let depth = 0; prototype !== null && depth < 100; depth++) {
    const name = apply(findBuiltin, builtinErrors, [prototype])
    if (name !== undefined) return name
    prototype = getPrototypeOf(prototype)
  }
  return "Error"
}
`
