/** A `console` that prints by `print(text)`, one line a call; values are shown on one line, as Node.js shows short ones. */
export const realmConsole = String.raw`
function shown(value, depth) {
  if (typeof value === "string") return depth === 0 ? value : "'" + value + "'"
  if (typeof value === "bigint") return value + "n"
  if (typeof value === "function") return "[Function: " + (value.name || "(anonymous)") + "]"
  if (typeof value === "symbol") return value.toString()
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : "" + value
  if (value instanceof Error) return value.name + ": " + value.message
  if (depth > 3) return "[...]"
  const inner = (part) => shown(part, depth + 1)
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[ " + value.map(inner).join(", ") + " ]"
  if (value instanceof Set) return "Set(" + value.size + ") {" + [...value].map(inner).join(", ") + "}"
  if (value instanceof Map)
    return "Map(" + value.size + ") {" + [...value].map(([key, part]) => inner(key) + " => " + inner(part)).join(", ") + "}"
  const parts = Object.keys(value).map((key) => (/^[\w$]+$/.test(key) ? key : "'" + key + "'") + ": " + inner(value[key]))
  return parts.length === 0 ? "{}" : "{ " + parts.join(", ") + " }"
}

/** In pieces: a text may be as large as all memory. */
function printer(print) {
  return (text) => {
    for (let start = 0; start < text.length; start += 65536) print(apply(textSlice, text, [start, start + 65536]))
  }
}

function consoleOf(print) {
  const log = (...values) => print(values.map((value) => shown(value, 0)).join(" ") + "\n")
  return { log, info: log, debug: log, warn: log, error: log, trace: log, table: log, dir: log, assert(holds, ...values) {
    if (!holds) log("Assertion failed" + (values.length > 0 ? ":" : ""), ...values)
  } }
}
`
