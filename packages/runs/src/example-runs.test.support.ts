import {
  aggregate,
  feedback,
  fn,
  gradient,
  optimize,
  ParseError,
  satisfied,
  shown,
  TGD,
  variable,
  type Artifact,
  type Candidate,
  type Engine,
  type Evaluation,
  type OptimizeOptions,
  type Problem,
  type RunEvent,
  type Strategy,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'

/** The events of a real run, with a clock that counts seconds; what the run throws is part of its events. */
export async function eventsOf(
  problem: Problem<any>,
  options: Omit<OptimizeOptions, 'seed' | 'emit' | 'now'>,
): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  let now = Date.UTC(2026, 2, 14, 9, 30)
  const run = optimize(problem, {
    seed: 7,
    emit: (event) => {
      events.push(event)
    },
    now: () => (now += 1000),
    ...options,
  })
  try {
    for (let next = await run.next(); !next.done;) next = await run.next()
  } catch {
    // The run has told its end.
  }
  return events
}

/** An engine that writes these values one after the other, and the last one again and again. */
export function writes(values: readonly string[], id = 'scripted'): Engine {
  let next = 0
  return scripted({
    id,
    reply: () => {
      const value = values[Math.min(next++, values.length - 1)]!
      return {
        text: `Here it is: <IMPROVED_VARIABLE>${value}</IMPROVED_VARIABLE>`,
        usage: { inputTokens: 100, outputTokens: 10, dollars: 0.0005 },
      }
    },
  })
}

/** Makes TGD the strategy of a run. */
export function descent(engine: Engine, attempts = 1): Strategy {
  return gradient(({ parameters }) => new TGD(parameters, { engine, attempts }))
}

/** A picture as RDKit draws it, in small. */
function drawing(words: string): string {
  return `<svg xmlns='http://www.w3.org/2000/svg' width='320px' height='240px' viewBox='0 0 320 240'><rect style='fill:#FFFFFF' width='320' height='240'/><path d='M40 120L160 60L280 120' style='fill:none;stroke:#FF0000'/><text x='40' y='200'>${words}</text></svg>`
}

interface MoleculeOptions {
  readonly artifacts?: (smiles: string) => readonly Artifact[]
  readonly evaluate?: (smiles: string) => Partial<Evaluation>
}

function missing(smiles: string): number {
  return Math.abs(4 - smiles.split('N').length)
}

/** A molecule that is to have three nitrogens: a value of one token, exact feedback and a picture. */
export function nitrogens(start = 'CCO', options: MoleculeOptions = {}): Problem {
  const { artifacts = picture, evaluate = () => ({}) } = options
  const codec = {
    name: 'smiles',
    render: (smiles: string) => smiles,
    parse(text: string) {
      if (/[^A-Za-z0-9()=]/.test(text)) throw new ParseError('no SMILES')
      return text
    },
  }
  const count = fn(
    {
      name: 'count',
      role: 'number of nitrogens',
      codec: shown<number>(String),
      backward: ({ result }) => [
        result === 3 ? satisfied : feedback(`It has ${result} nitrogens; it should have 3.`),
      ],
    },
    ([smiles]: readonly [string]) => smiles.split('N').length - 1,
  )
  return {
    start: { molecule: start },
    metrics: [{ name: 'missing', direction: 'minimize', unit: 'atoms', target: 0 }],
    build(candidate) {
      const smiles = candidate['molecule']!
      const molecule = variable(smiles, { role: 'amine as a SMILES', name: 'molecule', codec })
      return {
        parameters: [molecule],
        loss: (_, call) => count([molecule], call),
        evaluate: async () => ({
          score: -missing(smiles),
          metrics: { missing: missing(smiles) },
          feasible: true,
          feedback: [],
          artifacts: artifacts(smiles),
          ...evaluate(smiles),
        }),
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

function picture(smiles: string): Artifact[] {
  return [{ kind: 'svg', name: 'structure', title: `Structure of ${smiles}`, svg: drawing(smiles) }]
}

/** Artifacts of every kind. */
export const everyKind: readonly Artifact[] = [
  { kind: 'svg', name: 'a-picture', title: 'A picture', svg: drawing('CCO') },
  { kind: 'text', name: 'b-log', title: 'The log', text: 'line 1\n  line 2' },
  { kind: 'structure', name: 'c-pose', title: 'The pose', format: 'sdf', text: 'M  END' },
  {
    kind: 'curves',
    name: 'd-dvh',
    title: 'Dose and volume',
    x: { label: 'dose', unit: 'Gy' },
    y: { label: 'volume', unit: '%' },
    curves: ['target', 'cord', 'lung'].map((name, index) => ({
      name,
      points: Array.from(
        { length: 61 },
        (_, dose) => [dose, 100 / (1 + Math.exp((dose - 50 + 16 * index) / 4))] as const,
      ),
    })),
  },
  {
    kind: 'grid',
    name: 'e-slice',
    title: 'A slice of the dose',
    width: 40,
    height: 30,
    unit: 'Gy',
    values: Array.from(
      { length: 1200 },
      (_, at) => 60 * Math.exp(-(((at % 40) - 20) ** 2 + (at / 40 - 15) ** 2) / 120),
    ),
  },
  {
    kind: 'table',
    name: 'f-goals',
    title: 'Goals',
    columns: ['Goal', 'Value', 'Met'],
    rows: [
      ['D95 (Gy)', 58.234567, true],
      ['cord maximum (Gy)', 47.1, false],
      ['lung mean (Gy)', null, true],
    ],
  },
]

function worth({ system = '' }: Candidate): number {
  return system.includes('units') ? 0.75 : 0.5
}

/** Two prompts, judged together: prose, several parameters, one of which is left alone. */
export function twoPrompts(): Problem {
  const judge = fn(
    {
      name: 'judge',
      role: 'answers of the assistant',
      backward: ({ args: [system] }) => [
        system.includes('units')
          ? satisfied
          : feedback(
              'The answers lack units. Ask for units in every answer, and for one sentence of reasoning.',
            ),
        satisfied,
      ],
    },
    ([system, example]: readonly [string, string]) => `${system}\n\n${example}`,
  )
  return {
    start: {
      system:
        'You are a careful assistant for chemists. Read the question twice.\n\nAnswer briefly, and say so when you do not know.',
      example: 'Question: What is the boiling point of water?\nAnswer: 100',
    },
    metrics: [{ name: 'accuracy', direction: 'maximize' }],
    build(candidate) {
      const system = variable(candidate['system']!, { role: 'system prompt', name: 'system' })
      const example = variable(candidate['example']!, { role: 'worked example', name: 'example' })
      return {
        parameters: [system, example],
        async loss(_, call) {
          await call.emit({ type: 'note', text: 'The judge looked at two questions.' })
          await call.emit({ type: 'metric', name: 'questions', value: 2 })
          const judged = await judge([system, example], call)
          return aggregate([judged], call)
        },
        evaluate: async () => ({
          score: worth(candidate),
          metrics: { accuracy: worth(candidate), length: candidate['system']!.length },
          feasible: true,
          feedback: [],
          items: [
            { id: 'q1', score: 1 },
            { id: 'q2', score: worth(candidate) - 0.5, feedback: [feedback('The unit is missing.')] },
          ],
          artifacts: everyKind,
        }),
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Tries three candidates a step, without gradients. */
export const threeAtOnce: Strategy = {
  name: 'three at once',
  next: async ({ pool, step }) =>
    ['C', 'N', 'O'].map((atom) => ({
      candidate: { molecule: `${pool.at(-1)!.candidate['molecule']!}${atom.repeat(step)}` },
      parents: [pool.at(-1)!.id],
      by: `append ${atom}`,
    })),
}
