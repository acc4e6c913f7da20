export { promptText, scripted, standardReply } from './scripted.ts'
export type { ScriptedEngine, ScriptedOptions } from './scripted.ts'
export { taskContract } from './task-contract.ts'
export type { ContractCheck, ContractOptions } from './task-contract.ts'
