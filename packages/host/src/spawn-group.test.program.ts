// Runs what never ends, in a temporary folder, and says where and as which process: `node spawn-group.test.program.ts`.
import { spawnGroup } from './spawn-group.ts'
import { tempDir } from './temp-dir.ts'

await using folder = await tempDir('textgrad-test-')
const script = `
  const child = require('node:child_process').spawn('sleep', ['600'])
  const fs = require('node:fs')
  fs.writeFileSync('pids.new', process.pid + ' ' + child.pid)
  fs.renameSync('pids.new', 'pids')
  setInterval(() => {}, 1000)`
process.stdout.write(`${folder.path}\n`)
await spawnGroup(process.execPath, ['-e', script], { cwd: folder.path })
