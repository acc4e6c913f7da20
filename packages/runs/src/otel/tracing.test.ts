// The language model is simulated by core's scripted engine.
import { compose, optimize } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, it } from 'vitest'

import { descent, nitrogens, writes } from '../example-runs.test.support.ts'
import { begin, promptProblem, run } from './prompt.test.support.ts'
import { eventsOf, idOf, only, recorded, tree } from './spans.test.support.ts'
import { traced } from './traced.ts'
import { tracing } from './tracing.ts'

describe('the spans of a run', () => {
  it('are the run, its steps, their phases and the calls in them', async () => {
    const { tracer, spans, open } = recorded()
    const spansOfRun = tracing({ tracer })
    const engine = compose(scripted({ id: 'openai/gpt-5-mini' }), traced(spansOfRun))
    const about = { task: 'prompt', engine: engine.id, version: '1.2.3' }
    await run(promptProblem(engine), engine, { steps: 2, emit: spansOfRun.emit, run: about })

    expect(tree(spans())).toMatchInlineSnapshot(`
      "invoke_workflow prompt
        evaluate
          chat gpt-5-mini (2 times)
        step
          forward
            chat gpt-5-mini (4 times)
          backward
            chat gpt-5-mini (2 times)
          chat gpt-5-mini
          evaluate
            chat gpt-5-mini (2 times)
        step
          forward
            chat gpt-5-mini (4 times)
          backward
            chat gpt-5-mini (2 times)
          chat gpt-5-mini"
    `)
    expect(open()).toBe(0)
    expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(1)
    expect(only(spans(), 'invoke_workflow prompt').attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'prompt',
      'textgrad.engine': 'openai/gpt-5-mini',
      'textgrad.version': '1.2.3',
      'textgrad.strategy': 'gradient',
      'textgrad.seed': 1,
      'textgrad.status': 'done',
      'textgrad.steps': 2,
      'textgrad.spent.calls': expect.any(Number),
    })
  })

  it('have feedback, updates, scores and warnings as events, without their texts', async () => {
    const { tracer, spans, text } = recorded()
    const { emit } = tracing({ tracer })
    const problem = nitrogens('CCO', {
      evaluate: () => ({ feedback: [{ kind: 'feedback', text: 'More N' }] }),
    })
    const steps = optimize(problem, { strategy: descent(writes(['C?', 'CCN']), 2), seed: 1, steps: 1, emit })
    for await (const { step } of steps)
      void emit({ step, path: `step-${step}/x`, at: 0, type: 'warning', message: 'Look' })

    expect(eventsOf(only(spans(), 'forward'))).toEqual([
      ['textgrad.forward', { 'textgrad.op': 'count', 'textgrad.variable': expect.any(String) }],
    ])
    const told = { 'textgrad.from': expect.stringContaining('step-1/count#'), 'textgrad.kind': 'feedback' }
    expect(eventsOf(only(spans(), 'backward'))).toEqual([
      ['textgrad.gradient', { 'textgrad.variable': expect.stringContaining('step-1/count#'), ...told }],
      ['textgrad.gradient', { 'textgrad.variable': 'molecule', ...told }],
    ])
    const step = only(spans(), 'step')
    expect(eventsOf(step)).toEqual([
      ['textgrad.update', { 'textgrad.variable': 'molecule', 'textgrad.outcome': 'changed' }],
    ])
    const [candidate] = step.attributes['textgrad.accepted'] as string[]
    const [, evaluation] = spans().filter(({ name }) => name === 'evaluate')
    const result = { 'textgrad.candidate': candidate }
    expect(eventsOf(evaluation!)).toEqual([
      [
        'gen_ai.evaluation.result',
        { 'gen_ai.evaluation.name': 'missing', 'gen_ai.evaluation.score.value': 2, ...result },
      ],
      [
        'gen_ai.evaluation.result',
        {
          'gen_ai.evaluation.name': 'score',
          'gen_ai.evaluation.score.value': -2,
          'textgrad.feasible': true,
          ...result,
        },
      ],
    ])
    expect(eventsOf(only(spans(), 'invoke_workflow'))).toEqual([['textgrad.warning', {}]])
    expect(text()).not.toMatch(/nitrogens|CCO|CCN|More N|Look/)
  })

  it('have the texts with `content`, redacted', async () => {
    const { tracer, spans, text } = recorded()
    const redact = (written: string): string => written.replaceAll('C', 'x')
    const { emit } = tracing({ tracer, content: true, redact })
    const problem = nitrogens('CCO', { evaluate: () => ({ feedback: [{ kind: 'feedback', text: 'No C' }] }) })
    const steps = optimize(problem, { strategy: descent(writes(['CCN'])), seed: 1, steps: 1, emit })
    for await (const _ of steps);

    expect(eventsOf(only(spans(), 'backward'))[1]![1]).toMatchObject({
      'textgrad.text': 'It has 0 nitrogens; it should have 3.',
    })
    expect(eventsOf(only(spans(), 'step'))[0]![1]).toMatchObject({ 'textgrad.text': 'xxN' })
    expect(text()).toContain('"gen_ai.evaluation.explanation":"No x"')
    expect(text()).not.toMatch(/CCO|CCN|No C/)
  })

  it('are apart for two runs at once, each with 16 calls at once', async () => {
    const { tracer, spans, open } = recorded()
    const runs = [1, 2].map(async (seed) => {
      const spansOfRun = tracing({ tracer })
      const latency = { from: 1, to: 4, seed }
      const slow = scripted({ id: `openai/model-${seed}`, latency })
      const engine = compose(slow, traced(spansOfRun))
      const about = { task: `task ${seed}` }
      await run(promptProblem(engine, 16), engine, { emit: spansOfRun.emit, run: about })
      return slow.peak
    })
    expect(await Promise.all(runs)).toEqual([16, 16])
    expect(open()).toBe(0)
    for (const seed of [1, 2]) {
      const { traceId } = only(spans(), `invoke_workflow task ${seed}`).spanContext()
      const own = spans().filter((span) => span.spanContext().traceId === traceId)
      const calls = own.filter(({ name }) => name.startsWith('chat'))
      expect(new Set(calls.map(({ name }) => name))).toEqual(new Set([`chat model-${seed}`]))
      // 16 answers and judgements each forward, 16 gradients, 1 update; 16 answers for each of 2 candidates.
      expect(calls).toHaveLength(16 + 16 + 16 + 1 + 2 * 16)
      const phases = new Map(own.map((span) => [idOf(span), span.name]))
      for (const { attributes, parentSpanContext } of calls) {
        const path = String(attributes['textgrad.path'])
        const purpose = String(attributes['textgrad.purpose'])
        expect(phases.get(parentSpanContext!.spanId)).toBe(phaseNamed(path, purpose))
      }
    }
  })

  it('are one tree for each run that a tracing is given', async () => {
    const { tracer, spans } = recorded()
    const { emit } = tracing({ tracer })
    for (const seed of [1, 2]) {
      const strategy = descent(writes(['CCN']))
      for await (const _ of optimize(nitrogens(), { strategy, seed, steps: 1, emit }));
    }
    const roots = spans().filter(({ parentSpanContext }) => !parentSpanContext)
    expect(roots.map(({ attributes }) => attributes['textgrad.seed'])).toEqual([1, 2])
  })

  it('leave the calls before a run and outside of it where they are', async () => {
    const { tracer, spans } = recorded()
    const spansOfRun = tracing({ tracer })
    const engine = traced(spansOfRun)(scripted())
    await engine.generate({ purpose: 'forward', path: 'setup', messages: [] })
    void spansOfRun.emit(begin)
    await engine.generate({ purpose: 'forward', messages: [] })
    spansOfRun[Symbol.dispose]()
    expect(tree(spans())).toBe('chat\ninvoke_workflow\nchat')
  })
})

function phaseNamed(path: string, purpose: string): string {
  if (path.includes('/evaluate-')) return 'evaluate'
  if (purpose === 'update') return 'step'
  return purpose === 'backward' ? 'backward' : 'forward'
}

it('changes nothing of a run where no SDK is registered', async () => {
  const events: string[] = []
  const spansOfRun = tracing({ content: true, emit: ({ type }) => void events.push(type) })
  const engine = traced(spansOfRun)(scripted())
  await run(promptProblem(engine), engine, { emit: spansOfRun.emit })
  expect(events.at(0)).toBe('run-start')
  expect(events.at(-1)).toBe('run-end')
})
