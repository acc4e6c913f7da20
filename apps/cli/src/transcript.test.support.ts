import { spawn } from 'node:child_process'

/** A command of a page, and the lines that the page shows below it. */
export interface Typed {
  readonly command: string
  readonly shown: readonly string[]
}

/**
 * The commands of a page's ```console blocks, each after `$ `. In what is shown, … stands for anything on a line, a line of …
 * alone for any lines, and ^C at the end for Ctrl-C, which is pressed when the rest has appeared.
 */
export function transcriptOf(page: string): Typed[] {
  const blocks = [...page.matchAll(/^```console\n([^]*?)^```$/gm)].map(([, block]) => block!)
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command, ...shown] = part.trimEnd().split('\n')
        return { command: command!, shown }
      }),
  )
}

const runId = /\b\d{6}-\d{6}-[a-z0-9]{4}\b/g

/** Ids of runs, as the page has them and as they really are. */
export type Ids = Map<string, string>

/** Types a command into bash; resolves with the whole output of both streams, and the exit code. */
export async function type(
  { command, shown }: Typed,
  { cwd, env, ids }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly ids: Ids },
): Promise<{ readonly code: number | null; readonly out: string }> {
  const real = command.replaceAll(runId, (id) => ids.get(id) ?? id)
  const child = spawn('bash', ['-c', `exec 2>&1; ${real}`], { cwd, env, detached: true })
  let out = ''
  let isPressed = false
  const pattern = shown.at(-1) === '^C' ? patternOf(shown.slice(0, -1)) : undefined
  child.stdout.on('data', (chunk) => {
    out += String(chunk)
    if (isPressed || !pattern?.test(out.trimEnd())) return
    // Once: what it says to that must not make it be pressed again.
    isPressed = true
    process.kill(-child.pid!, 'SIGINT')
  })
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  return { code, out: out.trimEnd() }
}

/** Remembers which ids of the page are which. Returns what was shown of the page, with the real ids, where all of it is there. */
export function matches(shown: readonly string[], out: string, ids: Ids): boolean {
  const lines = shown.at(-1) === '^C' ? shown.slice(0, -1) : shown
  const found = patternOf(lines).exec(out)
  if (!found) return false
  const named = lines.join('\n').match(runId) ?? []
  for (const [place, id] of named.entries()) {
    const real = found[place + 1]!
    if ((ids.get(id) ?? real) !== real) return false
    ids.set(id, real)
  }
  return true
}

function patternOf(lines: readonly string[]): RegExp {
  const parts = lines.map((line, place) => {
    const isLast = place === lines.length - 1
    if (line === '…') return isLast ? '[^]*' : '(?:.*\\n)*'
    const text = line
      .replaceAll(runId, '\0')
      .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('…', '.*')
      .replaceAll(/ +/g, ' +')
      .replaceAll('\0', String.raw`(\d{6}-\d{6}-\w{4})`)
    return isLast ? `${text} *` : `${text} *\\n`
  })
  return new RegExp(`^${parts.join('')}$`)
}
