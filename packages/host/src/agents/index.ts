export { agentOp } from './agent-op.ts'
export type { AgentOptions, AgentRun, Prompts, Texts } from './agent-op.ts'
export { inWords } from './step.ts'
export type { Answer, ModelStep, Step, ToolStep } from './step.ts'
