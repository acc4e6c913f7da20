/** What a command tells the program that started it, such as the studio: which run it works on, or why it ended. */
export type Told = { readonly run: string } | { readonly failed: string }

/** Nobody hears it where the command was typed. */
export function tellParent(told: Told): void {
  // A parent that is gone is no failure of the run.
  process.send?.(told, undefined, undefined, () => undefined)
}
