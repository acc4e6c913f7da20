import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { bwrapSandbox, readProblems, runner, type Problem } from '@textgrad/code'
import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'
import { tempDir } from '@textgrad/host'
import { codeBlocks, repositoryRoot, requireProgram, type CodeBlock } from '@textgrad/host/testing'
import { radiotherapy } from '@textgrad/radiotherapy'
import { describe, expect, it } from 'vitest'

/** Which of a problem's tests pass with a program, in their order. */
async function passed(problem: string, source: string): Promise<boolean[]> {
  // A file of problems has one in a line.
  const [{ language, tests }] = readProblems(JSON.stringify(JSON.parse(problem))) as [Problem]
  await using sandbox = await bwrapSandbox()
  await using run = runner({ sandbox })
  const { verdicts } = await run.run({ language, source }, [...tests.local, ...tests.hidden])
  return verdicts.map(({ status }) => status === 'passed')
}

async function readsProblem(json: string): Promise<void> {
  expect(await passed(json, 'from statistics import median')).toEqual([true, true])
  expect(await passed(json, 'def median(xs):\n    return sorted(xs)[len(xs) // 2]')).toEqual([true, false])
}

async function readsProperty(json: string): Promise<void> {
  const tests = { local: [JSON.parse(json) as unknown], hidden: [] }
  const problem = JSON.stringify({ id: 'clamp', language: 'javascript', statement: '', tests })
  const clamp = (result: string): string => `function clamp(x, low, high) { return ${result} }`
  expect(await passed(problem, clamp('Math.max(low, Math.min(x, high))'))).toEqual([true])
  expect(await passed(problem, clamp('x'))).toEqual([false])
}

/** What a task of radiotherapy asks a model in its first step, with a file of a setting. */
async function asksWith(setting: 'goals' | 'plans', json: string, more: object): Promise<string> {
  await using folder = await tempDir('textgrad-json-')
  const file = await folder.write(`${setting}.json`, json)
  const given = { ...more, [setting]: file, spacing: 12, iterations: 5 }
  const engine = scripted()
  await using plan = await radiotherapy.setup(await validateConfig(radiotherapy.config, given), { engine })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  await Array.fromAsync(optimize(plan, { strategy, seed: 1, steps: 1 }))
  return engine.calls.map(promptText).join('\n')
}

async function readsGoals(json: string): Promise<void> {
  const asked = await asksWith('goals', json, { case: 'head-and-neck', map: ['cord=Spinal cord'] })
  expect(asked).toContain('PTV V95% >= 98 %')
}

async function readsPlans(json: string): Promise<void> {
  const [first] = JSON.parse(json) as { readonly input: string; readonly output: string }[]
  const asked = await asksWith('plans', json, { case: 'c-shape' })
  expect(asked).toContain(first!.input)
  expect(asked).toContain(first!.output)
}

/** The simulator is a program of its own. */
async function readsReplies(json: string): Promise<void> {
  await using folder = await tempDir('textgrad-json-')
  const main = join(repositoryRoot(), 'benchmarks/speed/src/sim/main.ts')
  const sim = spawn(process.execPath, [main, '--config', await folder.write('sim.json', json)])
  const closed = once(sim, 'close')
  try {
    const [line] = (await once(sim.stdout, 'data')) as [Buffer]
    const { baseURL } = JSON.parse(line.toString()) as { readonly baseURL: string }
    const messages = [{ role: 'user', content: 'Rate this from 1 to 5' }]
    const reply = await fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'sim', messages }),
    })
    expect(JSON.stringify(await reply.json())).toMatch(/"content":"\d+ because \w/)
  } finally {
    sim.kill()
    await closed
  }
}

/** What reads the json blocks of a page, in their order. */
const readers: Readonly<Record<string, readonly ((json: string) => Promise<void>)[]>> = {
  'benchmarks/speed/src/sim/README.md': [readsReplies],
  'docs/code.md': [readsProperty],
  'docs/radiotherapy.md': [readsGoals, readsPlans],
  'packages/code/README.md': [readsProblem],
}

const byPage = Map.groupBy(codeBlocks('json'), ({ page }) => page)
const blocks = [...byPage].flatMap(([page, some]) =>
  some.map((block, place): CodeBlock & { read: ((json: string) => Promise<void>) | undefined } => ({
    ...block,
    read: readers[page]?.[place],
  })),
)

describe.skipIf(!requireProgram('bwrap'))('every json block of every page is read by what it is for', () => {
  it.each(blocks)('$page:$line', { timeout: 60_000 }, async ({ code, read }) => {
    expect(read).toBeDefined()
    await read!(code)
  })

  it('and no reader is left over', () => {
    const counts = Object.entries(readers).map(([page, some]) => [page, some.length])
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries([...byPage].map(([page, some]) => [page, some.length])),
    )
  })
})
