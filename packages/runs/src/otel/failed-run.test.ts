// The language model is simulated by core's scripted engine.
import { SpanStatusCode } from '@opentelemetry/api'
import { EngineError, optimize } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, it } from 'vitest'

import { descent, nitrogens, writes } from '../example-runs.test.support.ts'
import { begin, promptProblem, run } from './prompt.test.support.ts'
import { only, recorded, tree } from './spans.test.support.ts'
import { traced } from './traced.ts'
import { tracing } from './tracing.ts'

describe('a run that does not end well', () => {
  const failed = { code: SpanStatusCode.ERROR }

  it('has failed steps and calls when its engine fails, and no text of the failure', async () => {
    const { tracer, spans, open, text } = recorded()
    const spansOfRun = tracing({ tracer })
    const engine = traced(spansOfRun)({
      id: 'openai/gpt-5-mini',
      async generate({ purpose }) {
        if (purpose !== 'backward') return scripted().generate({ purpose, messages: [] })
        throw new EngineError('401 for sk-canary', { kind: 'authentication' })
      },
    })
    const { emit } = spansOfRun
    await expect(run(promptProblem(engine), engine, { emit })).rejects.toThrow('sk-canary')

    expect(open()).toBe(0)
    for (const name of ['invoke_workflow', 'step']) {
      const { status, attributes } = only(spans(), name)
      expect(status).toEqual(failed)
      expect(attributes['error.type']).toBe('failed')
    }
    const calls = spans().filter(({ attributes }) => attributes['textgrad.purpose'] === 'backward')
    expect(calls.map(({ attributes }) => attributes['error.type'])).toContain('authentication')
    expect(only(spans(), 'invoke_workflow').attributes['textgrad.status']).toBe('failed')
    expect(text()).not.toContain('sk-canary')
  })

  it('is ended when it is aborted, with all that was under way', async () => {
    const { tracer, spans, open } = recorded()
    const stop = new AbortController()
    const spansOfRun = tracing({ tracer })
    const [fast, slow] = [scripted(), scripted({ latency: 60_000 })]
    const engine = traced(spansOfRun)({
      id: 'openai/gpt-5-mini',
      generate(request) {
        if (request.purpose !== 'backward') return fast.generate(request)
        setTimeout(() => stop.abort())
        return slow.generate(request)
      },
    })
    const options = { emit: spansOfRun.emit, signal: stop.signal }
    await expect(run(promptProblem(engine), engine, options)).rejects.toThrow('aborted')
    await new Promise((resolve) => setTimeout(resolve))

    expect(open()).toBe(0)
    const stopped = spans().filter(({ attributes }) => attributes['error.type'] === 'aborted')
    expect(tree(stopped)).toBe('invoke_workflow\n  step\nchat gpt-5-mini (2 times)')
    expect(stopped.map(({ status }) => status)).toEqual(stopped.map(() => failed))
    expect(stopped[0]!.attributes['textgrad.status']).toBe('aborted')
  })

  it('is no failure when its budget is spent or its loop is left', async () => {
    const { tracer, spans } = recorded()
    const { emit } = tracing({ tracer })
    const options = { strategy: descent(writes(['CCN'])), seed: 1, emit }
    for await (const _ of optimize(nitrogens(), { ...options, budget: { calls: 0 } }));
    for await (const _ of optimize(nitrogens(), options)) break
    const runs = spans().filter(({ name }) => name === 'invoke_workflow')
    expect(runs.map(({ attributes }) => attributes['textgrad.status'])).toEqual(['budget', 'aborted'])
    expect(runs.map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET, SpanStatusCode.UNSET])
  })

  it('is ended when its events can not be kept', async () => {
    const { tracer, spans, open } = recorded()
    const kept: string[] = []
    const { emit } = tracing({
      tracer,
      async emit({ type }) {
        if (type === 'gradient') throw new EngineError('disk full', { kind: 'server' })
        kept.push(type)
      },
    })
    const steps = optimize(nitrogens(), { strategy: descent(writes(['CCN'])), seed: 1, emit })
    await expect(steps.next().then(() => steps.next())).rejects.toThrow('disk full')
    expect(kept).toEqual(['run-start', 'evaluation', 'artifact', 'step-start', 'forward'])
    expect(open()).toBe(0)
    expect(only(spans(), 'step').attributes['error.type']).toBe('server')
  })

  it('is ended by hand when it told no end', () => {
    const { tracer, spans, open } = recorded()
    {
      using spansOfRun = tracing({ tracer })
      void spansOfRun.emit(begin)
      void spansOfRun.emit({ step: 1, path: 'step-1', at: 0, type: 'step-start', parents: [] })
      expect(open()).toBe(2)
    }
    expect(open()).toBe(0)
    expect(only(spans(), 'step').attributes['error.type']).toBe('abandoned')
  })
})
