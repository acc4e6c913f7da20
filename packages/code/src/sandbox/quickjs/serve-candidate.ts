import process from 'node:process'

import { pause, type Channel } from './channel.ts'
import { openEngine } from './engine.ts'
import { HostedProgram } from './hosted-program.ts'
import { processorSeconds, type Settings } from './settings.ts'

/** Milliseconds to be killed in, once that is due. */
const patience = 10_000

/**
 * Serves one program after the other, each in an engine of its own. It says `["ready"]` when it is, and after `["reset"]` again.
 * Requests and answers are those of `pythonCandidate`; `[id, "timeout", null, ""]` says that a program takes too long, and is
 * the last word.
 */
export async function serveCandidate(channel: Channel, settings: Settings): Promise<void> {
  for (;;) {
    const engine = await openEngine(settings.memoryBytes)
    let id = ''
    // Nothing is asked yet.
    let began = Number.POSITIVE_INFINITY
    const look = () => {
      if (processorSeconds() - began > settings.cpuSeconds) {
        channel.send(`[${JSON.stringify(id)},"timeout",null,""]`)
        waitForEnd()
      }
      return false
    }
    const program = new HostedProgram(engine, settings, look)
    channel.send('["ready"]')
    for (let request = requestOf(channel); request[0] !== 'reset'; request = requestOf(channel)) {
      id = request[0] as string
      began = processorSeconds()
      const [said, printed] = answerOf(program, request.slice(1))
      channel.send(`[${JSON.stringify(id)},`, said, `,${JSON.stringify(printed)}]`)
    }
  }
}

const requestOf = (channel: Channel): readonly unknown[] =>
  JSON.parse(channel.receive()) as readonly unknown[]

function answerOf(program: HostedProgram, request: readonly unknown[]): readonly [string, string] {
  try {
    return program.answer(request)
  } catch {
    // The engine itself has broken, and nothing that it says can be relied on.
    process.kill(process.pid, 'SIGKILL')
    return waitForEnd()
  }
}

function waitForEnd(): never {
  pause(patience)
  process.exit(1)
}
