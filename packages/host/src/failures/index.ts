export { Failures } from './failures.ts'
export { causesOf, providerFailure, requestFailure } from './provider-failure.ts'
export { readRetryAfter } from './retry-after.ts'
