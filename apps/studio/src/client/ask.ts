import { useEffect, useState } from 'react'

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
