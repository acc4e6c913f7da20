import { random, type Engine, type GenerateRequest } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { scaling } from './scaling.ts'
import { advice, heard, listener, restless } from './scaling/listener.ts'
import { lowVerbalTables } from './scaling/low-verbal.ts'
import { mover } from './scaling/numbers.ts'
import { sorter } from './scaling/order.ts'
import { Lab } from './scaling/trials.ts'
import { verbalTables, type Sizes } from './scaling/verbal.ts'
import type { Table } from './table.ts'

// Every language model here is simulated by a script.
const nothing: Sizes = { depths: [], widths: [], parameters: [], batches: [], products: [], steps: 3 }

function records({ columns, rows }: Table): Record<string, string | number | boolean>[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]!])))
}

async function verbal(seeds: number, sizes: Partial<Sizes>) {
  const tables = await verbalTables(new Lab(seeds), { ...nothing, ...sizes })
  return tables.flatMap(records)
}

describe('the scaling suite', { timeout: 300_000 }, () => {
  it('is the same each time, and says who answers', async () => {
    const first = await scaling({ quick: true })
    expect(first.map(({ name }) => name)).toEqual([
      'scaling-models',
      'scaling-depth',
      'scaling-width',
      'scaling-parameters',
      'scaling-retrieval',
      'scaling-agent',
      'scaling-numbers',
      'scaling-order',
    ])
    expect(first[0]!.rows[0]![1]).toContain('simulated')
    expect(await scaling({ quick: true })).toEqual(first)
  })

  it('reaches in a chain what follows from how its models listen', async () => {
    const rows = await verbal(60, { depths: [1, 4, 8] })
    expect(rows.map(({ depth }) => depth)).toEqual([1, 1, 4, 4, 8, 8])
    for (const { quality, expected } of rows)
      expect(Math.abs(Number(quality) - Number(expected))).toBeLessThan(0.06)
    const [deep, graph] = rows.slice(-2)
    expect(deep).toMatchObject({ way: 'per-edge', expected: 0.65 })
    expect(graph).toMatchObject({ way: 'graph', expected: 0.99 })
  })

  it('is held up where more is told at once than a model takes in, unless code passes it on', async () => {
    const [words, code, graph] = await verbal(5, { widths: [32] })
    expect(code).toMatchObject({ way: 'per-edge, joined by code', expected: 0.95 })
    expect(Number(code!['quality'])).toBeGreaterThan(0.9)
    for (const crowded of [words, graph]) expect(Number(crowded!['quality'])).toBeLessThan(0.75)
  })

  it('learns to search and to answer, and to use a tool', async () => {
    const rows = await verbal(10, { batches: [3], products: [1, 4], parameters: [4], steps: 12 })
    for (const { quality } of rows) expect(Number(quality)).toBeGreaterThan(0.9)
  })

  it('gives searches as many evaluations as models', async () => {
    const sizes = { numbers: [3], orders: [6], evaluations: 25 }
    const [numbers, orders] = (await lowVerbalTables(new Lab(5), sizes)).map(records)
    for (const { evaluations } of [...numbers!, ...orders!])
      expect(Number(evaluations)).toBeLessThanOrEqual(25)
    const of = (rows: typeof numbers, by: string) => rows!.find((row) => row['by'] === by)!
    expect(of(numbers, 'TGD, told the worst number')['distance']).toBeLessThan(
      Number(of(numbers, 'random')['distance']),
    )
    expect(of(orders, 'TGD, told a wrong pair')['share']).toBe(1)
    expect(of(orders, 'random')['calls']).toBe(0)
  })
})

describe('a model that is named', () => {
  it('is asked at most as often as one that never gets anything right', async () => {
    const sizes = { ...nothing, depths: [3], widths: [3], batches: [3], products: [2] }
    const [named, most] = [
      new Lab(
        1,
        listener(() => 'a text'),
      ),
      new Lab(1, restless()),
    ]
    const tables = await verbalTables(named, sizes)
    await verbalTables(most, sizes)
    expect(named.calls).toBeGreaterThan(0)
    expect(named.calls).toBeLessThanOrEqual(most.calls)
    expect(new Set(tables.flatMap(records).map(({ expected }) => expected))).toEqual(new Set(['']))
  })
})

describe('the simulated models', () => {
  const deaf = { fidelity: 0, capacity: 8 }
  const attentive = { fidelity: 1, capacity: 8 }
  const told = Array.from({ length: 20 }, (_, index) => advice(`Stage ${index + 1}`, `Add ${index}.`))

  it('take in as much as they are said to', () => {
    const count = (listening: typeof deaf) => heard(told.join('\n'), listening, random(1)).length
    expect([count(deaf), count(attentive), count({ fidelity: 1, capacity: 99 })]).toEqual([0, 8, 20])
    let kept = 0
    for (let seed = 0; seed < 1000; seed++)
      kept += heard(told[0]!, { fidelity: 0.8, capacity: 8 }, random(seed)).length
    expect(Math.abs(kept / 1000 - 0.8)).toBeLessThan(0.04)
  })

  const edit = async (engine: Engine, value: string, said: string): Promise<string> => {
    const about = { parameter: 'p', role: 'p', value, constraints: [], history: [], tag: 'T' }
    const request: GenerateRequest = {
      purpose: 'update',
      messages: [{ role: 'user', content: said }],
      seed: 1,
      about: { ...about, feedback: [{ kind: 'feedback', text: said }] },
    }
    return (await engine.generate(request)).text.slice('<T>'.length, -'</T>'.length)
  }

  it('do what they are told, and know nothing else', async () => {
    const engine = listener(() => '', attentive)
    const text = 'You are Stage 2. Pass it on.'
    expect(await edit(engine, text, told.slice(0, 3).join('\n'))).toBe(`${text}\nAdd 1.`)
    expect(
      await edit(
        listener(() => '', deaf),
        text,
        told.join('\n'),
      ),
    ).toBe(text)
    const higher = (await edit(mover(attentive), '0.5, 0.5', 'Number 2 is too low.')).split(', ').map(Number)
    expect(higher[0]).toBe(0.5)
    expect(higher[1]).toBeGreaterThan(0.5)
    expect(await edit(sorter(attentive), 'A B C D', 'D should come before B.')).toBe('A D B C')
  })
})
