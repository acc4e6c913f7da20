export { traced } from './traced.ts'
export type { TraceOptions } from './options.ts'
export { tracing } from './tracing.ts'
export type { Tracing, TracingOptions } from './tracing.ts'
