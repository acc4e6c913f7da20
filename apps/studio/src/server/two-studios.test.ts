import { expect, it } from 'vitest'

import { keep, newFile } from '../run.test.support.ts'
import { beginning } from '../told.test.support.ts'
import { askAs } from './asked.test.support.ts'
import { startStudio } from './start-studio.ts'

it('two studios of one machine leave each other the token that a browser keeps', async () => {
  const store = newFile()
  const id = await keep(store, beginning())
  await using one = await startStudio({ store })
  await using other = await startStudio({ store })
  const studios = [one, other]
  // A browser gives the cookies of a host to all of its ports.
  const jar = new Map<string, string>()
  for (const { entry } of studios) {
    const { headers } = await fetch(entry, { redirect: 'manual' })
    const [name, token] = headers.getSetCookie()[0]!.split(';')[0]!.split('=')
    jar.set(name!, token!)
  }
  const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
  for (const { address, entry } of studios) {
    const note = { path: `/api/runs/${id}/notes`, body: '{"step":0,"text":"kept"}' }
    expect((await askAs({ to: address, entry, ...note, headers: { cookie } })).status).toBe(201)
  }
})
