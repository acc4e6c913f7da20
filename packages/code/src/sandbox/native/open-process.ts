import type { Limits } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import { shownText } from '../untrusted-text.ts'
import type { Launch } from './launch.ts'
import { NativeProcess } from './native-process.ts'

/** Milliseconds that a process may take to start on a machine that is busy. */
const startDeadline = 30_000

/** Starts a process and waits until it is ready. Rejects with a SandboxError 'io', or with the reason of `signal`. */
export async function openProcess(
  launch: Launch,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<NativeProcess> {
  signal?.throwIfAborted()
  const process = new NativeProcess(launch, limits)
  const abort = () => process.stop('exited', 'it was aborted')
  signal?.addEventListener('abort', abort)
  const late = setTimeout(() => process.stop('timeout', 'it was not ready in time'), startDeadline)
  try {
    const event = await process.next()
    if (event.kind === 'line' && event.text === '["ready"]') return process
    await process.close()
    signal?.throwIfAborted()
    const why = event.kind === 'stop' ? event.why : 'it said something else'
    const said = shownText(process.errors.trim(), 500)
    throw new SandboxError(`${launch.command} did not start a program: ${said === '' ? why : said}`, {
      kind: 'io',
    })
  } finally {
    clearTimeout(late)
    signal?.removeEventListener('abort', abort)
  }
}
