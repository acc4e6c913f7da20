import { useEffect, useRef } from 'react'

/** The place before all that keys reach: a browser that loads a page begins there. */
export const startOfPage = 'start'

/** Where a person comes to another page, reading and keys go on at its beginning, as where a browser loads it. */
export function useArrival(page: string): void {
  const before = useRef(page)
  useEffect(() => {
    if (before.current === page) return
    before.current = page
    window.scrollTo(0, 0)
    document.querySelector<HTMLElement>(`#${startOfPage}`)?.focus({ preventScroll: true })
  }, [page])
}
