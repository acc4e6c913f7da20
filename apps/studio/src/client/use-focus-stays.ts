import { useEffect, useRef, type RefObject } from 'react'

/**
 * A place where focus stays when what had it goes, as a form that was sent: who goes by keys would else begin the page anew.
 * It is looked at whenever `key` changes.
 */
export function useFocusStays<T extends HTMLElement>(key: unknown): RefObject<T | null> {
  const place = useRef<T>(null)
  const hadFocus = useRef(false)
  useEffect(() => {
    const look = (): void => {
      hadFocus.current = place.current?.contains(document.activeElement) ?? false
    }
    document.addEventListener('focusin', look)
    return () => document.removeEventListener('focusin', look)
  }, [])
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body)
      place.current?.focus({ preventScroll: true })
  }, [key])
  return place
}
