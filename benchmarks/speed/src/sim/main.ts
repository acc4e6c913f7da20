import { commandOf } from './arguments.ts'
import { faultNames } from './faults/fault-kinds.ts'
import { startSim } from './sim.ts'

const help = `Usage: npm run sim -- [options]

  --config FILE        JSON file with any of the options below, in camelCase; the command line wins
  --host H --port P    127.0.0.1 and a free port (it is printed); any other host needs --i-know-it-is-open
  --seed N             same seed and same request: same reply, latency and chance faults
  --latency SPEC       fixed:200 | uniform:100,500 | normal:300,50 | exp:300 | lognormal:800,0.5 (milliseconds)
  --chunk-delay SPEC   before every piece of a stream
  --reply-tokens N     typical length of a reply
  --tags A,B           tags that are answered inside <A>..</A> where a prompt shows them
  --sampling MODE      stable: equal requests, equal replies | occurrence: the n-th has its own above temperature 0
  --reasoning-tokens N thought of in each reply
  --prompt-cache       known beginnings of prompts count as cached
  --rpm N --tpm N      requests and tokens per minute; 429 above
  --limit-mode bucket|sliding|fixed   --limit-window-ms MS   --burst SHARE   --retry-after exact|seconds|none
  --max-concurrent N   429 above
  --context N          context_length_exceeded above
  --api-key KEY        401 without
  --models A,B --strict-models
  --price-in X --price-out X          dollars per million tokens
  --bill-on-disconnect=false          a client that gives up does not pay
  --fault RULE         may be repeated: kind:key=value,...
                       429:at=3+4,retryAfter=2   500:prob=0.05   reset_paid:every=50
  --list-faults        the kinds
  --brain FILE         module that exports reply({ body, messages, text, rng, n, attempt, ... })
  --log FILE           gets a line of JSON per request
  --keep-bodies        also with what was asked

The first line printed is {"url":...,"baseURL":...,"pid":...}; SIGINT and SIGTERM end it, and print what was counted.`

async function main(): Promise<void> {
  const command = commandOf(process.argv.slice(2))
  if ('print' in command) {
    console.log(command.print === 'help' ? help : faultNames.join('\n'))
    return
  }
  const sim = await startSim(command.options)
  const { url, baseURL } = sim
  console.log(JSON.stringify({ url, baseURL, pid: process.pid }))
  const stop = (): void => {
    console.error(JSON.stringify(sim.stats()))
    void sim.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

try {
  await main()
} catch (error) {
  console.error(`sim: ${(error as Error).message}`)
  process.exitCode = 2
}
