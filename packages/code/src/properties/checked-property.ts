import { Script } from 'node:vm'

import { z } from 'zod'

import { PythonProgram } from '../rules/python-program.ts'
import { javascriptOf } from '../sandbox/quickjs/javascript.ts'
import type { Language } from '../sandbox/sandbox.ts'
import type { PropertyTest } from '../tests/test.ts'
import { caseScript } from './case-script.ts'
import { propertySchema } from './property-schema.ts'

/** @throws TypeError naming the field of a property test and the rule that it breaks, code that can not be read among them */
export function checkedProperty(test: PropertyTest, language: Language): void {
  const { success, error } = propertySchema.safeParse(test)
  if (!success) throw new TypeError(`test ${test.id} is no property: ${z.prettifyError(error)}`)
  for (const field of ['where', 'property', 'check', 'prelude', 'reference'] as const) {
    const text = test[field]
    if (text === undefined) continue
    const isExpression = field === 'where' || field === 'property'
    const wrong = faultOf(isExpression ? `(\n${text}\n)` : text, language)
    if (wrong !== undefined)
      throw new TypeError(
        `test ${test.id} is no property: ${field} must be ${isExpression ? 'an expression' : 'code'} in ${language}, ${wrong}`,
      )
  }
  const wrong = faultOf(caseScript(test, language)?.code ?? '', language)
  if (wrong !== undefined)
    throw new TypeError(
      `test ${test.id} is no property: inputs must have names that are none of the words of ${language}, and fit the code, ${wrong}`,
    )
}

/** Why a text is no code; undefined where it is. Nothing of it is run. */
function faultOf(text: string, language: Language): string | undefined {
  if (language === 'python') {
    const node = new PythonProgram(text).nodes.find(({ type }) => type.isError)
    return node && `which can not be read from ${JSON.stringify(text.slice(node.from, node.from + 20))} on`
  }
  try {
    void new Script(javascriptOf(text, language))
    return undefined
  } catch (cause) {
    return `which can not be read: ${(cause as Error).message}`
  }
}
