/** A thrown value as a realm describes it. */
export type Described = readonly [type: string, text: string, stack: string]

/** Where in `file` it was thrown, outermost first: line and function, as QuickJS writes a stack. */
export function placesOf(stack: string, file: string): readonly (readonly [number, string])[] {
  const places: (readonly [number, string])[] = []
  for (const line of stack.split('\n')) {
    const [, within = '', where, number] = /^\s*at (?:(\S+) \()?(<\w+>):(\d+)/.exec(line) ?? []
    if (where === file) places.unshift([Number(number), within === '<eval>' ? '' : within])
  }
  return places.slice(-20)
}
