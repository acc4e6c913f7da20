import type { Purpose, RunEvent, Usage } from '@textgrad/core'
import { expect, test } from 'vitest'

import { engineFor, totalsOf } from './totals.ts'

function call(purpose: Purpose, usage: Usage, engine = 'openai/gpt-5-mini'): RunEvent {
  const place = { step: 1, path: 'step-1', at: 0 }
  return { ...place, type: 'generate', purpose, engine, messages: [], text: '', finish: 'stop', usage }
}

test('calls are counted by purpose, and their tokens and dollars added', () => {
  const usage = { inputTokens: 100, outputTokens: 20, dollars: 0.01 }
  const totals = totalsOf([call('update', usage), call('backward', usage), call('update', usage)])
  expect(totals.calls).toEqual({ update: 2, backward: 1 })
  expect(totals.tokens).toEqual({ input: 300, output: 60, unknown: 0 })
  expect(totals.dollars).toEqual({ sum: 0.03, unknown: 0 })
})

test('what a call does not say is unknown', () => {
  const totals = totalsOf([
    call('update', { inputTokens: 100, outputTokens: 20 }),
    call('update', { dollars: 1 }),
  ])
  expect(totals.tokens.unknown).toBe(1)
  expect(totals.dollars).toEqual({ sum: 1, unknown: 1 })
})

test('calls of rules are no model calls, but what they score is counted', () => {
  const routed = 'openai/gpt-5-mini,update=rules/molecules'
  const totals = totalsOf([
    call('update', { evaluations: 30 }, 'rules/molecules'),
    call('update', { evaluations: 12 }, routed),
    call('forward', {}, routed),
  ])
  expect(totals.ruleCalls).toBe(2)
  expect(totals.calls).toEqual({ forward: 1 })
  expect(totals.evaluations).toBe(42)
})

test('the budget knows of evaluations that no event tells', () => {
  const spent = { calls: 0, tokens: 0, dollars: 0, evaluations: 17 }
  const end: RunEvent = { step: 1, path: '', at: 0, type: 'run-end', status: 'done', steps: 1, spent }
  expect(totalsOf([call('update', { evaluations: 3 }), end]).evaluations).toBe(17)
})

test('a routed engine is named by the purpose it answers', () => {
  const id = 'openai/a,update=rules/b,evaluate=openai/c'
  expect([engineFor(id, 'update'), engineFor(id, 'forward'), engineFor('openai/a', 'update')]).toEqual([
    'rules/b',
    'openai/a',
    'openai/a',
  ])
})
