import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Workers of one job at a time, many in each of some processes. */
export interface Crew extends AsyncDisposable {
  /** Seconds of processors that they used so far. */
  processorSeconds(): Promise<number>
}

const processes = 4
const program = fileURLToPath(new URL('./workers.program.ts', import.meta.url))

export async function crewOf(redisUrl: string, workers: number): Promise<Crew> {
  const sizes = Array.from({ length: Math.min(processes, workers) }, (_, index, all = processes) =>
    Math.floor((workers + index) / Math.min(all, workers)),
  )
  const members = await Promise.all(sizes.map((size) => memberOf(redisUrl, size)))
  return {
    async processorSeconds() {
      const each = await Promise.all(members.map(({ ask }) => ask()))
      return each.reduce((sum, one) => sum + one, 0)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map(({ child }) => end(child)))
    },
  }
}

interface Member {
  readonly child: ChildProcess
  readonly ask: () => Promise<number>
}

async function memberOf(redisUrl: string, size: number): Promise<Member> {
  const child = spawn(process.execPath, [program, redisUrl, String(size)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const said = async (): Promise<string> => {
    const heard = new AbortController()
    const [first] = (await Promise.race(['line', 'close'].map((event) => once(lines, event, heard))).finally(
      () => heard.abort(),
    )) as [string?]
    if (first === undefined) throw new Error('A process of workers ended')
    return first
  }
  await said()
  return {
    child,
    async ask() {
      const answered = said()
      child.stdin.write('\n')
      return Number(await answered)
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
