export type { AgentAnswer, ModelStep, AgentStep, ToolStep } from '@textgrad/core'

export { aiSdk } from './ai-sdk-engine.ts'
export type { AiSdkOptions } from './ai-sdk-engine.ts'
export { AiSdkModule } from './ai-sdk-module.ts'
export type { AiSdkModuleOptions } from './ai-sdk-module.ts'
export type { AiSdkResult } from './ai-sdk-steps.ts'
