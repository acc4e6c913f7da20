// Every fault that the simulator knows (tools/sim in the shared folder), by every way in which a reply can be asked for.
import { pathToFileURL } from 'node:url'

import { EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { allOf } from './faults.test.support.ts'
import { ask, engineAt, simOfTests, simPath, ways } from './sim.test.support.ts'

const catalogue = simPath && new URL('faults.mjs', pathToFileURL(simPath)).href

async function faults(): Promise<readonly string[]> {
  const { faultNames } = (await import(catalogue!)) as { faultNames: () => readonly string[] }
  const parameters: Record<string, string> = {
    huge: 'bytes=9000000',
    gzip_bomb: 'bytes=20000000',
    deep_json: 'depth=5000',
  }
  return faultNames().map((name) => (name in parameters ? `${name}:${parameters[name]}` : name))
}

describe.skipIf(!simPath)('whatever happens', () => {
  const sim = simOfTests()

  test.for(ways)('by %s it ends in a reply or an EngineError, and the key is in neither', async ([, way]) => {
    const kinds = await faults()
    expect(kinds.length).toBeGreaterThan(60)
    for (const fault of kinds) {
      sim().configure({ faults: [`${fault}${fault.includes(':') ? ',' : ':'}message=your key is \${key}`] })
      const engine = engineAt(sim(), { ...way, timeout: { idle: 300, firstByte: 400, total: 5000 } })
      const outcome = await engine.generate(ask('hello')).catch((error: unknown) => error)
      const isKnown = outcome instanceof EngineError || !(outcome instanceof Error)
      expect({ fault, isKnown }).toEqual({ fault, isKnown: true })
      expect(allOf(outcome)).not.toMatch(/sk-proj|CANARY/)
    }
  })
})
