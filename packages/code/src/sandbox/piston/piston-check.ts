import type { Check } from '@textgrad/core'

import { SandboxError } from '../sandbox-error.ts'
import { piston } from './piston.ts'

/** What `textgrad doctor` shows of the server that PISTON_URL names. */
export async function pistonCheck(env: NodeJS.ProcessEnv = process.env): Promise<Check> {
  const name = 'sandbox piston'
  const url = env['PISTON_URL']
  if (!url)
    return {
      name,
      ok: false,
      detail: 'PISTON_URL names no server to run programs on',
      neededFor: '--sandbox piston=<url>',
    }
  try {
    await using sandbox = await piston({ url, authorization: env['PISTON_AUTHORIZATION'] })
    const network =
      sandbox.capabilities.network === 'kept out' ? 'no network there' : 'there is a network there'
    return { name, ok: true, detail: `${sandbox.name}; for ${sandbox.languages.join(', ')}; ${network}` }
  } catch (error) {
    if (!(error instanceof SandboxError || error instanceof TypeError)) throw error
    return { name, ok: false, detail: error.message, neededFor: `--sandbox piston=${url}` }
  }
}
