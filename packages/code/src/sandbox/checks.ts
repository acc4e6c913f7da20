import type { Check } from '@textgrad/core'

import { probeSandboxes, type SandboxProbe } from './pick-sandbox.ts'
import { pistonCheck } from './piston/piston-check.ts'

/** What `textgrad doctor` shows of sandboxes: which work on this machine, for which languages, and what each keeps out. */
export async function sandboxChecks(): Promise<readonly Check[]> {
  const [probes, remote] = await Promise.all([probeSandboxes(), pistonCheck()])
  return [...probes.map((probe) => check(probe, probes)), remote]
}

function check(probe: SandboxProbe, all: readonly SandboxProbe[]): Check {
  const name = `sandbox ${probe.name}`
  if (!probe.ok) {
    const others = all.some(
      ({ ok, languages }) => ok && probe.languages.every((one) => languages.includes(one)),
    )
    const missing: Check = { name, ok: false, detail: probe.reason }
    return others ? { ...missing, neededFor: `--sandbox ${probe.name}` } : missing
  }
  const open = Object.entries(probe.capabilities).filter(([, guard]) => guard !== 'kept out')
  const walls =
    open.length === 0
      ? `keeps out: ${Object.keys(probe.capabilities).join(', ')}`
      : `does not keep out: ${open.map(([what]) => what).join(', ')}`
  return { name, ok: true, detail: `${probe.version}; for ${probe.languages.join(', ')}; ${walls}` }
}
