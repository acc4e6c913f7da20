import { pythonCandidate } from '../../python/candidate.ts'
import { pythonJudge } from '../../python/judge.ts'
import type { Limits } from '../limits.ts'
import { compiledProgram } from './compiled.ts'
import { NativeCandidate } from './native-candidate.ts'
import { NativeJudge } from './native-judge.ts'
import { openProcess } from './open-process.ts'
import type { LaunchCommand, Runtime } from './runtime.ts'

/** Python programs, and Python test code. Throws a SandboxError 'unavailable' where there is no Python. */
export function pythonRuntime(python: string, launch: LaunchCommand): Runtime {
  const candidate = compiledProgram(python, pythonCandidate)
  const judge = compiledProgram(python, pythonJudge)
  const command = (program: string, limits: Limits) => [
    python,
    ...interpreterFlags,
    '-c',
    program,
    ...limitArguments(limits),
  ]
  return {
    languages: ['python'],
    open: async (options) => {
      const { limits, signal } = options
      const process = await openProcess(launch(command(candidate, limits), options), limits, signal)
      return new NativeCandidate(process, limits)
    },
    openJudge: (options) => {
      const { limits, signal } = options
      const open = () => openProcess(launch(command(judge, limits), options), limits, signal)
      return new NativeJudge(open, limits).start()
    },
  }
}

// Not -I: it would ignore the seed for hashes. There is no other variable in the environment.
const interpreterFlags = ['-S', '-s', '-B', '-X', 'utf8']

const limitArguments = ({ memoryBytes, processes, fileBytes }: Limits): readonly string[] =>
  [memoryBytes, processes, fileBytes].map(String)
