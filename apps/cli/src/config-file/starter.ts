import type { Task } from '@textgrad/core'

import { properties, type Property } from '../config-flags.ts'

/** A textgrad.config.ts to start from: what has to be said is said, what may be is there as a comment with its default. */
export function starterOf(task: Task): string {
  const model = task.rules ? 'rules' : 'openai:gpt-5-mini'
  const settings = properties(task.config).flatMap(({ key, property }) => linesOf(key, property))
  return [
    "import type { RunConfig } from '@textgrad/cli'",
    '',
    `// ${task.summary}.`,
    '// Start it with: textgrad run --config textgrad.config.ts',
    `// Every flag of \`textgrad run ${task.name} --help\` can stand here, in camel case; one that is typed as well wins.`,
    'export default {',
    `  run: '${task.name}',`,
    '',
    ...settings,
    '',
    '  // Who improves: rules, openai:<model>, anthropic:<model>, ollama:<model> ... or an address; keys stay in the environment.',
    `  engine: ['${model}'],`,
    '  steps: 10,',
    '  seed: 1,',
    '} satisfies RunConfig',
    '',
  ].join('\n')
}

function linesOf(
  key: string,
  { description = '', default: usual, examples = [], ...rules }: Property,
): string[] {
  const example = examples[0]
  const value = usual === undefined || (Array.isArray(usual) && usual.length === 0) ? undefined : usual
  const choices = rules.enum === undefined ? '' : ` (${rules.enum.join(', ')})`
  const about = `  // ${description.replaceAll('\n', ' ')}${choices}`
  // An example stands for what has no default: it has to be said.
  if (example !== undefined) return [about, `  ${key}: ${literal(example)},`]
  return [about, `  // ${key}: ${value === undefined ? blank(rules) : literal(value)},`]
}

function blank({ type, enum: choices }: Property): string {
  if (choices !== undefined) return literal(choices[0])
  if (type === 'array') return "['']"
  if (type === 'boolean') return 'true'
  return type === 'number' || type === 'integer' ? '1' : "''"
}

/** A value as TypeScript writes it, with single quotes. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`
}
