import type { RunCard } from './cards.ts'

/** What programs on one Redis tell each other, so that each takes its part of the limits that they share. */
export interface Sharing {
  /** Of this program, however many evaluators it has. */
  readonly program: string
  /** The limits that it uses now, by names that are the same in every program: up to 100, of at most 64 characters. */
  uses(): readonly string[]
  /** Is told about every second how many other programs use each limit. */
  others(counts: ReadonlyMap<string, number>): void
}

/** How many programs besides one use each limit. */
export function othersOf(cards: readonly RunCard[], program: string): ReadonlyMap<string, number> {
  const users = new Map<string, Set<string>>()
  for (const { shares } of cards)
    for (const limit of shares && shares.program !== program ? shares.limits : [])
      users.set(limit, (users.get(limit) ?? new Set()).add(shares!.program))
  return new Map([...users].map(([limit, programs]) => [limit, programs.size]))
}
