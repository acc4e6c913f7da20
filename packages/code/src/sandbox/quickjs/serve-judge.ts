import process from 'node:process'

import type { Channel } from './channel.ts'
import { openEngine } from './engine.ts'
import { HostedScript, type Scripted } from './hosted-script.ts'
import { processorSeconds, type Settings } from './settings.ts'

/** Runs test code, each in an engine of its own, as `pythonJudge` does: requests and answers are the same. */
export async function serveJudge(channel: Channel, settings: Settings): Promise<void> {
  let engine = await openEngine(settings.memoryBytes)
  channel.send('["ready"]')
  for (;;) {
    const [id, , code, prelude, entryPoint] = JSON.parse(channel.receive()) as Request
    const began = processorSeconds()
    // It is killed before, unless nobody is left to do so.
    const look = () => {
      if (processorSeconds() - began > 2 * settings.cpuSeconds + 1) process.exit(1)
    }
    const exchange = (name: string, args: string) => {
      channel.send(`[${JSON.stringify(id)},"call",${JSON.stringify(name)},`, args, ']')
      return channel.receive()
    }
    const finish = (outcome: Scripted) => channel.send(JSON.stringify([id, 'done', ...outcome]))
    new HostedScript(engine, { settings, entryPoint, code, look, exchange, finish }).run(prelude)
    engine = await openEngine(settings.memoryBytes)
  }
}

type Request = readonly [id: string, kind: 'script', code: string, prelude: string, entryPoint: string]
