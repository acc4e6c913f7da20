import {
  findingsInWords,
  type Checkpoint,
  type Comparison,
  type OptimizerSummary,
  type PairTest,
} from '@textgrad/runs'

import { columns, number, timeOf } from '../words.ts'

/** A comparison as lines of text: what each optimizer reached and cost, and how sure the differences are. */
export function tableOf({ optimizers, tests, target }: Comparison): string[] {
  const [first] = optimizers
  const hasInfeasible = optimizers.some(({ infeasible }) => infeasible > 0)
  const hasFindings = optimizers.some(({ findings }) => findingsInWords(findings) !== '')
  const head = [
    'optimizer',
    ...first!.best.map(({ evaluations }) => `best at ${evaluations}`),
    ...(target === undefined ? [] : ['reached', 'after']),
    ...(hasInfeasible ? ['infeasible'] : []),
    'evals',
    'calls',
    ...(hasFindings ? ['found'] : []),
    'cost',
    'time',
  ]
  const lines = columns([head, ...optimizers.map((one) => rowOf(one, { hasInfeasible, hasFindings }))])
  return [...lines, ...(tests.length > 0 ? ['', ...tests.flatMap(testLines)] : [])]
}

interface Columns {
  readonly hasInfeasible: boolean
  readonly hasFindings: boolean
}

function rowOf(summary: OptimizerSummary, { hasInfeasible, hasFindings }: Columns): string[] {
  const { optimizer, trials, best, target, infeasible, findings, spent, seconds } = summary
  const { evaluations, calls, dollars } = spent
  return [
    optimizer,
    ...best.map(inBrackets),
    ...(target
      ? [`${target.reached} of ${trials}`, target.evaluations === null ? '–' : String(target.evaluations)]
      : []),
    ...(hasInfeasible ? [`${infeasible} of ${trials}`] : []),
    String(evaluations),
    String(calls),
    ...(hasFindings ? [findingsInWords(findings) || '–'] : []),
    dollars === null ? 'unknown' : dollars === 0 ? '$0' : `$${dollars.toFixed(4)}`,
    seconds === null ? '–' : timeOf(seconds * 1000),
  ]
}

function inBrackets({ median, from, to }: Checkpoint): string {
  if (median === null || from === null || to === null) return '–'
  return `${number(median)} [${number(from)}, ${number(to)}]`
}

function testLines({ first, other, pairs, difference, sign, right }: PairTest): string[] {
  const { value, from, to, p } = difference
  const lines = [
    `${first} − ${other}: ${signed(value)} [${signed(from)}, ${signed(to)}], p ${inWords(p)} (paired bootstrap, ${pairs} pairs); ` +
      `better ${sign.wins}, worse ${sign.losses}, p ${inWords(sign.p)} (sign test)`,
  ]
  if (!right) return lines
  const { wins, losses, about } = right
  return [
    ...lines,
    `  only ${first} right about ${about} ${wins}, only ${other} ${losses}, p ${inWords(right.p)} (McNemar)`,
  ]
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${number(value)}`
}

function inWords(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3)
}
