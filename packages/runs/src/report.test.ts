import { always, fn, type Candidate, type Problem, type RunEvent } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { expect, test } from 'vitest'

import { descent, eventsOf, nitrogens, threeAtOnce, twoPrompts, writes } from './example-runs.test.support.ts'
import { unbalanced, wordsOf } from './page.test.support.ts'
import { renderReport } from './report.ts'
import { findingsInWords, findingsOf } from './report/findings.ts'

const about = { run: { task: 'amines', engine: 'scripted', version: '1.2.3', config: { goal: 3 } } }

/** A run with a kept, a reverted, an unusable and a last satisfied step. */
function amines(): Promise<RunEvent[]> {
  const engine = writes(['CCN', 'CCCN', '? no', 'NCCN', 'NC(N)N'])
  return eventsOf(nitrogens(), { strategy: descent(engine), steps: 9, ...about })
}

test('a report tells the run from its head to its last step', async () => {
  const words = wordsOf(renderReport(await amines()))
  for (const part of [
    'amines Finished.',
    'Engine scripted',
    'Strategy gradient',
    'Seed 7',
    'Version 1.2.3',
    'Start score −3',
    'Best score 0 +3 in step 5',
    'Steps 5 3 kept, 2 reverted',
    'Model calls 5 update 5',
    'Tokens 550 500 in, 50 out',
    'Cost $0.0025',
    'Evaluations 5',
    'Best, from step 5',
    'Step 1 −2 +1 kept',
    'Step 2 −2 ±0 reverted',
    'Step 3 −2 ±0 reverted',
    'unusable reply: the old value stays no usable reply in 1 attempts: no SMILES',
    'Reverted: it was tried before, in step 1 .',
    'on: amine as a SMILES It has 0 nitrogens; it should have 3.',
    'Step 6 nothing was left to change',
    '✓ satisfied, nothing to change',
    'skipped: no feedback asked for a change',
    'prompts and replies',
  ]) {
    expect(words).toContain(part)
  }
})

test('what a person noted stands at its step, as text', async () => {
  const note = { step: 2, at: Date.UTC(2026, 2, 14, 9, 30), text: 'Odd: <b>why</b>?' }
  const page = renderReport(await amines(), { notes: [note] })
  const second = /<article class="step" id="step-2">.*?<\/article>/s.exec(page)![0]
  expect(wordsOf(second)).toContain('Noted by a person (2026-03-14 09:30 UTC) Odd: ')
  expect(second).toContain('&lt;b&gt;why&lt;/b&gt;')
  expect(unbalanced(page)).toEqual([])
})

test('a report is one file that loads nothing and runs nothing', async () => {
  const page = renderReport(await amines())
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`)
  expect(page).not.toMatch(/<script|<link|<iframe|<object|<embed| on[a-z]+=|javascript:/i)
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!)
  expect(addresses.filter((one) => !/^(#|data:image\/svg\+xml,)/.test(one))).toEqual([])
  expect(unbalanced(page)).toEqual([])
})

test('the same events give the same bytes, in whichever order concurrent ones arrived', async () => {
  const events = await amines()
  const [start, ...rest] = events
  expect(renderReport(events)).toBe(renderReport(structuredClone(events)))
  expect(renderReport([start!, ...rest.toReversed()])).toBe(renderReport(events))
})

test('a title replaces the name of the task as the heading', async () => {
  const events = await eventsOf(nitrogens(), { strategy: threeAtOnce, steps: 1 })
  expect(renderReport(events)).toContain('<h1>Unnamed task</h1>')
  const page = renderReport(events, { title: 'Amines & more' })
  expect(page).toContain('<title>Amines &amp; more</title>')
  expect(page).toContain('<h1>Amines &amp; more</h1>')
})

test('several parameters are each shown, with their artifacts, notes, metrics and items', async () => {
  const strategy = descent(writes(['You are a careful assistant for chemists. Answer with units.']))
  const page = renderReport(await eventsOf(twoPrompts(), { strategy, steps: 3, ...about }))
  expect(page).toContain('<del>')
  expect(page).toContain('<ins>')
  const words = wordsOf(page)
  for (const part of [
    'system system prompt · changed'.replace(' ·', ''),
    'example worked example skipped: no feedback asked for a change',
    'The judge looked at two questions.',
    'questions 2',
    'Scores of 2 items',
    'The unit is missing.',
    'Dose and volume',
    'D95 (Gy)',
    'The pose: sdf',
  ]) {
    expect(words).toContain(part)
  }
  expect(unbalanced(page)).toEqual([])
})

test('a run under way, an aborted and a failed one can be reported at any point', async () => {
  const failing = scripted({
    reply: () => {
      throw new Error('the engine is gone')
    },
  })
  const events = await eventsOf(nitrogens(), { strategy: descent(failing), steps: 3, ...about })
  expect(wordsOf(renderReport(events))).toContain('Failed. the engine is gone')
  expect(wordsOf(renderReport(events))).toContain('Step 1 broken off')
  for (let length = 1; length < events.length; length++) {
    const page = renderReport(events.slice(0, length))
    expect(wordsOf(page)).toContain('In progress')
    expect(unbalanced(page)).toEqual([])
  }
  expect(wordsOf(renderReport(events.slice(0, 1)))).toContain('It was not evaluated.')
})

test('a run whose start could not be evaluated says why', async () => {
  const problem = nitrogens('CCO', {
    evaluate: () => ({ error: 'no pose found', score: Number.NEGATIVE_INFINITY }),
  })
  const words = wordsOf(renderReport(await eventsOf(problem, { strategy: threeAtOnce, steps: 0 })))
  expect(words).toContain('Start score none could not be evaluated')
  expect(words).toContain('Not evaluated no pose found')
})

test('what a function throws is a warning with its cause', async () => {
  const base = nitrogens()
  const broken = fn({ name: 'dock', role: 'docking score' }, (): string => {
    throw new RangeError('the box is empty')
  })
  const problem: Problem = {
    ...base,
    build(candidate: Candidate) {
      const objective = base.build(candidate)
      return { ...objective, loss: (_, call) => broken([objective.parameters[0]!] as never, call) }
    },
  }
  const words = wordsOf(
    renderReport(await eventsOf(problem, { strategy: descent(writes(['CCN'])), steps: 1, ...about })),
  )
  expect(words).toContain('Warning dock failed: the box is empty')
  expect(words).toContain('dock failed on this value: the box is empty')
})

test('prices and tokens that are not known are called unknown, and rules have none', async () => {
  const silent = (id: string) =>
    scripted({
      id,
      reply: () => ({ text: '<IMPROVED_VARIABLE>CCN</IMPROVED_VARIABLE>', usage: { evaluations: 4 } }),
    })
  const by = async (id: string): Promise<string> =>
    wordsOf(renderReport(await eventsOf(nitrogens(), { strategy: descent(silent(id)), steps: 1 })))
  expect(await by('local/llama')).toContain('Tokens unknown the engine does not say Cost unknown')
  expect(await by('rules/molecules')).toContain(
    'Model calls none 1 call answered by rules Tokens none Cost none Evaluations 6',
  )
})

test('events stored as JSON give the same report', async () => {
  const events = await amines()
  expect(renderReport(JSON.parse(JSON.stringify(events)) as RunEvent[])).toBe(renderReport(events))
})

test('a run of a thousand steps with long prompts is a report in good time', async () => {
  const events = await amines()
  const step = events.filter((event) => event.step === 1)
  const many = Array.from({ length: 1000 }, (_, at) =>
    step.map((event) => ({ ...event, step: at + 1, path: event.path.replace('step-1', `step-${at + 1}`) })),
  )
  const page = renderReport([...events.filter((event) => event.step === 0), ...many.flat()])
  expect(page).toContain('id="step-1000"')
})

test('events that do not tell a start are refused', () => {
  expect(() => renderReport([])).toThrow(TypeError)
})

test('what code found in a run is told where it was found, and counted', async () => {
  // The model goes back to what it began with, and then says the same again and again.
  const engine = writes(['CCN', 'CCO', 'CCN'])
  const events = await eventsOf(nitrogens(), { strategy: descent(engine), gate: always, steps: 3, ...about })
  const words = wordsOf(renderReport(events))
  expect(words).toContain('Findings 2 2 oscillations')
  expect(words.split('Found amine as a SMILES goes back to what it was before')).toHaveLength(3)
  expect(findingsOf(events)).toEqual({ citation: 0, oscillation: 2, 'no progress': 0 })
  const cited = {
    citations: [
      { kind: 'numbers', text: '3.7' },
      { kind: 'atoms', text: '9' },
    ],
  }
  const citation = { type: 'finding', finding: 'citation', text: 'it cites', data: cited } as const
  const all = findingsOf([...events, { ...citation, step: 1, path: '', at: 0 }])
  expect(findingsInWords(all)).toBe('2 citations of what nobody told, 2 oscillations')
  expect(wordsOf(renderReport(await amines()))).not.toContain('Findings')
})
