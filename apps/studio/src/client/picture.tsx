import { useEffect, useState } from 'react'

import { source } from './source.ts'

/** A picture is an image: there no script of it runs, and nothing that it names is loaded. It opens alone in its own size. */
export function Picture({ path, alt }: { path: string; alt: string }) {
  const address = source().addressOf(path)
  if (address === undefined) return <Held path={path} alt={alt} />
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <Drawn address={address} alt={alt} />
    </a>
  )
}

/** How many times broader than high a picture is that gets more room. */
const broad = 1.7

function Drawn({ address, alt }: { address: string; alt: string }) {
  const [isBroad, setBroad] = useState(false)
  return (
    <img
      src={address}
      alt={alt}
      className={isBroad ? 'broad' : ''}
      onLoad={({ currentTarget }) =>
        setBroad(currentTarget.naturalWidth > broad * currentTarget.naturalHeight)
      }
    />
  )
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
  return held === undefined ? <p className="quiet">loading …</p> : <Drawn address={held} alt={alt} />
}
