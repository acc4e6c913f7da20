import { EngineError, type Engine, type GenerateRequest, type UpdateFacts } from '@textgrad/core'

import { repair, type Repair } from './rules/repair.ts'
import type { CodeSettings } from './task/config.ts'
import { openWorkbench } from './task/open-workbench.ts'
import type { Workbench } from './task/workbench.ts'

/** How many programs its reply tells about. */
const shown = 12

/**
 * Repairs programs without a language model: it edits the syntax tree of a Python program where failing tests point to, runs
 * the local tests on what comes of it, and proposes the first program that passes them all, or else the one that passes
 * most. It sees no hidden test. What it runs counts as evaluations, and its reply lists it.
 */
export function rules(settings: CodeSettings): Engine & AsyncDisposable {
  let opened: Promise<Workbench> | undefined
  const most = settings.tries ?? 50
  return {
    id: 'rules/code',
    atMost: () => ({ evaluations: most }),
    async generate(request) {
      const { purpose, about, signal } = request
      if (purpose !== 'update' || !about)
        throw unsupported(`rules/code can only propose updates; it was asked for '${purpose}'`)
      opened ??= openWorkbench(settings, { signal })
      const { best, attempts, ran } = await proposeValue(await opened, about, { most, request })
      return {
        text: [
          `Tried ${ran} programs; the best:`,
          ...attempts.slice(0, shown).map(({ words, outcome }) => `${outcome.share.toFixed(3)} ${words}`),
          `<${about.tag}>${fenced(best)}</${about.tag}>`,
        ].join('\n'),
        finish: 'stop',
        usage: { inputTokens: 0, outputTokens: 0, dollars: 0, evaluations: ran },
      }
    },
    async [Symbol.asyncDispose]() {
      // Where opening failed, who asked for it was told.
      const bench = await opened?.catch(() => undefined)
      await bench?.[Symbol.asyncDispose]()
    },
  }
}

type Proposal = Repair & { readonly best: string }

/** Where values are changes, programs are what they make of a file. */
async function proposeValue(
  bench: Workbench,
  about: UpdateFacts,
  options: { readonly most: number; readonly request: GenerateRequest },
): Promise<Proposal> {
  const { change } = bench
  if (!change) return propose(bench, about, options)
  const history = about.history.map((one) => ({ ...one, value: change.programOf(one.value) }))
  const facts = { ...about, value: change.programOf(about.value), history }
  const { best, ...rest } = await propose(change.inner, facts, options)
  return { ...rest, best: change.patchOf(best) }
}

/** A program that holds a fence itself, as documentation may, is put in a longer one. */
function fenced(source: string): string {
  if (!/`{3}|~{3}/.test(source)) return source
  const longest = Math.max(...[...source.matchAll(/~+/g)].map(([tildes]) => tildes.length), 3)
  const fence = '~'.repeat(longest + 1)
  return `\n${fence}python\n${source.trimEnd()}\n${fence}\n`
}

const unsupported = (message: string): EngineError => new EngineError(message, { kind: 'unsupported' })

/**
 * From the value; where all around it was tried, from what was tried earlier and passed most. After proposals that did not help it
 * goes on where it stopped.
 */
async function propose(
  bench: Workbench,
  { value, history }: UpdateFacts,
  { most, request }: { readonly most: number; readonly request: GenerateRequest },
): Promise<Proposal> {
  if (bench.language !== 'python')
    throw unsupported(`rules/code repairs Python, not ${bench.language}; a model can: --engine`)
  const { signal } = request
  const vain = Math.max(0, history.length - 1 - history.findLastIndex(({ accepted }) => accepted))
  const known = new Set(history.map((one) => one.value))
  const own = await repair(value, { bench, most, skip: vain * most, known, signal })
  if (own.attempts.length > 0) return { best: own.attempts[0]!.source, ...own }
  const earlier = history.toSorted((a, b) => b.score - a.score).map((one) => one.value)
  for (const base of new Set(earlier.filter((one) => one !== value))) {
    const found = await repair(base, { bench, most, known, signal })
    if (found.attempts.length > 0) return { best: found.attempts[0]!.source, ...found }
  }
  return { best: value, attempts: [], ran: 0 }
}
