import {
  agreementMetrics,
  feedbackAgreement,
  feedbackQualities,
  gradient,
  optimize,
  random,
  signTest,
  TextLoss,
  TGD,
  variable,
  type FeedbackQuality,
  type Problem,
  type RunEvent,
  type Strategy,
} from '@textgrad/core'

import {
  hiddenTextCitations,
  isInvented,
  stepwiseCritic,
  stepwiseEditor,
  type CriticOptions,
} from './ablation-models.ts'
import { anyText, length, rightOnes } from './hidden-text-models.ts'
import { median } from './measure.ts'
import type { Table } from './table.ts'

const seeds = 20
/** Candidates that are scored in a run, the start among them. */
const evaluations = 8

/**
 * Ablations with a known answer: a hidden text of 20 characters is to be found from another one, with models that are scripts
 * (ablation-models.ts). What they are worth is counted exactly.
 */
export async function ablations(): Promise<readonly Table[]> {
  return [await qualities(), await inventions(), await agreements()]
}

/** The right characters at the end, for each seed. */
export async function reached(quality: FeedbackQuality, count: number): Promise<number[]> {
  const scores: number[] = []
  for (let seed = 1; seed <= count; seed++) {
    const strategy = gradient((o) => new TGD(o.parameters, { engine: stepwiseEditor() }), { quality })
    const { best } = await ran(seed, strategy)
    scores.push(best)
  }
  return scores
}

async function qualities(): Promise<Table> {
  const rows: (string | number | boolean)[][] = []
  let before: number[] | undefined
  for (const quality of feedbackQualities) {
    const scores = await reached(quality, seeds)
    const differences = before?.map((score, place) => score - scores[place]!)
    const isLess = !before || median(scores) < median(before)
    rows.push([
      quality,
      median(scores),
      Math.min(...scores),
      Math.max(...scores),
      differences ? signTest(differences).toExponential(1) : '',
      isLess,
    ])
    before = scores
  }
  return {
    name: 'feedback-quality',
    title: `Right characters of ${length} after ${evaluations} evaluations, by the quality of the feedback that is heard: ${seeds} seeds`,
    columns: ['feedback', 'median', 'least', 'most', 'p that it is less than the one above', 'kept'],
    rows,
  }
}

/** What a critic made up in runs, and what was found of it. */
export async function found(invention: number, count: number) {
  const told = { replies: 0, invented: 0, flagged: 0, wronglyFlagged: 0 }
  for (let seed = 1; seed <= count; seed++) {
    const strategy = gradient((o) => new TGD(o.parameters, { engine: stepwiseEditor() }))
    const { events } = await ran(seed, strategy, { invention })
    const replies = events.filter((event) => event.type === 'generate' && event.purpose === 'evaluate')
    const invented = new Set(
      replies.flatMap((event) => ('text' in event && isInvented(event.text) ? [event.path] : [])),
    )
    const flagged = events.filter((event) => event.type === 'finding' && event.finding === 'citation')
    told.replies += replies.length
    told.invented += invented.size
    told.flagged += flagged.length
    told.wronglyFlagged += flagged.filter(({ path }) => !invented.has(path)).length
  }
  return told
}

async function inventions(): Promise<Table> {
  const rows = await Promise.all(
    [0, 0.2, 0.5].map(async (share) => {
      const { replies, invented, flagged, wronglyFlagged } = await found(share, seeds)
      return [share, replies, invented, flagged, wronglyFlagged, flagged === invented && wronglyFlagged === 0]
    }),
  )
  return {
    name: 'citations',
    title: `Replies of a critic that cites a score or a position of its own making, and those that are found: ${seeds} seeds`,
    columns: ['chance', 'replies', 'with such a citation', 'found', 'found wrongly', 'kept'],
    rows,
  }
}

/** How far feedback on the same text agrees, of each seed: in its words and in what it cites. */
async function agreements(): Promise<Table> {
  const rows: (string | number)[][] = []
  for (const noise of [0, 0.5, 1]) {
    const values = { words: [] as number[], citations: [] as number[] }
    for (let seed = 1; seed <= seeds; seed++) {
      const { events } = await ran(seed, feedbackAgreement({ samples: 8 }), { noise })
      for (const key of ['words', 'citations'] as const)
        for (const event of events)
          if (event.type === 'metric' && event.name === agreementMetrics[key]) values[key].push(event.value)
    }
    rows.push([noise, median(values.words).toFixed(3), median(values.citations).toFixed(3)])
  }
  return {
    name: 'agreement',
    title: `How far 8 pieces of feedback on the same text agree (mean pairwise overlap, medians of ${seeds} seeds), by the share of sentences that are noise`,
    columns: ['noise', 'same words', 'same citations'],
    rows,
  }
}

async function ran(
  seed: number,
  strategy: Strategy,
  how: CriticOptions = {},
): Promise<{ readonly best: number; readonly events: readonly RunEvent[] }> {
  const events: RunEvent[] = []
  const run = optimize(problemOf(seed, how), {
    strategy,
    seed,
    target: length,
    steps: 10 * evaluations,
    budget: { evaluations },
    emit: (event) => void events.push(event),
  })
  let next = await run.next()
  while (!next.done) next = await run.next()
  return { best: next.value.best.evaluation.score, events }
}

/** Target and start are drawn from the seed. */
function problemOf(seed: number, how: CriticOptions): Problem {
  const target = anyText(random(seed, 'target'))
  const judge = new TextLoss('Say how far the text is off.', { engine: stepwiseCritic(target, how) })
  return {
    start: { text: anyText(random(seed, 'start')) },
    metrics: [{ name: 'right', direction: 'maximize', target: length }],
    citations: hiddenTextCitations,
    build({ text }) {
      const parameter = variable(text!, { name: 'text', role: 'a text of 20 characters' })
      return {
        parameters: [parameter],
        loss: (_, call) => judge.forward(parameter, call),
        async evaluate() {
          const right = rightOnes(text!, target)
          return { score: right, metrics: { right }, feasible: true, feedback: [] }
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}
