import { SandboxError } from '../sandbox-error.ts'
import { bwrapSandbox } from './bwrap-sandbox.ts'

/** Prints whether the sandbox can be used here, and if not, why. */
try {
  await using sandbox = await bwrapSandbox()
  console.log(JSON.stringify({ name: sandbox.name }))
} catch (error) {
  if (!(error instanceof SandboxError)) throw error
  console.log(JSON.stringify({ kind: error.kind, message: error.message }))
}
