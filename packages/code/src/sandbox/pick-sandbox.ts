import { allSandboxes, type SandboxName } from './all-sandboxes.ts'
import { SandboxError } from './sandbox-error.ts'
import type { Capabilities, Language, Sandbox } from './sandbox.ts'

/** What came of trying a sandbox on this machine. */
export type SandboxProbe = { readonly name: SandboxName; readonly languages: readonly Language[] } & (
  | { readonly ok: true; readonly version: string; readonly capabilities: Capabilities }
  | { readonly ok: false; readonly reason: string }
)

/** Runs a program in each sandbox that is one, and says which of them work here, the strongest first. */
export async function probeSandboxes(): Promise<readonly SandboxProbe[]> {
  return Promise.all(
    allSandboxes
      .filter(({ name }) => name !== 'unsafe-local')
      .map(async ({ name, languages, make }): Promise<SandboxProbe> => {
        const made = await attempt(make)
        if (typeof made === 'string') return { name, languages, ok: false, reason: made }
        await made[Symbol.asyncDispose]()
        const { name: version, capabilities } = made
        return { name, languages: made.languages, ok: true, version, capabilities }
      }),
  )
}

const sandboxed = allSandboxes.map(({ name }) => name).filter((name) => name !== 'unsafe-local')

export interface PickOptions {
  /** What it has to run (default: Python). */
  readonly languages?: readonly Language[] | undefined
  /**
   * Which may be picked (default: all but 'unsafe-local'). The strongest that works here is picked, in whatever order they are given.
   * 'unsafe-local', which is none, has to be spelled out, and is taken only where no other works.
   */
  readonly allow?: readonly SandboxName[] | undefined
}

export interface PickedSandbox {
  /** Belongs to the caller. */
  readonly sandbox: Sandbox
  readonly picked: SandboxName
  /** The stronger ones, and why each is not the one. */
  readonly passedOver: readonly { readonly name: SandboxName; readonly reason: string }[]
  /** All of that in a line that can be shown. */
  readonly words: string
}

/**
 * The strongest sandbox that works on this machine, of those that are allowed. Rejects with a TypeError for a name that is
 * none, and with a SandboxError 'unavailable' that names each and its reason where none works.
 */
export async function pickSandbox({
  languages = ['python'],
  allow = sandboxed,
}: PickOptions = {}): Promise<PickedSandbox> {
  const unknown = allow.find((name) => allSandboxes.every((one) => one.name !== name))
  if (unknown !== undefined)
    throw new TypeError(
      `allow: ${JSON.stringify(unknown)} is none of ${allSandboxes.map(({ name }) => name).join(', ')}`,
    )
  const passedOver: { name: SandboxName; reason: string }[] = []
  for (const { name, languages: known, make } of allSandboxes) {
    const made = allow.includes(name) ? await opened(make, known, languages) : 'it is not allowed'
    if (typeof made !== 'string') return picked(name, made, passedOver)
    passedOver.push({ name, reason: made })
  }
  throw new SandboxError(
    `no sandbox for ${languages.join(', ')}: ${reasons(passedOver.filter(({ name }) => allow.includes(name)))}`,
    { kind: 'unavailable' },
  )
}

function picked(name: SandboxName, sandbox: Sandbox, passedOver: PickedSandbox['passedOver']): PickedSandbox {
  const words = passedOver.length === 0 ? sandbox.name : `${sandbox.name}, instead of ${reasons(passedOver)}`
  return { sandbox, picked: name, passedOver, words }
}

const reasons = (list: PickedSandbox['passedOver']): string =>
  list.length === 0 ? 'none is allowed' : list.map(({ name, reason }) => `${name} (${reason})`).join(', ')

/** The sandbox, or why it is not the one: not made where it never runs these languages, and not kept where it does not here. */
async function opened(
  make: () => Promise<Sandbox>,
  known: readonly Language[],
  languages: readonly Language[],
): Promise<Sandbox | string> {
  const runs = (those: readonly Language[]): boolean => languages.every((one) => those.includes(one))
  if (!runs(known)) return `it runs ${known.join(', ')}`
  const made = await attempt(make)
  if (typeof made === 'string' || runs(made.languages)) return made
  await made[Symbol.asyncDispose]()
  return `here it runs ${made.languages.join(', ')}`
}

/** The sandbox, or why there is none here. */
async function attempt(make: () => Promise<Sandbox>): Promise<Sandbox | string> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof SandboxError && error.kind === 'unavailable') return error.message
    throw error
  }
}
