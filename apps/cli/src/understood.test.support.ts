import { validateConfig, type Task } from '@textgrad/core'
import type { PageCommand } from '@textgrad/host/testing'
import { liveExperiments, recordedData, recordedExperiments } from '@textgrad/paper'

import { chosenBy, type Choice } from './command.ts'
import { contendersOf } from './compare/contenders.ts'
import { configOf } from './config-flags.ts'
import { chooseEngine } from './engine.ts'
import { readFlags, type Flags, type FlagValues, type Words } from './flags.ts'
import { checkVariation } from './optimizers.ts'
import { enginesOf } from './plan.ts'
import { tasks } from './tasks.ts'
import { root } from './textgrad.ts'
import { asUsage, UsageError } from './usage-error.ts'
import { variationIn, variationOf } from './variation.ts'

/** `<name>`, `<name>...` and `...` stand for what a reader puts there. */
const isGap = (word: string): boolean => /^(<[^>]*>)?(\.\.\.|…)?$/.test(word) && word !== ''

/**
 * Reads a command of a page as the command line does, up to where it would begin. Of what is mentioned in a sentence only what
 * is there is read.
 * @throws UsageError for a command, flag or value that there is not
 */
export async function understand({ words, isMention }: PageCommand): Promise<void> {
  const { chosen, rest } = commandIn(words)
  if (rest[0] === '--help' || (isMention && rest.length === 0)) return
  if (chosen.subCommands) throw new UsageError(`there is no ${words.join(' ')}`)
  const { flags = {}, words: named = {} } = chosen
  const values = isMention || rest.some(isGap) ? readPart(rest, flags, named) : readFlags(rest, flags, named)
  checkNames(words, values)
  const task = tasks.find(({ name }) => words.slice(0, -rest.length).includes(name))
  if (task && !isMention && !rest.some(isGap)) await checkTask(task, words[0]!, values)
}

/** The command that is meant; where a gap stands for a word, any of those that may stand there. */
function commandIn(words: readonly string[]): Choice {
  const { chosen, rest } = chosenBy(words, root)
  const [any] = Object.keys(chosen.subCommands ?? {})
  if (any === undefined || !isGap(rest[0] ?? '')) return { chosen, rest }
  return rest.length === 1 && rest[0]!.startsWith('.')
    ? { chosen, rest: [] }
    : commandIn([...words.slice(0, -rest.length), any, ...rest.slice(1)])
}

/** Reads what is there of a command, each flag by itself: what is missing may follow. */
function readPart(typed: readonly string[], flags: Flags, words: Words): FlagValues {
  const part = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, { ...flag, required: false }]),
  )
  // A flag whose value is left out is there, whatever follows it.
  const gaps = typed.filter(
    (word, place) => isFlag(word) && (typed[place + 1] === undefined || isGap(typed[place + 1]!)),
  )
  const missing = gaps.find((flag) => !Object.hasOwn(flags, flag.slice(2)))
  if (missing !== undefined) throw new UsageError(`Unknown option ${missing}`)
  const isToRead = (word: string): boolean =>
    !isGap(word) && !(gaps.includes(word) && flags[word.slice(2)]!.type !== 'boolean')
  const rest = typed.filter(isToRead)
  const isWord = Object.keys(words).length > 0 && rest[0] !== undefined && !isFlag(rest[0])
  return readFlags(rest, part, isWord ? words : { 'any?': '' })
}

function isFlag(word: string): boolean {
  return word.startsWith('--')
}

const sets = new Set([...tasks.flatMap(({ data = [] }) => data), ...recordedData].map(({ name }) => name))
const experiments = new Set([...recordedExperiments, ...liveExperiments].map(({ name }) => name))

/** Names of data sets and experiments, which are words. */
function checkNames([group]: readonly string[], { name, experiment }: FlagValues): void {
  const unknown = [name ?? []].flat().find((one) => group === 'data' && !sets.has(String(one)))
  if (unknown !== undefined) throw new UsageError(`there is no data set ${String(unknown)}`)
  if (experiment !== undefined && !experiments.has(String(experiment)))
    throw new UsageError(`there is no experiment ${String(experiment)}`)
}

/** What is known of a run before it is begun. */
async function checkTask(task: Task, command: string, values: FlagValues): Promise<void> {
  if (command === 'compare') contendersOf(task, values)
  if (values['optimizer'] !== undefined)
    checkVariation(String(values['optimizer']), variationIn(variationOf(values)))
  // A scorer has settings of its own.
  if (command === 'score') return
  const config = await asUsage(() => validateConfig(task.config, configOf(task.config, values)))
  const baseURL = values['base-url'] as string | undefined
  chooseEngine(task, config, { names: enginesOf(values) ?? [], baseURL, isSilent: true })
}
