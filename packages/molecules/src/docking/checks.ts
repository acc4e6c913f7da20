import type { Check } from '@textgrad/core'

import { howToInstall, obabelVersion, type Tool } from './tool.ts'
import { vinaVersion } from './vina/version.ts'

/** What `textgrad doctor` shows of docking: which Vina and Open Babel are there, and how to get them. */
export async function dockingChecks(
  programs: { readonly vina?: string; readonly obabel?: string } = {},
): Promise<readonly Check[]> {
  const vina: Tool = { program: 'vina', command: programs.vina ?? 'vina' }
  const obabel: Tool = { program: 'obabel', command: programs.obabel ?? 'obabel' }
  return Promise.all([
    check('AutoDock Vina', vina, async () => {
      const { text, numbers } = await vinaVersion(vina)
      const [, minor, patch] = numbers
      return minor === 2 && patch < 4 ? `${text}; its scores are wrong and are repaired here` : text
    }),
    check('Open Babel', obabel, () => obabelVersion(obabel)),
  ])
}

async function check(name: string, tool: Tool, find: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: `version ${await find()}` }
  } catch (error) {
    const told = (error as Error).message
    const hint = howToInstall(tool.program)
    return { name, ok: false, detail: told.includes(hint) ? told : `${told}: ${hint}`, neededFor: 'docking' }
  }
}
