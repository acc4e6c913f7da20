import { stripTypeScriptTypes } from 'node:module'

import { parse, type Expression, type Program } from 'acorn'

import { UsageError } from '../usage-error.ts'

/** Where each key of a configuration stands in its file. */
export interface Lines {
  /** The line of a key, or of the configuration where it does not have the key; counted from 1. */
  of(key: string): number
}

/**
 * Reads the object that a module exports by default, or a file of JSON is, without running it.
 * @throws UsageError with file and line for what is neither.
 */
export function linesOf(source: string, file: string): Lines {
  const program = programOf(source, file)
  const whole = exported(program)
  const own = whole?.type === 'ObjectExpression' ? whole.properties : []
  const known = new Map<string, number>()
  for (const property of own) {
    if (property.type !== 'Property' || property.computed) continue
    const { key } = property
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined
    if (name !== undefined) known.set(name, property.loc!.start.line)
  }
  const first = whole?.loc?.start.line ?? 1
  return { of: (key) => known.get(key) ?? first }
}

function programOf(source: string, file: string): Program {
  // Types are blanked out, so that all else stays on its line; JSON is an expression.
  const isJson = file.endsWith('.json')
  try {
    const script = isJson ? `(${source}\n)` : stripped(source)
    return parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // acorn tells the line; Node.js writes it above its message.
    const { loc, message, stack = '' } = error as SyntaxError & { loc?: { line: number } }
    const line = loc?.line ?? /^[^\n]*:(\d+)\n/.exec(stack)?.[1] ?? 1
    throw new UsageError(`${file}:${line}: ${message.split('\n')[0]}`, { cause: error })
  }
}

/** Without the warning that Node.js prints at the first time. */
function stripped(source: string): string {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}

function exported({ body }: Program): Expression | undefined {
  for (const statement of body) {
    if (statement.type === 'ExpressionStatement') return statement.expression
    if (statement.type !== 'ExportDefaultDeclaration') continue
    const { declaration } = statement
    if (declaration.type !== 'Identifier') return declaration as Expression
    return declared(body, declaration.name)
  }
  return undefined
}

/** What a name that is exported stands for. */
function declared(body: Program['body'], name: string): Expression | undefined {
  for (const statement of body) {
    if (statement.type !== 'VariableDeclaration') continue
    const found = statement.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)
    if (found?.init) return found.init
  }
  return undefined
}
