export { BudgetExceeded, EngineError, ParseError, StoreError, SystemError } from './errors.ts'
export type { EngineErrorKind, EngineErrorOptions } from './errors.ts'
