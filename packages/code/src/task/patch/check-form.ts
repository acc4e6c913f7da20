import type { CodeConfig } from '../config.ts'

/** @throws TypeError for settings of patches with other forms, and of other forms with patches */
export function checkForm({ form, also, function: name }: CodeConfig): void {
  if (form === 'patch' && name !== undefined)
    throw new TypeError('Expected either form patch or function, got both: a patch is to a whole file')
  if (form !== 'patch' && also.length > 0) throw new TypeError('Expected form patch with also')
}
