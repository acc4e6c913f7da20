import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where data sets are kept that were fetched for the user, or one of them: under TEXTGRAD_DATA, or else
 * `$XDG_DATA_HOME/textgrad/data`, which is usually `~/.local/share/textgrad/data` (XDG Base Directory Specification), on
 * Windows `%LOCALAPPDATA%\textgrad\data`.
 * @throws TypeError for a TEXTGRAD_DATA that is no absolute path: it would mean another folder in every other one
 */
export function dataFolder(
  name = '',
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = env['TEXTGRAD_DATA']
  if (named) {
    if (!isAbsolute(named))
      throw new TypeError(`TEXTGRAD_DATA must be an absolute path, not ${JSON.stringify(named)}`)
    return join(named, name)
  }
  return join(userFolder(env), 'textgrad', 'data', name)
}

function userFolder(env: Readonly<Record<string, string | undefined>>): string {
  const given = process.platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_DATA_HOME']
  // A relative one is to be ignored, the specification says.
  return given && isAbsolute(given) ? given : join(homedir(), '.local', 'share')
}
