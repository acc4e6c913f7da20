/**
 * The same for a program in Node.js, by V8's counts of blocks (the domain Profiler of the inspector). A line has run if a part of it has,
 * and there is something to run where there are more than brackets and comments. Types that need more than being left out move lines,
 * so nothing is told of such programs.
 */
export const nodeTracer = String.raw`
globalThis._textgrad_lines = (() => {
  const { Session } = require("node:inspector")
  const session = new Session()
  session.connect()
  const ask = (method, settings) => {
    let answer
    session.post(method, settings, (error, found) => {
      if (error) throw new Error(error.message)
      answer = found
    })
    return answer
  }
  ask("Profiler.enable")
  ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true })
  let source = "", starts = [], id

  globalThis._textgrad_program_lines = (text) => {
    source = text
    const bare = text.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    starts = [0]
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
    return starts.flatMap((start, index) => (isCode(lineAt(bare, start)) ? [index + 1] : []))
  }
  const lineAt = (text, start) => {
    const end = text.indexOf("\n", start)
    return text.slice(start, end < 0 ? undefined : end)
  }
  const isCode = (line) => /^\s*(?!\/\/|\W*else\b\W*$)(?=.*[\w$"'\x60])/.test(line)

  /** Counts of characters: those of inner blocks come after those of outer ones. */
  const countsOf = (functions) => {
    const counts = new Uint8Array(source.length)
    const ranges = functions.flatMap(({ ranges }) => ranges)
    ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
    for (const { startOffset, endOffset, count } of ranges) counts.fill(count > 0 ? 1 : 0, startOffset, endOffset)
    return counts
  }

  const isWhole = ({ url, functions: [{ functionName, ranges: [whole] }] }) =>
    url === "<program>" && functionName === "" && whole.startOffset === 0 && whole.endOffset === source.length

  return () => {
    const scripts = ask("Profiler.takePreciseCoverage").result
    id ??= scripts.find(isWhole)?.scriptId
    const script = scripts.find(({ scriptId }) => scriptId === id)
    if (script === undefined) return []
    const counts = countsOf(script.functions)
    const hasRun = (start) => [...lineAt(source, start)].some((letter, at) => letter.trim() !== "" && counts[start + at] === 1)
    return starts.flatMap((start, index) => (hasRun(start) ? [index + 1] : []))
  }
})()
`
