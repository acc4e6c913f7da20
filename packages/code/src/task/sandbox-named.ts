import { z } from 'zod'

import { allSandboxes, type SandboxName } from '../sandbox/all-sandboxes.ts'
import { pickSandbox } from '../sandbox/pick-sandbox.ts'
import { piston } from '../sandbox/piston/piston.ts'
import type { Language, Sandbox } from '../sandbox/sandbox.ts'

const names = allSandboxes.map(({ name }) => name)

/** A sandbox as it is typed. 'auto' is never unsafe-local, and never another machine: both have to be spelled out. */
export const sandboxSetting = z.union(
  [
    z.enum(['auto', ...names] as ['auto', ...SandboxName[]]),
    z.templateLiteral(['piston=', z.string().regex(/^https?:\/\/\S+$/)]),
  ],
  { error: `expected auto, ${names.join(', ')}, or piston=<url>` },
)

export type SandboxSetting = z.infer<typeof sandboxSetting>

/** Where programs run, for who did not choose it themselves. */
export interface SandboxChoice {
  /** What was taken, and why nothing stronger was. */
  readonly words: string
  /** Whether one that is stronger, and runs these languages, does not work on this machine. */
  readonly isSecondBest: boolean
}

export interface OpenedSandbox {
  /** Belongs to the caller. */
  readonly sandbox: Sandbox
  readonly choice?: SandboxChoice | undefined
}

/**
 * Opens the sandbox that a setting names and no other, or for 'auto' the strongest that runs these languages here. Rejects with
 * a SandboxError where there is none, or with a TypeError for the address of a server that is none.
 */
export async function openSandbox(
  setting: SandboxSetting,
  languages: readonly Language[],
): Promise<OpenedSandbox> {
  if (setting === 'auto') {
    const { sandbox, passedOver, words } = await pickSandbox({ languages })
    const speaks = (name: SandboxName): boolean =>
      allSandboxes.some((one) => one.name === name && languages.every((each) => one.languages.includes(each)))
    const isSecondBest = passedOver.some(({ name }) => speaks(name))
    return { sandbox, choice: { words: `Programs run on ${words}`, isSecondBest } }
  }
  if (setting.startsWith('piston=')) {
    const authorization = process.env['PISTON_AUTHORIZATION']
    return { sandbox: await piston({ url: setting.slice('piston='.length), authorization }) }
  }
  return { sandbox: await allSandboxes.find(({ name }) => name === setting)!.make() }
}
