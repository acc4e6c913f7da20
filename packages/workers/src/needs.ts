import type { Needs } from '@textgrad/core'
import { z } from 'zod'

const amount = z.number().positive().max(1e6)
const tag = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,31}$/)

/** What an evaluation needs, or a machine has. */
export const needsSchema = z.strictObject({
  cores: amount.optional(),
  memory: amount.optional(),
  gpu: tag.optional(),
})

/** @throws TypeError for what are no needs, naming them as `name`. */
export function checkNeeds(name: string, needs: Needs | undefined): void {
  const read = needsSchema.safeParse(needs ?? {})
  if (!read.success)
    throw new TypeError(
      `${name} are cores and memory (GiB), numbers above 0, and gpu, in small letters, digits, dots and dashes; not ${JSON.stringify(needs)}`,
    )
}

/** What of it a machine lacks, in words; empty where it has all of it. */
export function lackOf(has: Needs, needs: Needs): string {
  const { cores = 0, memory = 0, gpu } = needs
  const lacking = [
    ...((has.cores ?? 0) < cores ? [`${cores} cores`] : []),
    ...((has.memory ?? 0) < memory ? [`${memory} GiB of memory`] : []),
    ...(gpu !== undefined && has.gpu !== gpu ? [`the GPU ${gpu}`] : []),
  ]
  return lacking.join(' and ')
}

/** How many such evaluations fit into a machine at once; at least one, and at most `most`. */
export function atOnce(most: number, has: Needs, { cores, memory }: Needs): number {
  const shares = [
    ...(cores === undefined ? [] : [(has.cores ?? 0) / cores]),
    ...(memory === undefined ? [] : [(has.memory ?? 0) / memory]),
  ]
  return Math.max(1, Math.min(most, ...shares.map(Math.floor)))
}
