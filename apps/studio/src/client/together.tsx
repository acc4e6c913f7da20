import { createContext, useContext, useState, type ReactNode } from 'react'

type Place = readonly [number | undefined, (place: number) => void]

const Shared = createContext<Place | undefined>(undefined)

/** Where two are shown beside each other, leafing through one leafs through the other. */
export function Together({ children }: { children: ReactNode }) {
  return <Shared value={useState<number>()}>{children}</Shared>
}

/** The place that is shown, which is `first` until a person leafs on. */
export function usePlaceTogether(first: number): readonly [number, (place: number) => void] {
  const own = useState<number>()
  const [place, set] = useContext(Shared) ?? own
  return [place ?? first, set]
}
