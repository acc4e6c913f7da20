import { enclosing, PythonProgram } from '../rules/python-program.ts'

/** A function in a larger file of Python: the part that is rewritten. */
export interface Section {
  /** Its text as if it stood at the beginning of a line. */
  readonly text: string
  /** Lines of the file before it. */
  readonly linesBefore: number
  /** The file with another text in its place. */
  with(text: string): string
}

/** A section of a program that something is run before. */
export function after(preamble: string, section: Section): Section {
  const lines = preamble.split('\n').length - 1
  return {
    text: section.text,
    linesBefore: section.linesBefore + lines,
    with: (text) => preamble + section.with(text),
  }
}

/** A whole file as the part that is rewritten. */
export const wholeFile = (source: string): Section => ({ text: source, linesBefore: 0, with: (text) => text })

/** @throws TypeError for a file that does not define such a function: `name`, or `Class.name` for a method */
export function functionIn(source: string, name: string): Section {
  const program = new PythonProgram(source)
  const found = program.nodes.find((node) => node.name === 'FunctionDefinition' && nameOf(node) === name)
  if (!found) {
    const known = program.nodes.filter((node) => node.name === 'FunctionDefinition').map(nameOf)
    throw new TypeError(
      `Expected a function of the file, ${known.slice(0, 20).join(', ') || 'which has none'}, got ${name}`,
    )
  }
  const start = program.lineStart(found.from)
  const indent = found.from - start
  const end = found.from + program.textOf(found).trimEnd().length
  return {
    text: shifted(source.slice(start, end), -indent),
    linesBefore: program.lineAt(found.from) - 1,
    with: (text) => source.slice(0, start) + shifted(text.trimEnd(), indent) + source.slice(end),
  }

  function nameOf(node: Parameters<typeof enclosing>[0]): string {
    const own = program.textOf(node.getChild('VariableName') ?? node)
    const owner = enclosing(node, ['ClassDefinition'])
    return owner ? `${program.textOf(owner.getChild('VariableName') ?? owner)}.${own}` : own
  }
}

/** Moves every line to the right, or to the left where it is indented enough. */
function shifted(text: string, by: number): string {
  if (by === 0) return text
  const lines = text.split('\n')
  if (by > 0) return lines.map((line) => (line.trim() === '' ? line : ' '.repeat(by) + line)).join('\n')
  const shift = new RegExp(`^[ \\t]{0,${-by}}`)
  return lines.map((line) => line.replace(shift, '')).join('\n')
}
