// Fetches a file and tells how far it is: `node download.test.program.ts <mirror> <file> <sha256>`.
import { download } from './download.ts'

const [from = '', to = '', sha256 = ''] = process.argv.slice(2)
const url = 'https://example.org/file.bin'
await download({ url, sha256, from, to, onProgress: ({ bytes }) => process.stdout.write(`${bytes}\n`) })
