/**
 * Lines over descriptor 3 from inside Node.js, one thing after the other: `receive()` gives the next one, `send(text)` writes one.
 * And what a program prints while it is called: the first 2000 characters are kept for the answer, the rest is written on, where it
 * counts against the limit.
 */
export const nodeChannel = String.raw`
const { readSync, writeSync } = require("node:fs")
const { from: bytesOf, concat, alloc } = Buffer
const { wait } = Atomics
const { reallyExit } = process
const bytesSlice = Buffer.prototype.subarray
const bytesText = Buffer.prototype.toString
const findByte = Buffer.prototype.indexOf
const still = new Int32Array(new SharedArrayBuffer(4))
const chunk = alloc(65536)
const shownLength = 2000
let pieces = [], kept = ""

/** Tries again what would have to wait; anything else means that nobody is there any more. */
function patiently(attempt) {
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (error.code !== "EAGAIN") apply(reallyExit, process, [0])
      wait(still, 0, 0, 1)
    }
  }
}

function receive() {
  for (;;) {
    const last = pieces.length - 1
    const end = last < 0 ? -1 : apply(findByte, pieces[last], [10])
    if (end >= 0) {
      const rest = pieces[last]
      pieces[last] = apply(bytesSlice, rest, [0, end])
      const line = apply(bytesText, pieces.length === 1 ? pieces[0] : concat(pieces), ["utf8"])
      pieces = end + 1 < rest.length ? [apply(bytesSlice, rest, [end + 1])] : []
      return line
    }
    const size = patiently(() => readSync(3, chunk))
    if (size === 0) apply(reallyExit, process, [0])
    pieces[last + 1] = bytesOf(apply(bytesSlice, chunk, [0, size]))
  }
}

function writeAll(descriptor, text) {
  let rest = bytesOf(text)
  while (rest.length > 0) {
    const written = patiently(() => writeSync(descriptor, rest))
    rest = apply(bytesSlice, rest, [written])
  }
}

const send = (text) => writeAll(3, text + "\n")

function print(text) {
  const room = shownLength - kept.length
  if (room > 0) kept += apply(textSlice, text, [0, room])
  if (text.length > room) writeAll(1, apply(textSlice, text, [room > 0 ? room : 0]))
}

function takePrinted() {
  const text = kept
  kept = ""
  return text
}
`
