import { useEffect, useState } from 'react'

import type { WireText } from '../model/wire.ts'

/** Asks the server. Rejects with an Error that says what it refused. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`./api${path}`, signal ? { signal } : {})
  const answer = (await response.json()) as T & { readonly error?: string }
  if (!response.ok) throw new Error(answer.error ?? `${response.status} ${response.statusText}`)
  return answer
}

export interface Asked<T> {
  readonly answer?: T
  readonly error?: string
}

/** What the server says at a path; asked again when `version` changes, and the answer before stays meanwhile. */
export function useAsked<T>(path: string, version: unknown = 0): Asked<T> {
  const [asked, set] = useState<Asked<T> & { readonly path?: string }>({})
  useEffect(() => {
    const controller = new AbortController()
    ask<T>(path, controller.signal).then(
      (answer) => set({ answer, path }),
      (error: Error) => {
        if (!controller.signal.aborted) set({ error: error.message, path })
      },
    )
    return () => controller.abort()
  }, [path, version])
  return asked.path === path ? asked : {}
}

/** Where the whole of a text is whose beginning was sent; `address` is that of its event. */
export function addressOfText({ at }: Exclude<WireText, string>, address: string): string {
  return `./api${address}/text?at=${encodeURIComponent(at)}`
}

export async function askText(source: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(source, signal ? { signal } : {})
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
  return response.text()
}

/** All of a text; missing until it is there. */
export function useWholeText(
  text: WireText,
  address: string,
): { readonly text?: string; readonly error?: string } {
  const [asked, set] = useState<{ readonly text?: string; readonly error?: string }>({})
  const source = typeof text === 'string' ? undefined : addressOfText(text, address)
  useEffect(() => {
    if (source === undefined) return
    const controller = new AbortController()
    set({})
    askText(source, controller.signal).then(
      (whole) => set({ text: whole }),
      (error: Error) => {
        if (!controller.signal.aborted) set({ error: error.message })
      },
    )
    return () => controller.abort()
  }, [source])
  return typeof text === 'string' ? { text } : asked
}
