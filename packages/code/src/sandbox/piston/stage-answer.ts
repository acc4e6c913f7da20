import { z } from 'zod'

import type { Answer, Stop } from '../answer.ts'
import type { Limits } from '../limits.ts'
import { readReply } from '../native/reply.ts'
import { shownText } from '../untrusted-text.ts'
import type { Stage } from './piston-client.ts'

export interface Asked {
  readonly id: string
  readonly mark: string
  readonly limits: Limits
  /** Seconds by the clock. */
  readonly wallSeconds: number
  /** What it took here, where the server does not say it, seconds. */
  readonly seconds: number
  /** Whether the value is what it printed. */
  readonly isRun: boolean
}

const report = z.union([
  z.object({ line: z.string(), more: z.boolean(), printed: z.string() }),
  z.object({ stop: z.enum(['timeout', 'output', 'exited', 'protocol', 'crashed']), why: z.string() }),
])

/**
 * What came of a program, by what Piston says of the stage. Its processes share a user with the program, which may have written all
 * of that: it says no more than the program may say of itself.
 */
export function stageAnswer(stage: Stage, asked: Asked): Answer {
  const seconds =
    stage.wall_time === undefined || stage.wall_time === null ? asked.seconds : stage.wall_time / 1000
  const stopped = (status: Stop, why: string): Answer => ({ status, why, stdout: '', seconds })
  const told = reportOf(stage.stdout, asked.mark)
  if (!told) return stopped(...endOf(stage, asked))
  if ('stop' in told) return stopped(told.stop, shownText(told.why, 200))
  const reply = told.more ? undefined : readReply(told.line, asked.id)
  if (!reply || reply === 'timeout')
    return stopped('protocol', 'it wrote something else where only answers go')
  if (!asked.isRun) return { ...reply, seconds }
  const stdout = shownText(told.printed)
  return reply.status === 'returned'
    ? { ...reply, value: told.printed, stdout, seconds }
    : { ...reply, stdout, seconds }
}

/** Undefined for anything but exactly one report. */
function reportOf(stdout: string, mark: string): z.infer<typeof report> | undefined {
  if (!stdout.startsWith(mark)) return undefined
  try {
    return report.safeParse(JSON.parse(stdout.slice(mark.length))).data
  } catch {
    return undefined
  }
}

/** How a stage without a report ended: by Piston's `status`, or where a server tells none by the signal and the clock. */
function endOf({ status, signal }: Stage, { limits, wallSeconds, seconds }: Asked): [Stop, string] {
  const late = `more than ${limits.cpuSeconds} s of processor time or ${wallSeconds} s by the clock`
  if (status === 'TO') return ['timeout', late]
  if (status === 'OL' || status === 'EL')
    return ['output', 'its answer is larger than what the server passes on (PISTON_OUTPUT_MAX_SIZE)']
  if (signal === 'SIGKILL')
    return seconds >= Math.min(limits.cpuSeconds, wallSeconds)
      ? ['timeout', late]
      : ['memory', `it was killed, as at ${Math.round(limits.memoryBytes / 2 ** 20)} MiB of memory`]
  if (typeof signal === 'string') return ['crashed', `a signal ended it: ${shownText(signal, 20)}`]
  return ['protocol', 'it wrote something else where only answers go']
}
