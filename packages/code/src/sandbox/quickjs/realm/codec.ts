/**
 * The codec in JavaScript: `encode(value)` and `decode(text)` as in codec.ts, for the inside of a realm. What it uses is
 * bound before any program runs, and it takes no iterator and no method of an object, so that programs which change
 * prototypes go on.
 *
 * As structuredClone has it, an object of any class is told by its own enumerable properties. `6n` is `{$int: "6"}`, a Map
 * `$dict`, a Set `$set`, a Uint8Array `$bytes`, any other typed array a list; functions, symbols, dates, errors and
 * promises are no data. A `$dict` comes back as a Map, or as an object where its keys are text that an object could not
 * have been told with. At most 5 million characters are told: a line of 16 MB holds them, whatever they are.
 */
export const realmCodec = String.raw`
const { apply } = Reflect
const { keys: keysOf, getPrototypeOf, getOwnPropertyDescriptor } = Object
const { isArray } = Array
const { stringify, parse } = JSON
const kindOf = Object.prototype.toString
const textSlice = String.prototype.slice
const mapForEach = Map.prototype.forEach
const mapSet = Map.prototype.set
const setForEach = Set.prototype.forEach
const setAdd = Set.prototype.add
const bigText = BigInt.prototype.toString
const typedKind = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get
const typedLength = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), "length").get
const unboxed = {
  "[object Number]": Number.prototype.valueOf,
  "[object String]": String.prototype.valueOf,
  "[object Boolean]": Boolean.prototype.valueOf,
  "[object BigInt]": BigInt.prototype.valueOf,
}
const RealMap = Map, RealSet = Set, RealBigInt = BigInt, RealBytes = Uint8Array
const mostDepth = 64, mostText = 5000000, hugeInteger = 2n ** 12000n

class CodecError extends TypeError {}

let room = 0

function encode(value) {
  room = mostText
  return encodePart(value, 0)
}

function take(size) {
  room -= size + 1
  if (room < 0) throw tooLarge()
}

function tooLarge() {
  return new CodecError("the value is larger than 5 million characters")
}

function encodePart(value, depth) {
  if (depth > mostDepth) throw new CodecError("the value is nested deeper than 64")
  take(4)
  switch (typeof value) {
    case "string": return encodeText(value)
    case "boolean": return value ? "true" : "false"
    case "undefined":
      take(14)
      return '{"$undefined":true}'
    case "number": return encodeNumber(value)
    case "bigint": return '{"$int":"' + encodeInteger(value) + '"}'
    case "object": return value === null ? "null" : encodeObject(value, depth + 1)
    default: throw new CodecError("a " + typeof value + " is no plain data")
  }
}

function encodeText(text) {
  take(text.length)
  const quoted = stringify(text)
  take(quoted.length - text.length)
  return quoted
}

function encodeNumber(value) {
  if (value !== value) return '{"$float":"nan"}'
  if (value === Infinity || value === -Infinity) return value > 0 ? '{"$float":"inf"}' : '{"$float":"-inf"}'
  if (value === 0 && 1 / value < 0) return '{"$float":"-0"}'
  const beyond = value % 1 === 0 && (value > 9007199254740991 || value < -9007199254740991)
  return beyond ? '{"$float":' + value + "}" : "" + value
}

function encodeInteger(value) {
  if (value < hugeInteger && value > -hugeInteger) return "" + value
  // In base 2^k, because decimal digits of a number this long take for ever.
  const digits = apply(bigText, value < 0n ? -value : value, [16])
  take(digits.length)
  return (value < 0n ? "-0x" : "0x") + digits
}

function encodeObject(value, depth) {
  if (isArray(value)) return encodeList(value, value.length, depth)
  const typed = apply(typedKind, value, [])
  if (typed !== undefined) {
    const length = apply(typedLength, value, [])
    return typed === "Uint8Array" || typed === "Uint8ClampedArray" ? encodeBytes(value, length) : encodeList(value, length, depth)
  }
  const kind = apply(kindOf, value, [])
  switch (kind) {
    case "[object Object]": return encodeProperties(value, depth)
    case "[object Arguments]": return encodeList(value, value.length, depth)
    case "[object Map]": return '{"$dict":[' + encodePairs(value, depth) + "]}"
    case "[object Set]": return '{"$set":[' + encodeMembers(value, depth) + "]}"
    case "[object ArrayBuffer]": {
      const bytes = new RealBytes(value)
      return encodeBytes(bytes, apply(typedLength, bytes, []))
    }
  }
  if (unboxed[kind] !== undefined) return encodePart(apply(unboxed[kind], value, []), depth)
  throw new CodecError("a value of type " + apply(textSlice, kind, [8, -1]) + " is no plain data")
}

function encodeList(values, length, depth) {
  if (2 * length > room) throw tooLarge()
  let text = ""
  for (let index = 0; index < length; index++) text += (index > 0 ? "," : "") + encodePart(values[index], depth)
  return "[" + text + "]"
}

function encodeBytes(values, length) {
  take(2 * length)
  let text = ""
  for (let index = 0; index < length; index++) text += "0123456789abcdef"[values[index] >> 4] + "0123456789abcdef"[values[index] & 15]
  return '{"$bytes":"' + text + '"}'
}

function encodePairs(map, depth) {
  let text = ""
  apply(mapForEach, map, [(value, key) => {
    text += (text === "" ? "[" : ",[") + encodePart(key, depth + 1) + "," + encodePart(value, depth + 1) + "]"
  }])
  return text
}

function encodeMembers(set, depth) {
  let text = ""
  apply(setForEach, set, [(value) => {
    text += (text === "" ? "" : ",") + encodePart(value, depth)
  }])
  return text
}

function encodeProperties(value, depth) {
  const keys = keysOf(value)
  let plain = true
  for (let index = 0; index < keys.length; index++) if (isReserved(keys[index])) plain = false
  let text = ""
  for (let index = 0; index < keys.length; index++) {
    const key = encodeText(keys[index])
    const part = encodePart(value[keys[index]], plain ? depth : depth + 1)
    text += (index > 0 ? "," : "") + (plain ? key + ":" + part : "[" + key + "," + part + "]")
  }
  return plain ? "{" + text + "}" : '{"$dict":[' + text + "]}"
}

function isReserved(key) {
  return key[0] === "$" || key === "__proto__"
}

function decode(text) {
  return revive(parse(text))
}

function revive(value) {
  if (typeof value !== "object" || value === null) return value
  if (isArray(value)) return reviveAll(value)
  const keys = keysOf(value)
  if (keys.length === 1 && keys[0][0] === "$") return reviveTag(keys[0], value[keys[0]])
  for (let index = 0; index < keys.length; index++) value[keys[index]] = revive(value[keys[index]])
  return value
}

function reviveAll(values) {
  for (let index = 0; index < values.length; index++) values[index] = revive(values[index])
  return values
}

function reviveTag(tag, content) {
  switch (tag) {
    case "$int": return content[0] === "-" ? -RealBigInt(apply(textSlice, content, [1])) : RealBigInt(content)
    case "$float": return reviveFloat(content)
    case "$tuple": return reviveAll(content)
    case "$set":
    case "$frozenset": return reviveSet(reviveAll(content))
    case "$bytes": return reviveBytes(content)
    case "$dict": return reviveDict(content)
    case "$undefined": return undefined
    default: throw new CodecError("JavaScript has no counterpart of " + tag)
  }
}

function reviveFloat(content) {
  if (typeof content === "number") return content
  return content === "inf" ? Infinity : content === "-inf" ? -Infinity : content === "-0" ? -0 : NaN
}

function reviveSet(values) {
  const set = new RealSet()
  for (let index = 0; index < values.length; index++) apply(setAdd, set, [values[index]])
  return set
}

function reviveBytes(digits) {
  const bytes = new RealBytes(digits.length / 2)
  for (let index = 0; index < digits.length / 2; index++) bytes[index] = +("0x" + digits[2 * index] + digits[2 * index + 1])
  return bytes
}

function reviveDict(pairs) {
  let plain = true, reserved = false
  for (let index = 0; index < pairs.length; index++) {
    const key = pairs[index][0]
    if (typeof key !== "string") plain = false
    else if (isReserved(key)) reserved = true
  }
  const map = new RealMap(), object = {}
  for (let index = 0; index < pairs.length; index++) {
    const key = revive(pairs[index][0]), value = revive(pairs[index][1])
    if (plain && reserved) Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
    else apply(mapSet, map, [key, value])
  }
  return plain && reserved ? object : map
}
`
