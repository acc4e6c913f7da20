import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { prose, tagOf, type Model } from './model.test.support.ts'

/** What the tests of a problem call it with, and what is right. */
interface Made {
  readonly name: string
  readonly formula: string
}

/** Four functions of one number; a plus input tells `x * x` from `x + 2` at 2, which the base input does not. */
const made: readonly Made[] = [
  { name: 'same', formula: 'x' },
  { name: 'square', formula: 'x * x' },
  { name: 'cube', formula: 'x * x * x' },
  { name: 'minus', formula: '-x' },
]

const program = (name: string, formula: string): string => `def ${name}(x):\n    return ${formula}\n`

const value = (formula: string, x: number): number => (formula === '-x' ? -x : x ** formula.split('*').length)

/** The problems in the schema of HumanEval+; their base input is 2, and their plus inputs are 3 and 5. */
export function humanEvalPlusIn(folder: string): void {
  const rows = made.map(({ name, formula }) => ({
    task_id: `HumanEval/${name}`,
    prompt: `def ${name}(x):\n    """The ${name} of x."""\n`,
    entry_point: name,
    canonical_solution: `    return ${formula}\n`,
    test: `def check(candidate):\n    assert candidate(2) == ${value(formula, 2)}\n`,
    base_input: [[2]],
    plus_input: [[3], [5]],
    atol: 0,
  }))
  writeFileSync(join(folder, 'HumanEvalPlus.jsonl.gz'), lines(rows))
}

/** The same in the schema of MBPP+. */
export function mbppPlusIn(folder: string): void {
  const rows = made.map(({ name, formula }) => ({
    task_id: `Mbpp/${name}`,
    prompt: `"""\nWrite the ${name} of x.\nassert ${name}(2) == ${value(formula, 2)}\n"""\n`,
    entry_point: name,
    canonical_solution: program(name, formula),
    assertion: `assert ${name}(2) == ${value(formula, 2)}`,
    base_input: [[2]],
    plus_input: [[3], [5]],
    atol: 0,
  }))
  writeFileSync(join(folder, 'MbppPlus.jsonl.gz'), lines(rows))
}

/** The same in the schema of the paper's file of LeetCode's problems. */
export function leetCodeIn(folder: string): void {
  const rows = made.map(({ name, formula }) => ({
    task_id: name,
    prompt: `def ${name}(x: int) -> int:\n    """\n    The ${name} of x.\n    """\n`,
    canonical_solution: '',
    test: `assert ${name}(2) == ${value(formula, 2)}\nassert ${name}(0) == 0`,
    signature: `${name}(x: int) -> int:`,
    docstring: `The ${name} of x.`,
  }))
  writeFileSync(join(folder, 'leetcode_with_tests.jsonl'), lines(rows))
}

const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/**
 * A simulated model that solves at first `same` alone. It writes `square` rightly where its prompt tells the test that fails. Of `cube` it
 * makes what passes the shown test alone, unless a critic's words say more. `minus` it never finds.
 */
export const programmer: Model = (asked) => {
  const { text } = asked
  const name = made.find(
    (one) => text.includes(`def ${one.name}(`) || text.includes(`the ${one.name} of`),
  )!.name
  const tag = tagOf(asked)
  if (tag !== undefined) return `<${tag}>\n${next(name, text)}</${tag}>`
  if (text.includes('You solve a programming problem')) return fenced(first(name))
  if (text.includes('TEST_REPORT')) return 'Multiply three times.'
  return 'It has to pass the test that failed.'
}

const first = (name: string): string => (name === 'same' ? program(name, 'x') : program(name, '0 * x + 1'))

function next(name: string, text: string): string {
  const isTold = text.includes('This unit test fails')
  if (name === 'square' && isTold) return program(name, 'x * x')
  if (name === 'cube') return program(name, text.includes('Multiply three times.') ? 'x ** 3' : '4 * x')
  return program(name, '0 * x + 1')
}

const fenced = (source: string): string => `So:\n\`\`\`python\n${source}\`\`\`\n`

/** A simulated model whose programs are all wrong and all different, in replies of so many tokens. */
export function neverRight(tokens: number): Model {
  let number = 0
  return (asked) => {
    const wrong = `# ${++number}: ${prose(tokens)}\n`
    const tag = tagOf(asked)
    if (tag !== undefined) return `<${tag}>${wrong}</${tag}>`
    return asked.text.includes('You solve a programming problem') ? wrong : prose(tokens)
  }
}
