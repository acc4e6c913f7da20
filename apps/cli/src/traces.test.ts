import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { collector } from './collector.test.support.ts'
import { endOf, runs, store, type Line } from './kept.test.support.ts'
import { folder, simulatedModel, start } from './typed.test.support.ts'

const canary = 'sk-proj-CANARY0123456789abcdefghijklmnop'

/** A command line with a key, which everything that a model is asked and replies has in it. */
const typed = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  start(args, { OPENAI_API_KEY: canary, ...env }).ended

// The model is simulated; spans go over HTTP to a server on this machine.
describe('traces of the command line', { timeout: 120_000 }, () => {
  const words = [
    '--question',
    `How many legs? ${canary}`,
    '--start',
    'Six.',
    '--engine',
    'openai:small',
    '--json',
  ]

  it('are sent of a run and of what is resumed, without a key, and without texts unless they are asked for', async () => {
    await using model = await simulatedModel(`Eight. ${canary}`)
    await using endpoint = await collector()
    const args = ['run', 'question', ...words, '--base-url', model.url, '--steps', '1', ...store('traced')]
    const ended = await typed([...args, '--otlp', endpoint.url])
    expect(ended).toMatchObject({ code: 0, err: '' })
    const spans = endpoint.spans()
    const named = new Map(spans.map(({ spanId, name }) => [spanId, name]))
    const tree = new Set(
      spans.map(({ name, parentSpanId = '' }) => `${named.get(parentSpanId) ?? ''} > ${name}`),
    )
    expect(tree).toEqual(
      new Set([
        ' > invoke_workflow question',
        'invoke_workflow question > evaluate',
        'invoke_workflow question > step',
        'step > forward',
        'forward > chat small',
        'step > backward',
        'step > chat small',
        'step > evaluate',
      ]),
    )
    const told = new Set(spans.flatMap(({ events }) => events.map(({ name }) => name)))
    expect(told).toContain('gen_ai.evaluation.result')
    expect(told).toContain('textgrad.gradient')
    expect(endpoint.services()).toEqual(new Set(['textgrad']))
    expect(endpoint.text()).not.toMatch(/CANARY|How many legs|Eight/)

    endpoint.reset()
    const [{ id }] = (await runs(...store('traced'))) as [Line]
    const resumed = await typed(['resume', id, '--steps', '2', '--json', ...store('traced')], {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      OTEL_SERVICE_NAME: 'night shift',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
    })
    expect(endOf(resumed)).toMatchObject({ status: 'done', steps: 2 })
    expect(endpoint.services()).toEqual(new Set(['night shift']))
    expect(endpoint.spans().filter(({ name }) => name === 'step')).toHaveLength(2)
    expect(endpoint.text()).toContain('How many legs? [secret]')
    expect(endpoint.text()).not.toContain('CANARY')
  })

  it('are no reason to fail where nobody takes them', async () => {
    const args = [
      'run',
      'molecules',
      '--steps',
      '1',
      '--json',
      '--otlp',
      'http://user:hunter2CANARY@127.0.0.1:1',
    ]
    const { code, err } = await typed(args)
    expect(code).toBe(0)
    expect(err).toMatch(/^Traces could not be sent: .*\n$/)
    expect(err).not.toContain('CANARY')
  })

  it('need packages that are named where they are missing, and an address', async () => {
    // As if they were not installed.
    const hooks = `import { registerHooks } from 'node:module'
      registerHooks({ resolve(name, context, next) {
        if (!name.startsWith('@opentelemetry/')) return next(name, context)
        throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
      } })`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hooks)}`
    const args = ['run', 'molecules', '--steps', '1', ...store('untraced'), '--otlp']
    const missing = await typed([...args, 'http://127.0.0.1:4318'], { NODE_OPTIONS })
    expect(missing).toMatchObject({ code: 2, out: '' })
    expect(missing.err).toBe(
      'textgrad: --otlp needs OpenTelemetry: npm install @opentelemetry/api @opentelemetry/resources @opentelemetry/sdk-trace @opentelemetry/exporter-trace-otlp-http\n',
    )
    expect(await typed([...args, 'collector:4318'])).toMatchObject({
      code: 2,
      err: 'textgrad: --otlp must be an http or https URL\n',
    })
    expect(existsSync(join(folder, 'untraced.db'))).toBe(false)
    // Without --otlp nothing of it is needed.
    expect(await typed(['run', 'molecules', '--steps', '0', '--json'], { NODE_OPTIONS })).toMatchObject({
      code: 0,
    })
  })
})
