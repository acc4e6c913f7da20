import type { Call } from '../run/call.ts'
import type { ParameterUpdate } from './optimizer.ts'

/** Tells the run what became of a parameter. */
export async function tellUpdate(
  place: Call,
  { parameter, value, outcome, detail }: ParameterUpdate,
): Promise<void> {
  await place.child(parameter.id).emit({
    type: 'update',
    parameter: parameter.id,
    role: parameter.role,
    before: parameter.render(),
    after: parameter.codec.render(value),
    outcome,
    ...(detail !== undefined && { detail }),
  })
}
