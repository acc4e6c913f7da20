export { decodeValue, encodeValue, CodecError } from './codec/codec.ts'
export { pythonText } from './codec/python-text.ts'
export type { Value } from './codec/value.ts'
export { paperFeedback } from './feedback-paper.ts'
export { testFeedback } from './feedback.ts'
export { answeredTests } from './formats/answered.ts'
export type { Oracle } from './formats/answered.ts'
export { readHumanEvalX } from './formats/humaneval-x.ts'
export { readHumanEval } from './formats/humaneval.ts'
export { readHumanEvalPlus } from './formats/humanevalplus.ts'
export type { PlusProblem } from './formats/humanevalplus.ts'
export { readMbppPlus } from './formats/mbppplus.ts'
export { passAtK } from './formats/pass-at-k.ts'
export { readSamples, sampleProgram } from './formats/samples.ts'
export type { Sample } from './formats/samples.ts'
export type { Difference } from './judge/difference.ts'
export { testLoss } from './ops/test-loss.ts'
export type { CodeTestLoss, TestLossOptions } from './ops/test-loss.ts'
export { testOnce } from './ops/test-once.ts'
export { readProblems } from './problem.ts'
export type { Problem } from './problem.ts'
export { runner } from './runner/runner.ts'
export type { Runner, RunnerOptions } from './runner/runner.ts'
export type { Answer, ProgramException, ProgramLine, Stop } from './sandbox/answer.ts'
export { bwrapSandbox } from './sandbox/bwrap/bwrap-sandbox.ts'
export type { BwrapOptions } from './sandbox/bwrap/bwrap-sandbox.ts'
export { sandboxChecks } from './sandbox/checks.ts'
export { limitsOf } from './sandbox/limits.ts'
export type { Limits } from './sandbox/limits.ts'
export { pickSandbox, probeSandboxes } from './sandbox/pick-sandbox.ts'
export type { PickedSandbox, PickOptions, SandboxProbe } from './sandbox/pick-sandbox.ts'
export type { SandboxName } from './sandbox/all-sandboxes.ts'
export { pyodideSandbox } from './sandbox/pyodide/pyodide-sandbox.ts'
export { quickjsSandbox } from './sandbox/quickjs/quickjs-sandbox.ts'
export { SandboxError } from './sandbox/sandbox-error.ts'
export type { SandboxFault } from './sandbox/sandbox-error.ts'
export type {
  Candidate,
  Capabilities,
  Guard,
  Language,
  OpenOptions,
  RequestOptions,
  Sandbox,
  Script,
  ScriptJudge,
  ScriptOutcome,
} from './sandbox/sandbox.ts'
export { unsafeLocal } from './sandbox/unsafe-local/unsafe-local.ts'
export { code } from './task.ts'
export type { CodeTask } from './task.ts'
export type { CodeConfig, CodeSettings } from './task/config.ts'
export { testsOfAsserts } from './tests/asserts.ts'
export type { AssertOptions } from './tests/asserts.ts'
export type { CallTest, ScriptTest, StdioTest, Test, Tolerance } from './tests/test.ts'
export { program, programIn } from './values.ts'
export type { Program } from './values.ts'
export { withoutTimes } from './verdict.ts'
export type { LoadError, Result, Status, Verdict } from './verdict.ts'
