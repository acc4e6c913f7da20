import type { Artifact, RunEvent } from '@textgrad/core'

const place = (step: number, number: number) => ({
  step,
  path: `step-${step}`,
  at: 1_770_000_000_000 + number * 1000,
})
const spent = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }

/** How a run of prompts begins, with a task of this name. */
export function beginning(task = 'prompts'): RunEvent[] {
  const evaluation = { score: 0.5, metrics: { accuracy: 0.5 }, feasible: true, feedback: [] }
  return [
    {
      ...place(0, 0),
      path: '',
      type: 'run-start',
      run: { task, config: {}, engine: 'scripted/test', version: '1' },
      seed: 1,
      strategy: 'gradient',
      metrics: [{ name: 'accuracy', direction: 'maximize' }],
      start: { prompt: 'Be brief.' },
    },
    {
      ...place(0, 1),
      type: 'evaluation',
      id: 'start',
      candidate: { prompt: 'Be brief.' },
      evaluation,
      parents: [],
      by: 'start',
    },
  ]
}

export interface Told {
  /** What a model wrote (default: a short prompt). */
  readonly text?: string
  readonly artifacts?: readonly Artifact[]
  readonly isKept?: boolean
  /** What it was made from (default: the start). */
  readonly parent?: string
}

/** The events of a step, in which `text` is whatever a model may write. */
export function step(
  number: number,
  { text = `Be brief. Step ${number}.`, artifacts = [], isKept = true, parent = 'start' }: Told = {},
): RunEvent[] {
  const at = (event: number) => place(number, number * 10 + event)
  const id = `step-${number}/candidate`
  const score = isKept ? 0.5 + number / 100_000 : 0.4
  const evaluation = { score, metrics: { accuracy: score }, feasible: true, feedback: [] }
  const best = { value: text, score: 0.5 + number / 100_000, metrics: {} }
  return [
    { ...at(0), type: 'step-start', parents: ['start'] },
    {
      ...at(1),
      type: 'gradient',
      variable: 'prompt',
      role: 'system prompt',
      from: 'loss',
      kind: 'feedback',
      text,
    },
    {
      ...at(2),
      type: 'generate',
      purpose: 'update',
      engine: 'scripted/test',
      messages: [{ role: 'user', content: text }],
      text,
      finish: 'stop',
      usage: { inputTokens: 100, outputTokens: 10, dollars: 0.0005 },
    },
    {
      ...at(3),
      type: 'update',
      parameter: 'prompt',
      role: 'system prompt',
      before: 'Be brief.',
      after: text,
      outcome: 'changed',
    },
    {
      ...at(4),
      type: 'evaluation',
      id,
      candidate: { prompt: text },
      evaluation,
      parents: [parent],
      by: 'TGD',
    },
    ...artifacts.map((artifact): RunEvent => ({ ...at(5), type: 'artifact', id, artifact })),
    ...(isKept ? [] : [{ ...at(6), type: 'revert', id, to: 'start', reason: 'the score fell' } as const]),
    { ...at(7), type: 'step-end', accepted: isKept ? [id] : [], best, spent },
  ]
}

const ethanol = `ethanol
  drawn

  3  2  0  0  0  0  0  0  0  0999 V2000
   -0.8883    0.1670   -0.0273 C   0  0  0  0  0  0  0  0  0  0  0  0
    0.4658   -0.5116   -0.0368 C   0  0  0  0  0  0  0  0  0  0  0  0
    1.4311    0.3229    0.5867 O   0  0  0  0  0  0  0  0  0  0  0  0
  1  2  1  0
  2  3  1  0
M  END
$$$$
`

const pocket = `${[
  ['N', 1, 3.2],
  ['CA', 2, 4.4],
  ['C', 3, 5.5],
]
  .map(
    ([name, number, x]) =>
      `ATOM  ${String(number).padStart(5)}  ${String(name).padEnd(3)} SER A   1    ${Number(x).toFixed(3).padStart(8)}   1.000   0.000  1.00  0.00    -0.100 ${String(name)[0]}`,
  )
  .join('\n')}\n`

/** Artifacts of every kind. */
export const everyKind: readonly Artifact[] = [
  {
    kind: 'svg',
    name: 'picture',
    title: 'A picture',
    svg: '<svg viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#b4531b"/></svg>',
  },
  { kind: 'text', name: 'log', title: 'The log', text: 'line 1\n  line 2' },
  { kind: 'structure', name: 'pose', title: 'The pose', format: 'sdf', text: ethanol, around: 'pocket' },
  { kind: 'structure', name: 'pocket', title: 'The pocket', format: 'pdbqt', text: pocket },
  {
    kind: 'curves',
    name: 'dvh',
    title: 'Dose and volume',
    x: { label: 'dose', unit: 'Gy' },
    y: { label: 'volume', unit: '%' },
    curves: ['target', 'cord'].map((name, index) => ({
      name,
      points: Array.from(
        { length: 61 },
        (_, dose) => [dose, 100 / (1 + Math.exp((dose - 50 + 20 * index) / 4))] as const,
      ),
    })),
  },
  {
    kind: 'grid',
    name: 'slice',
    title: 'A slice of the dose',
    width: 40,
    height: 30,
    unit: 'Gy',
    values: Array.from(
      { length: 1200 },
      (_, at) => 60 * Math.exp(-(((at % 40) - 20) ** 2 + (at / 40 - 15) ** 2) / 120),
    ),
    stack: {
      width: 40,
      height: 30,
      first: 1,
      planes: [12, 18, 9].map((reach, place) => ({
        label: `slice ${place + 1} of 3`,
        values: Array.from(
          { length: 1200 },
          (_, at) => 60 * Math.exp(-(((at % 40) - 20) ** 2 + (Math.floor(at / 40) - 15) ** 2) / reach ** 2),
        ),
        regions: [
          Array.from({ length: 8 }, (_, row) => [(11 + row) * 40 + 15, 10]).flat(),
          [15 * 40 + 30, 5],
        ],
      })),
      regions: ['Target', 'Cord'],
      levels: [
        { value: 57, label: '95 %' },
        { value: 30, label: '50 %' },
      ],
    },
  },
  {
    kind: 'table',
    name: 'goals',
    title: 'Goals',
    columns: ['Goal', 'Value', 'Met'],
    rows: [
      ['D95 (Gy)', 58.23, true],
      ['cord (Gy)', 47.1, false],
    ],
  },
]
