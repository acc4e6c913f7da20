import { useEffect, useState } from 'react'

import { source } from './source.ts'

/** A picture is an image: there no script of it runs, and nothing that it names is loaded. */
export function Picture({ path, alt }: { path: string; alt: string }) {
  const address = source().addressOf(path)
  return address === undefined ? <Held path={path} alt={alt} /> : <img src={address} alt={alt} />
}

/** A picture that has no address is held by the page. */
function Held({ path, alt }: { path: string; alt: string }) {
  const [held, hold] = useState<string>()
  useEffect(() => {
    let address: string | undefined
    let isGone = false
    void source()
      .ask(path)
      .then(async (response) => {
        const picture = await response.blob()
        if (isGone) return
        address = URL.createObjectURL(picture)
        hold(address)
      })
    return () => {
      isGone = true
      if (address !== undefined) URL.revokeObjectURL(address)
    }
  }, [path])
  return held === undefined ? <p className="quiet">loading …</p> : <img src={held} alt={alt} />
}
