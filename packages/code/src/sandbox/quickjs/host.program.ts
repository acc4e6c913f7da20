import process from 'node:process'

import { Channel } from './channel.ts'
import { serveCandidate } from './serve-candidate.ts'
import { serveJudge } from './serve-judge.ts'
import { settingsOf } from './settings.ts'

/** A process that holds programs under test, or test code, as its arguments say. */
const settings = settingsOf(process.argv.slice(2))
await (settings.role === 'judge' ? serveJudge : serveCandidate)(new Channel(), settings)
