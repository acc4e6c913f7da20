import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { describe, expect, it } from 'vitest'

import { reaped } from './reaper.test.support.ts'
import { bwrapNote, bwrapRefusal } from './sandboxes.test.support.ts'

const program = join(import.meta.dirname, 'kills.test.program.ts')
const kills = 200
const each = kills / 5

/** A program that answers by itself before it is stopped would be none that was killed. */
const python = { 'deaf: timeout': each, 'busy: timeout': each, 'flood: output': each, 'liar: protocol': each }
const javascript = { ...python, 'liar: output': each, 'liar: protocol': undefined }

describe(`after ${kills} programs that were killed`, () => {
  it.for([
    { sandbox: 'bwrap', ends: python, note: bwrapNote },
    { sandbox: 'unsafe-local', ends: python, note: '' },
    { sandbox: 'pyodide', ends: python, note: '' },
    { sandbox: 'quickjs', ends: javascript, note: '' },
  ])(
    '$sandbox leaves no process, zombie, file or descriptor$note',
    { timeout: 400_000 },
    async ({ sandbox, ends }, { skip }) => {
      skip(sandbox === 'bwrap' && bwrapRefusal !== undefined)
      await using folder = await tempDir('kills-')
      const { said, left, leftAtEnd } = await reaped([program, sandbox, String(kills)], {
        env: { TMPDIR: folder.path },
        // What a program starts without walls is nobody's once its parent is killed.
        waits: sandbox === 'unsafe-local',
      })
      expect(JSON.parse(said)).toEqual({ ends: { ...ends, aborted: each }, descriptors: 0 })
      expect(left).toEqual([])
      expect(leftAtEnd).toEqual([])
      expect(readdirSync(folder.path)).toEqual([])
    },
  )
})
