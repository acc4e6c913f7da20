import type { Language, Script } from '../sandbox/sandbox.ts'
import type { PropertyTest } from '../tests/test.ts'

/** Functions by which the code of a case asks for what it needs and tells what it finds. They are answered here, not by the program. */
export const asks = {
  inputs: '_textgrad_inputs',
  where: '_textgrad_where',
  result: '_textgrad_result',
  holds: '_textgrad_holds',
  leave: '_textgrad_leave',
} as const

export interface CaseScript extends Script {
  /** Lines before the statements of `check`. */
  readonly linesBefore: number
}

/**
 * The code of cases, which is the same for all of them; undefined where none is needed. It holds neither inputs nor results: they come as
 * data. Expressions serve one case after the other, statements each in a script of its own, as they may leave something behind.
 */
export function caseScript(test: PropertyTest, language: Language): CaseScript | undefined {
  const { where, property, check, prelude } = test
  if (where === undefined && property === undefined && check === undefined) return undefined
  const { code, linesBefore } = language === 'python' ? pythonCode(test) : javascriptCode(test)
  return { code, prelude, linesBefore }
}

type Code = Pick<CaseScript, 'code' | 'linesBefore'>

const namesOf = ({ inputs }: PropertyTest): string => Object.keys(inputs).join(', ')
const asksResult = ({ function: name, reference }: PropertyTest): boolean =>
  name !== undefined && reference === undefined

function pythonCode(test: PropertyTest): Code {
  const { where, property, check } = test
  const isLoop = check === undefined
  const indent = isLoop ? '    ' : ''
  // What a case that is left out goes on with, it is told by the answer: none, or the next case.
  const head = [
    ...(isLoop ? ['while True:'] : []),
    `${indent}[${namesOf(test)}] = ${asks.inputs}()`,
    ...(where === undefined
      ? []
      : [`${indent}if not ${asks.where}((\n${where}\n)): ${isLoop ? 'continue' : `${asks.leave}()`}`]),
    ...(asksResult(test) ? [`${indent}[result] = ${asks.result}()`] : []),
  ].join('\n')
  const claim = property === undefined ? (check ?? '') : `${indent}${asks.holds}((\n${property}\n))`
  return { code: `${head}\n${claim}`, linesBefore: head.split('\n').length }
}

function javascriptCode(test: PropertyTest): Code {
  const { where, property, check } = test
  const isLoop = check === undefined
  const head = [
    ...(isLoop ? ['for (;;) {'] : []),
    `const [${namesOf(test)}] = ${asks.inputs}();`,
    ...(where === undefined
      ? []
      : [`if (!${asks.where}((\n${where}\n))) ${isLoop ? 'continue' : `${asks.leave}()`};`]),
    ...(asksResult(test) ? [`const [result] = ${asks.result}();`] : []),
  ].join('\n')
  const claim = property === undefined ? (check ?? '') : `${asks.holds}((\n${property}\n));`
  return { code: `${head}\n${claim}${isLoop ? '\n}' : ''}`, linesBefore: head.split('\n').length }
}
