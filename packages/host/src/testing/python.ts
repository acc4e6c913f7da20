import { spawnSync } from 'node:child_process'

const python = '/usr/bin/python3'

/** Whether Debian's package of a module of Python is there; with CI=true its absence is an error that names it. */
export function requirePythonModule(module: string): boolean {
  const isThere = spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0
  if (!isThere && process.env['CI'] === 'true')
    throw new Error(`${module} is missing: apt-get install python3-${module}`)
  return isThere
}

/** Runs a program on a value that it reads as JSON from its input; what it printed. */
export function runPython(program: string, input: unknown, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...args], {
    encoding: 'utf8',
    input: JSON.stringify(input ?? null),
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`Python: ${stderr}`)
  return stdout
}
