import { NativeJudge } from '../native/native-judge.ts'
import { openProcess } from '../native/open-process.ts'
import type { OpenOptions, ScriptJudge } from '../sandbox.ts'
import { processLimits } from './hosts.ts'
import { quickjsLaunch } from './launch.ts'

/** A process for test code in JavaScript or TypeScript, where no program under test is. Rejects as `Sandbox.open` does. */
export async function openQuickjsJudge(options: OpenOptions): Promise<ScriptJudge> {
  const { language, limits, hashSeed = 0, signal } = options
  const { memoryBytes, cpuSeconds } = limits
  const launch = quickjsLaunch({ role: 'judge', language, memoryBytes, cpuSeconds, seed: hashSeed })
  const ours = processLimits(limits)
  return await new NativeJudge(() => openProcess(launch, ours, signal), ours).start()
}
