import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { endOf, linesOf, runs, store, type Line } from './kept.test.support.ts'
import { simOfTests, simPath } from './sim.test.support.ts'
import { folder, simulatedModel, start, textgrad } from './typed.test.support.ts'

const run = (...flags: string[]): string[] => ['run', 'molecules', '--start', 'CCO', '--steps', '2', ...flags]

// The models are simulated.
describe('models on the command line', { timeout: 120_000 }, () => {
  it('are asked once with --cache, which can be looked at and cleared', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const named = `${model.url}#small`
    const args = run('--engine', named, '--json')
    expect(await textgrad('cache', 'stat', '--json')).toMatchObject({
      code: 0,
      out: `${JSON.stringify({ folder: join(folder, '.textgrad', 'cache'), entries: 0, bytes: 0 })}\n`,
    })
    // Looking makes nothing.
    expect(existsSync(join(folder, '.textgrad'))).toBe(false)
    const bought = await textgrad(...args, '--cache', ...store('cached'))
    expect(bought).toMatchObject({ code: 0, err: '' })
    const asked = model.asked.length
    expect(asked).toBe(2)
    const free = await textgrad(...args, '--cache', ...store('cached'))
    expect(endOf(free)).toMatchObject({
      status: 'done',
      best: endOf(bought).best,
      spent: { calls: 0, tokens: 0 },
    })
    const saved = linesOf<RunEvent>(free).flatMap((event) =>
      event.type === 'generate' ? [event.usage.saved] : [],
    )
    expect(saved).toEqual([
      { inputTokens: 10, outputTokens: 5 },
      { inputTokens: 10, outputTokens: 5 },
    ])
    expect(model.asked).toHaveLength(asked)
    const [, { id }] = (await runs(...store('cached'))) as [Line, Line]
    expect(await textgrad('replay', id, ...store('cached'))).toMatchObject({ code: 0 })
    expect(await readFile(join(folder, '.textgrad', '.gitignore'), 'utf8')).toBe('*\n')

    const stat = await textgrad('cache', 'stat')
    expect(stat.out).toMatch(/cache: 2 replies, 0\.0 MB\n$/)
    const cleared = await textgrad('cache', 'clear', '--json')
    expect(JSON.parse(cleared.out)).toMatchObject({ removed: 2 })
    expect((await textgrad('cache', 'stat', '--cache', '.textgrad/cache')).out).toContain(': 0 replies, ')
    expect(await textgrad('cache', 'stat', '--cache', 'none')).toMatchObject({ code: 2, out: '' })
    expect(await textgrad('cache')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Expected a command: stat'),
    })
  })

  it('need a price for a budget in dollars, which is then kept', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const args = run(
      '--engine',
      'openai:small',
      '--base-url',
      model.url,
      '--max-dollars',
      '0.00003',
      ...store('paid'),
    )
    const refused = await textgrad(...args)
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toMatch(
      /^textgrad: --max-dollars needs the price of openai\/small@127\.0\.0\.1:\d+, which is not known: .*--prices.*\n$/,
    )
    expect(existsSync(join(folder, 'paid.db'))).toBe(false)
    expect(model.asked).toHaveLength(0)

    const allowed = await textgrad(...args, '--allow-unknown-price')
    expect(allowed).toMatchObject({ code: 0, err: '' })
    expect(allowed.out).toMatch(/^No price is known for openai\/small@\S+: what it costs is not counted/m)

    // A call takes ten tokens in and five out.
    await writeFile(join(folder, 'prices.json'), '{"small": {"input": 1, "output": 4}}')
    const ended = await textgrad(...args, '--prices', 'prices.json', '--json')
    expect(endOf(ended)).toMatchObject({ status: 'budget', spent: { calls: 1, dollars: 0.00003 } })
    // A longest reply tells before that the limit would be passed.
    const early = await textgrad(...args, '--prices', 'prices.json', '--reply-tokens', '5', '--json')
    expect(endOf(early)).toMatchObject({ status: 'budget', spent: { calls: 0, dollars: 0 } })
    const { id } = (await runs(...store('paid'))).at(-2)!
    expect((await textgrad('show', id, ...store('paid'))).out).toMatch(/^Limits +dollars 0\.0000/m)
    // What the price was is kept with the run.
    const more = await textgrad('resume', id, '--max-dollars', '1', '--json', ...store('paid'))
    expect(endOf(more)).toMatchObject({ status: 'done', spent: { calls: 2, dollars: 0.00006 } })
  })

  it('are asked at a temperature that is kept with the run', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const [engine, ...file] = [`${model.url}#small`, ...store('cool')]
    const first = await textgrad(
      ...run('--engine', engine, '--temperature=0', '--steps=1', '--json', ...file),
    )
    expect(first.code).toBe(0)
    const asked = model.asked.length
    const [{ id }] = (await runs(...file)) as [Line]
    expect((await textgrad('resume', id, '--steps=2', '--json', ...file)).code).toBe(0)
    expect(model.asked.length).toBeGreaterThan(asked)
    expect(model.asked.map((body) => (JSON.parse(body) as { temperature: number }).temperature)).toEqual(
      model.asked.map(() => 0),
    )
  })

  it('keep a password in the address of an engine out of what is kept', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const secret = model.url.replace('http://', 'http://user:hunter2CANARY@')
    const file = store('password')
    const first = await textgrad(...run('--engine', `${secret}#small`, '--steps', '1', '--json', ...file))
    expect(first.code).toBe(0)
    expect(model.keys[0]).toBe(`Basic ${Buffer.from('user:hunter2CANARY').toString('base64')}`)
    const [{ id }] = (await runs(...file)) as [Line]
    const more = await textgrad('resume', id, ...file, '--steps', '2', '--json', '--base-url', secret)
    expect(more).toMatchObject({ code: 0, err: '' })
    expect(model.keys.at(-1)).toBe(model.keys[0])
    expect(await readFile(join(folder, 'password.db'), 'latin1')).not.toContain('CANARY')
    const unused = await textgrad(...run('--engine', 'rules', '--base-url', secret))
    expect(unused).toMatchObject({ code: 2, out: '' })
    expect(unused.err).not.toContain('CANARY')
  })
})

describe.skipIf(!simPath)('a provider that takes no requests', { timeout: 60_000 }, () => {
  const sim = simOfTests()

  it('fault 22: is told before the first call is paid, in one line, where it refuses the key', async () => {
    sim().configure({ apiKey: 'another-key' })
    const OPENAI_API_KEY = 'sk-proj-CANARY0123456789abcdefghijklmnop'
    // Only the engine for updates, which come last, has a wrong key.
    const args = run('--engine', 'rules', '--engine', 'update=openai:sim-1', '--base-url', sim().baseURL)
    const { code, out, err } = await start([...args, ...store('refused')], { OPENAI_API_KEY }).ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(
      /^textgrad: openai\/sim-1@\S+: the key is refused \(OPENAI_API_KEY\): Incorrect .*\n$/,
    )
    expect(err).not.toContain('CANARY')
    expect(existsSync(join(folder, 'refused.db'))).toBe(false)
    expect(sim().stats()).toMatchObject({ requests: 1, paid: 0 })
  })

  it('fault 4: pauses the run where a quota is used up, says what to do, and goes on', async () => {
    sim().configure({ faults: ['quota:from=3'] })
    const file = store('quota')
    const args = run('--engine', 'openai:sim-1', '--base-url', sim().baseURL, '--json', ...file)
    const paused = await textgrad(...args)
    expect(paused.code).toBe(130)
    expect(endOf(paused)).toMatchObject({ status: 'aborted', reason: expect.stringContaining('quota') })
    expect(paused.err).toMatch(
      /^Paused: add credit or raise the limit at the provider, then go on\.\nResume with: textgrad resume (\S+) .*\ntextgrad: openai\/sim-1@.*quota.*\n$/,
    )
    const [{ id, ...line }] = (await runs(...file)) as [Line]
    expect(line).toMatchObject({ status: 'aborted', maybePaid: { calls: 0 } })
    sim().configure({ faults: [] })
    const resumed = await textgrad('resume', id, '--json', ...file)
    // Nothing that was paid before is paid again.
    const { paid } = sim().stats()
    expect(endOf(resumed)).toMatchObject({ status: 'done', steps: 2, spent: { calls: paid } })
  })
})
