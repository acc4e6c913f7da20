import { describe, expect, it } from 'vitest'

import { rootCall } from '../run/call.ts'
import type { RunEvent } from '../run/event.ts'
import type { Candidate, ItemChoice } from '../run/problem.ts'
import { random } from '../run/random.ts'
import { commonAncestor, mergeOf, planMerges, testPlaces, tryMerge, type Merge } from './gepa-merge.ts'
import { candidateId, type Evaluated, type History } from './strategy.ts'

interface Made {
  readonly from?: readonly Evaluated[]
  readonly step?: number
  readonly by?: string
}

/** 'reader solver writer' judged on items 0, 1, 2 ... */
function made(
  words: string,
  scores: readonly number[],
  { from = [], step = 0, by = 'gepa' }: Made = {},
): Evaluated {
  const [reader, solver, writer] = words.split(' ') as [string, string, string]
  const candidate: Candidate = { reader, solver, writer }
  const items = scores.map((score, place) => ({ id: String(place), score }))
  const score = scores.reduce((sum, one) => sum + one, 0) / scores.length
  return {
    id: candidateId(candidate),
    candidate,
    parents: from.map(({ id }) => id),
    by,
    step,
    evaluation: { score, metrics: {}, feasible: true, feedback: [], items },
  }
}

const history = (step: number, pool: readonly Evaluated[], failed: readonly Evaluated[] = []): History => ({
  step,
  pool,
  failed,
  best: pool[0]!,
})
const settings = { merges: 5, seed: 1, validation: 4 }

// The lineage:   start -> left -> lefter      mean scores: start 1/4, left 1/2, lefter 1/2, right 3/4
//                start -> right
const start = made('r0 s0 w0', [1, 0, 0, 0])
const left = made('r1 s0 w0', [1, 1, 0, 0], { from: [start], step: 1 })
const lefter = made('r1 s0 w1', [0, 1, 0, 1], { from: [left], step: 2 })
const right = made('r0 s2 w2', [1, 0, 1, 1], { from: [start], step: 3 })
const pool = [start, left, lefter, right]
const due: Merge = {
  id: 'merged',
  candidate: { reader: 'r1', solver: 's2', writer: 'w2' },
  parents: [lefter, right],
  ancestor: start,
}

describe('merging', () => {
  it('takes each component from who changed it, and where both did from the better one', () => {
    // Against the start lefter has changed the reader and the writer, right the solver and the writer; right is better.
    expect(mergeOf([lefter, right], start)).toEqual({ reader: 'r1', solver: 's2', writer: 'w2' })
    // left has changed the reader alone, and neither of the two has changed it back.
    expect(mergeOf([left, right], start)).toEqual({ reader: 'r1', solver: 's2', writer: 'w2' })
    const equal = made('r3 s3 w0', [1, 1, 0, 0], { from: [start] })
    expect(mergeOf([left, equal], start)).toEqual({ reader: 'r1', solver: 's3', writer: 'w0' })
    expect(mergeOf([equal, left], start)).toEqual({ reader: 'r3', solver: 's3', writer: 'w0' })
  })

  it('needs a common ancestor that is no better than either, and none that is the ancestor of the other', () => {
    expect(commonAncestor([lefter, right], pool)).toBe(start)
    expect(commonAncestor([left, lefter], pool)).toBeUndefined()
    expect(commonAncestor([start, right], pool)).toBeUndefined()
    const stranger = made('r9 s9 w9', [1, 1, 1, 1])
    expect(commonAncestor([left, stranger], [...pool, stranger])).toBeUndefined()
    const worse = made('r4 s0 w0', [0, 0, 0, 0.5], { from: [start], step: 4 })
    expect(commonAncestor([right, worse], [...pool, worse])).toBeUndefined()
    // Of several the youngest: what both have from it, neither has changed.
    const twin = made('r1 s5 w0', [1, 1, 1, 0], { from: [left], step: 4 })
    expect(commonAncestor([lefter, twin], [...pool, twin])).toBe(left)
  })

  it('is due after an accepted candidate, for two that are worth going on from', () => {
    // Fronts: item 0: start, left, right; 1: left, lefter; 2: right; 3: lefter, right. start goes (1/4), then left (1/2,
    // the older of two): lefter is on its item 1. Then lefter is alone there, and right is alone on item 2.
    expect(planMerges(history(4, pool), settings)).toEqual({
      due: { ...due, id: candidateId(due.candidate) },
      earlier: 0,
    })
    // At step 3 there were only start, left and lefter, of which each is an ancestor of the next.
    expect(planMerges(history(3, pool.slice(0, 3)), settings)).toEqual({ due: undefined, earlier: 0 })
    expect(planMerges(history(5, pool), settings)).toEqual({ due: undefined, earlier: 1 })
  })

  it('is tried once for the same result, also where it was refused, which no history tells', () => {
    // lowest adds a front of its own and can be merged with neither: no ancestor is as low as it is.
    const lowest = made('r5 s0 w0', [1.1, -1, -1, -1], { from: [start], step: 5 })
    expect(planMerges(history(6, [...pool, lowest]), settings)).toEqual({ due: undefined, earlier: 1 })
    const merged = made('r1 s2 w2', [1, 1, 1, 1], { from: [lefter, right], step: 3, by: 'gepa-merge' })
    expect(planMerges(history(4, pool, [merged]), settings)).toEqual({ due: undefined, earlier: 0 })
  })

  it('is done at most so often as was allowed', () => {
    expect(planMerges(history(4, pool), { ...settings, merges: 0 })).toEqual({ due: undefined, earlier: 0 })
    const merged = made('r7 s7 w7', [0, 0, 0, 0], { from: [left, start], step: 2, by: 'gepa-merge' })
    expect(planMerges(history(4, pool, [merged]), { ...settings, merges: 1 }).due).toBeUndefined()
    expect(planMerges(history(4, pool, [merged]), { ...settings, merges: 2 }).due).toBeDefined()
  })

  it('needs scores for each validation item', () => {
    expect(planMerges(history(4, pool), { ...settings, validation: 5 }).due).toBeUndefined()
  })
})

describe('the test of a merge', () => {
  const splits = (first: readonly number[], second: readonly number[]) =>
    Array.from({ length: 50 }, (_, seed) =>
      testPlaces([made('a b c', first), made('d e f', second)], random(seed)),
    )
  const within = (places: readonly number[], some: readonly number[]) =>
    places.filter((place) => some.includes(place)).length

  it('is on five validation items: two where each is better, and one where they are equal', () => {
    for (const places of splits([1, 1, 1, 0, 0, 0.5, 0.5, 0.5], [0, 0, 0, 1, 1, 0.5, 0.5, 0.5])) {
      expect(
        [
          [0, 1, 2],
          [3, 4],
          [5, 6, 7],
        ].map((kind) => within(places, kind)),
      ).toEqual([2, 2, 1])
    }
  })

  it('fills up from the others where one kind has too few', () => {
    // The first is better on item 0, the second on none: item 0, two ties, and two more of them.
    for (const places of splits([1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0])) {
      expect(within(places, [0])).toBe(1)
      expect(new Set(places).size).toBe(5)
    }
    for (const places of splits([1, 0, 0], [0, 0, 1])) expect(places).toEqual([0, 1, 2])
  })

  async function test(scores: readonly number[], error?: string) {
    const events: RunEvent[] = []
    const looks: (ItemChoice | undefined)[] = []
    const call = rootCall({ seed: 1, emit: (event) => void events.push(event) })
    const proposal = await tryMerge(due, call, async (_, items) => {
      looks.push(items)
      const { evaluation } = made('x y z', scores)
      return { ...evaluation, ...(error !== undefined && { error, feasible: false }) }
    })
    return { proposal, looks, notes: events.flatMap((event) => (event.type === 'note' ? [event.text] : [])) }
  }

  it('is passed by what is at least as good as the better parent', async () => {
    // On all four items: lefter 0 + 1 + 0 + 1 = 2, right 1 + 0 + 1 + 1 = 3.
    const proposal = { candidate: due.candidate, parents: [lefter.id, right.id], by: 'gepa-merge' }
    expect(await test([0, 1, 1, 1])).toEqual({
      proposal,
      looks: [{ of: 'validation', places: [0, 1, 2, 3] }],
      notes: [],
    })
  })

  it('refuses what is worse, or fails, and tells why', async () => {
    expect(await test([0, 1, 1, 0.5])).toMatchObject({
      proposal: undefined,
      notes: [
        `Merging ${lefter.id} and ${right.id} was refused: it has 2.5 on 4 validation items, the better one 3.`,
      ],
    })
    expect((await test([9, 9, 9, 9], 'it broke')).notes).toEqual([
      `Merging ${lefter.id} and ${right.id} was refused: it broke.`,
    ])
  })
})
