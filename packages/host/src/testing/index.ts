export { requirePythonModule, runPython } from './python.ts'
export { requireProgram } from './require-program.ts'
export type { Program } from './require-program.ts'
export { sharedPath } from './shared-path.ts'
