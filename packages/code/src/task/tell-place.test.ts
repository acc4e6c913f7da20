import { memoryJournal, rootCall, validateConfig, type Journal, type RunEvent } from '@textgrad/core'
import { tempDir, type TempDir } from '@textgrad/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { allSandboxes } from '../sandbox/all-sandboxes.ts'
import { code } from '../task.ts'
import { openSandbox, type SandboxSetting } from './sandbox-named.ts'
import { tellPlace } from './tell-place.ts'

let folder: TempDir
beforeAll(async () => {
  folder = await tempDir('code-place-')
  await folder.write('twice.py', 'def twice(x):\n    return x + x\n')
  await folder.write('tests.py', 'from twice import twice\nassert twice(2) == 4\n')
})
afterAll(() => folder[Symbol.asyncDispose]())

/** What the evaluation of a run's start tells. */
async function started(sandbox: SandboxSetting, journal: Journal): Promise<readonly RunEvent[]> {
  const files = { file: `${folder.path}/twice.py`, tests: `${folder.path}/tests.py` }
  const config = await validateConfig(code.config, { ...files, sandbox })
  await using problem = await code.setup(config, {})
  const events: RunEvent[] = []
  const call = rootCall({ path: 'start', journal, emit: (event) => void events.push(event) })
  await problem.build(problem.start).evaluate([], call)
  return events
}

describe('a sandbox that is chosen for a run', () => {
  it('is the strongest, is told once in a step of it, and again by an attempt that goes on', async () => {
    const { sandbox } = await openSandbox('auto', ['python'])
    await sandbox[Symbol.asyncDispose]()
    const journal = memoryJournal()
    const events = await started('auto', journal)
    expect(
      events.map((event) => ('text' in event ? event.text : 'message' in event && event.message)),
    ).toEqual([expect.stringContaining(`Programs run on ${sandbox.name}`)])
    expect(await started('auto', journal)).toMatchObject(
      events.map((event) => ({ ...event, at: expect.any(Number) })),
    )
  })

  it('is not told where it was spelled out', async () => {
    expect(await started('unsafe-local', memoryJournal())).toEqual([])
  })

  it('has to be the same in an attempt that goes on', async () => {
    const journal = memoryJournal()
    await started('unsafe-local', journal)
    await expect(started('auto', journal)).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'configuration',
      message: expect.stringMatching(/^this run began on unsafe-local, .* here its programs would run on /),
    })
  })

  it('may be of another version then, which is told', async () => {
    const events: RunEvent[] = []
    const journal = memoryJournal()
    const calls = [1, 2].map(() => rootCall({ journal, emit: (event) => void events.push(event) }))
    await tellPlace({ name: 'bwrap 0.8.0, python 3.11.2' }, calls[0]!)
    expect(events).toEqual([])
    await tellPlace({ name: 'bwrap 0.8.0, python 3.13.1' }, calls[1]!)
    expect(events).toMatchObject([
      {
        type: 'warning',
        message: expect.stringContaining(
          'began on bwrap 0.8.0, python 3.11.2, and here its programs would run on',
        ),
      },
    ])
  })

  it('is told as a warning where a stronger one does not work', async () => {
    const events: RunEvent[] = []
    const choice = {
      words: 'Programs run on pyodide, instead of bwrap (it is not there)',
      isSecondBest: true,
    }
    const call = rootCall({ emit: (event) => void events.push(event) })
    await tellPlace({ name: 'pyodide', choice }, call)
    expect(events).toMatchObject([{ type: 'warning', message: choice.words }])
  })
})

describe('a sandbox as it is typed', () => {
  it('is for JavaScript one that runs it, which is no second best', async () => {
    const { sandbox, choice } = await openSandbox('auto', ['javascript'])
    await sandbox[Symbol.asyncDispose]()
    const strongest = allSandboxes.find(({ languages }) => languages.includes('javascript'))
    expect(sandbox.name.startsWith(strongest!.name)).toBe(choice?.isSecondBest === false)
    expect(sandbox.name).not.toContain('unsafe-local')
  })

  it.each(['docker', 'piston', 'piston=', 'piston=localhost', ''])('is refused: %j', async (sandbox) => {
    await expect(validateConfig(code.config, { sandbox })).rejects.toThrow(
      'sandbox: expected auto, bwrap, pyodide, quickjs, unsafe-local, or piston=<url>',
    )
  })

  it.each(['auto', 'bwrap', 'pyodide', 'quickjs', 'unsafe-local', 'piston=http://localhost:2000'])(
    'is taken: %s',
    async (sandbox) => {
      expect(await validateConfig(code.config, { sandbox })).toMatchObject({ sandbox })
    },
  )

  it('is a server that has to be there', async () => {
    await expect(openSandbox('piston=http://127.0.0.1:9', ['python'])).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'unavailable',
    })
  })
})
