import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { forgeries } from '../../forgeries.test.support.ts'
import { readHumanEval } from '../../formats/humaneval.ts'
import { runner } from '../../runner/runner.ts'
import type { Test } from '../../tests/test.ts'
import { withoutTimes } from '../../verdict.ts'
import type { Answer } from '../answer.ts'
import { limitsOf, type Limits } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Sandbox } from '../sandbox.ts'
import { attacks } from '../sandboxes.test.support.ts'
import { unsafeLocal } from '../unsafe-local/unsafe-local.ts'
import { pistonCheck } from './piston-check.ts'
import { pistonServer, type PistonServer, type ServerSettings } from './piston-server.test.support.ts'
import { piston } from './piston.ts'

let server: PistonServer
let sandbox: Sandbox
beforeAll(async () => {
  server = await pistonServer()
  sandbox = await piston({ url: server.url })
}, 60_000)
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const limits = { cpuSeconds: 2, wallSeconds: 20 }

/** What comes of a program without its time. */
async function told(
  source: string,
  args: readonly number[],
  { where = sandbox, ...given }: Partial<Limits> & { where?: Sandbox } = {},
): Promise<object> {
  await using candidate = await where.open({ language: 'python', limits: limitsOf({ ...limits, ...given }) })
  const loaded = await candidate.load(source)
  const { seconds: _, ...answer } = loaded.status === 'returned' ? await candidate.call('f', args) : loaded
  return answer satisfies Partial<Answer>
}

describe('Python on a server of Piston', () => {
  it('is found by its newest version, or the one that is asked for, and says what it keeps out', async () => {
    expect(sandbox.name).toBe(`piston at ${server.url}, python 3.11.0`)
    expect(sandbox.capabilities).toMatchObject({ files: 'kept out', forgery: 'kept out' })
    await using other = await piston({ url: `${server.url}/api/v2/`, runtime: '3.9.4' })
    expect(other.name).toBe(`piston at ${server.url}/api/v2, python 3.9.4`)
  })

  it.each([
    ['def f(x): return x, {x: 1.5}', 'values'],
    ['def f(x):\n    print("seen", x)\n    return [x] * 3', 'what it prints'],
    ['def f(x): return 1 / 0', 'exceptions'],
    ['def f(x): return g(x)', 'names that are none'],
    ['def f(x) return x', 'what is no Python'],
    ['raise SystemExit(3)', 'what ends at once'],
    ['import os\ndef f(x): os._exit(0)', 'what ends its process'],
    ['import os, signal\ndef f(x): os.kill(os.getpid(), signal.SIGSEGV)', 'what crashes'],
    ['def f(x):\n    while True: pass', 'what does not end'],
    ['def f(x): return [0] * 10 ** 10', 'what takes too much memory'],
    ['def f(x):\n    while True: print("x" * 1000)', 'what floods'],
    ['def f(x): return set("abc")', 'sets, in the same order'],
    ['import os\ndef f(x):\n    os.write(3, b"[1]\\n")\n    return x', 'what writes where answers go'],
    ['def f(x): return object()', 'values that are no data'],
  ])('answers as on this machine: %s (%s)', { timeout: 60_000 }, async (source) => {
    await using here = await unsafeLocal()
    const there = await told(source, [4])
    const answer = await told(source, [4], { where: here })
    // Its words tell of one limit here, and of both there.
    const { why: _, ...rest } = there as { readonly why?: string }
    expect(answer).toMatchObject(rest)
  })

  it('stops what sleeps by the clock', async () => {
    expect(await told('import time\ndef f(x): time.sleep(60)', [1], { wallSeconds: 1 })).toMatchObject({
      status: 'timeout',
      why: 'more than 2 s of processor time or 1 s by the clock',
    })
  })

  it('runs whole programs with standard input', async () => {
    await using candidate = await sandbox.open({ language: 'python', limits: limitsOf(limits) })
    const answer = await candidate.run('print(sum(map(int, input().split())))', '1 2 3\n')
    expect(answer).toMatchObject({ status: 'returned', value: '6\n', stdout: '6\n' })
  })

  it('is sent limits, the program and its inputs, and nothing else', async () => {
    const tests: readonly Test[] = [
      { kind: 'call', id: 'a', call: { function: 'f', args: [20] }, expected: 123_454_321 },
      { kind: 'script', id: 'b', code: 'assert f(21) == 987_656_789', entryPoint: 'f' },
    ]
    const before = server.jobs.length
    await using run = runner({ sandbox, limits: { ...limits, memoryBytes: 2 ** 28 } })
    const result = await run.run({ language: 'python', source: 'def f(x): return x' }, tests)
    expect(result.verdicts.map(({ status }) => status)).toEqual(['failed', 'failed'])
    const jobs = server.jobs.slice(before)
    expect(jobs).toHaveLength(3)
    expect(jobs[0]).toMatchObject({
      language: 'python',
      version: '3.11.0',
      run_timeout: 20_000,
      run_cpu_time: 2000,
      run_memory_limit: 2 ** 28 + 2 ** 26,
    })
    expect(JSON.stringify(jobs)).toContain('20')
    expect(JSON.stringify(jobs)).not.toMatch(/123.?454.?321|987.?656.?789|assert/)
  })

  it.skipIf(sharedPath('data/humaneval') === undefined)(
    'judges HumanEval’s programs as this machine does',
    { timeout: 240_000 },
    async () => {
      const all = await readHumanEval(sharedPath('data/humaneval/HumanEval.jsonl.gz')!)
      const problems = all.filter((_, index) => index % 24 === 3)
      await using here = await unsafeLocal()
      const judged = async (where: Sandbox) => {
        await using run = runner({ sandbox: where, workers: 2, limits, fresh: 'test' })
        const sources = problems.flatMap(({ solution, statement, tests }) => [
          run.run({ language: 'python', source: solution! }, tests.local),
          run.run({ language: 'python', source: `${statement}\n    return 1\n` }, tests.local),
        ])
        return (await Promise.all(sources)).map(withoutTimes)
      }
      const there = await judged(sandbox)
      expect(there).toEqual(await judged(here))
      expect(there.filter((one) => (one as { passed: boolean }).passed)).toHaveLength(problems.length)
    },
  )
})

describe('programs that want to be judged right on Piston', () => {
  const expected = [73, 951]
  const calls: readonly Test[] = expected.map((value, x) => ({
    kind: 'call',
    id: `f(${x})`,
    call: { function: 'f', args: [x] },
    expected: value,
  }))
  it('pass no test', { timeout: 300_000 }, async () => {
    const programs = [...attacks('forgery.json', 'programs'), ...forgeries]
    await using run = runner({ sandbox, workers: 2, limits: { cpuSeconds: 2, wallSeconds: 6 } })
    const results = await Promise.all(
      programs.map(async ({ name, program }) => {
        const { verdicts } = await run.run({ language: 'python', source: program }, calls)
        return [name, verdicts.map(({ status }) => status)] as const
      }),
    )
    expect(results.length).toBeGreaterThan(10)
    expect(results.filter(([, statuses]) => statuses.includes('passed'))).toEqual([])
  })
})

describe('a server of Piston', () => {
  async function failing(
    settings: ServerSettings,
    given: object = {},
    work = 'def f(x): return x',
    limited: Partial<Limits> = {},
  ): Promise<unknown> {
    await using other = await pistonServer(settings)
    try {
      await using where = await piston({ url: other.url, ...given })
      return await told(work, [1], { where, ...limited })
    } catch (error) {
      return error
    }
  }

  it('that has no time is asked again when it says, with all requests', async () => {
    await using other = await pistonServer()
    await using where = await piston({ url: other.url })
    other.settings.busy = 2
    const from = other.times.length
    const answers = await Promise.all([1, 2].map((x) => told('def f(x): return x', [x], { where })))
    expect(answers).toMatchObject([{ value: 1 }, { value: 2 }])
    // Two were refused, and none came again before it was time.
    const [first, second, third] = other.times.slice(from)
    expect(other.times.length - from).toBe(6)
    expect(third! - Math.min(first!, second!)).toBeGreaterThan(290)
  })

  it('that never has time is told at last', { timeout: 60_000 }, async () => {
    expect(await failing({ busy: 100 })).toMatchObject({
      name: 'SandboxError',
      kind: 'io',
      message: expect.stringContaining('it answered 429 to 8 requests in a row'),
    })
  })

  it.each([
    [{ runTimeout: 1000 }, {}, 'refuses it (400): run_timeout cannot exceed the configured limit of 1000'],
    [{}, { runtime: '3.12.0' }, 'has no Python 3.12.0; it has 3.11.0, 3.9.4'],
    [{ authorization: 'right' }, { authorization: 'secret-key' }, 'wants another authorization (401)'],
  ])('that refuses is told: %j %j', async (settings, given, message) => {
    const error = await failing(settings, given)
    expect(error).toBeInstanceOf(SandboxError)
    expect(error).toMatchObject({ kind: 'configuration', message: expect.stringContaining(message) })
    expect(String(error)).not.toContain('secret-key')
  })

  it('takes the authorization that it wants', async () => {
    expect(await failing({ authorization: 'right' }, { authorization: 'right' })).toMatchObject({ value: 1 })
  })

  it('takes no more than its largest request', async () => {
    const error = await failing({}, {}, `def f(x): return x\n${'# long\n'.repeat(20_000)}`)
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: expect.stringContaining('takes no request of that size') })
  })

  it('that passes on less than an answer is told', async () => {
    expect(await failing({ outputMaxSize: 1024 }, {}, 'def f(x): return [x] * 5000')).toMatchObject({
      status: 'output',
      why: expect.stringContaining('PISTON_OUTPUT_MAX_SIZE'),
    })
  })

  it('that tells no status is understood by signal and clock', { timeout: 60_000 }, async () => {
    const old = { isOld: true }
    expect(await failing(old, {}, 'def f(x):\n    while True: pass')).toMatchObject({ status: 'timeout' })
    // It must end well before the clock, however long the server takes.
    const killed = 'import os, signal\ndef f(x): os.kill(os.getppid(), signal.SIGKILL)'
    expect(await failing(old, {}, killed, { cpuSeconds: 30, wallSeconds: 30 })).toMatchObject({
      status: 'memory',
    })
  })

  it('that is none is told', async () => {
    const none = createServer((_, response) => response.end('<html>hello</html>'))
    await new Promise<void>((resolve) => none.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(none.address() as AddressInfo).port}`
    await expect(piston({ url })).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('is no answer of Piston: <html>hello</html>'),
    })
    await new Promise((resolve) => none.close(resolve))
    await expect(piston({ url })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('can not be reached'),
    })
  })

  it.each(['localhost:2000', 'ftp://there', 'http://me:password@there', ''])(
    'has an address: %s',
    async (url) => {
      const error = await piston({ url }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(TypeError)
      expect(String(error)).not.toContain('password@')
    },
  )

  it('is looked at by the doctor where it is named', async () => {
    expect(await pistonCheck({})).toMatchObject({ ok: false, neededFor: '--sandbox piston=<url>' })
    expect(await pistonCheck({ PISTON_URL: server.url })).toMatchObject({
      ok: true,
      detail: expect.stringContaining(`${sandbox.name}; for python; `),
    })
    expect(await pistonCheck({ PISTON_URL: 'http://127.0.0.1:9' })).toMatchObject({ ok: false })
  })

  it('breaks off when it is told to', async () => {
    const abort = new AbortController()
    await using candidate = await sandbox.open({ language: 'python', limits: limitsOf(limits) })
    const loading = candidate.load('while True: pass', { signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(loading).rejects.toThrow('enough')
  })
})
