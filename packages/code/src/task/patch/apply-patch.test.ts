import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'

import { ParseError } from '@textgrad/core'
import { tempDir } from '@textgrad/host'
import { createTwoFilesPatch } from 'diff'
import { describe, expect, it } from 'vitest'

import { applied, type FileText } from './apply-patch.ts'
import { patchCodec, patchIn } from './patch-codec.ts'

const text = `def clamp(x, low, high):
    if x < low:
        return high

    if x > high:
        return low
    return x


def other():
    return 1
`
const files: readonly FileText[] = [{ file: 'src/clamp.py', text }]
const two = [...files, { file: 'other.py', text: 'a\nb\nc\n' }]

const patch = `--- a/src/clamp.py
+++ b/src/clamp.py
@@ -1,4 +1,4 @@
 def clamp(x, low, high):
     if x < low:
-        return high
+        return low

@@ -5,3 +5,3 @@
     if x > high:
-        return low
+        return high
     return x
`
const right = text
  .replace('return high', 'return LOW')
  .replace('return low', 'return high')
  .replace('LOW', 'low')

describe('a patch', () => {
  it.each([
    ['as it is', patch],
    ['without names', patch.replace(/^.*\n.*\n/, '')],
    ['with the name alone', patch.replaceAll('src/', '')],
    ['of git', `diff --git a/src/clamp.py b/src/clamp.py\nindex 123..456 100644\n${patch}`],
    ['with wrong lengths', patch.replace('-1,4 +1,4', '-1,40 +1,2').replace('-5,3 +5,3', '-5 +5,9')],
    ['with wrong lines', patch.replace('-1,4 +1,4', '-3,4 +3,4').replace('-5,3', '-9,3')],
    ['whose blank lines lost their space, and with more at its end', `${patch}\n\n`],
    ['with the line ends of Windows', patch.replaceAll('\n', '\r\n')],
  ])('is applied %s', (_, one) => {
    expect(applied(files, one)).toEqual({ files: [{ file: 'src/clamp.py', text: right }] })
  })

  it.each(['', '\n', '--- a/src/clamp.py\n+++ b/src/clamp.py\n'])(
    'that is blank changes nothing: %j',
    (one) => {
      expect(applied(files, one)).toEqual({ files })
    },
  )

  it('gives what git gives', async () => {
    await using folder = await tempDir()
    await folder.write('clamp.py', text)
    const given = createTwoFilesPatch('a/clamp.py', 'b/clamp.py', text, right)
    const { status } = spawnSync('git', ['apply'], { cwd: folder.path, input: given })
    expect(status).toBe(0)
    expect(await readFile(`${folder.path}/clamp.py`, 'utf8')).toBe(right)
    expect(applied(files, given)).toEqual({ files: [{ file: 'src/clamp.py', text: right }] })
  })

  it('may take out a line that looks like a header', () => {
    const sql = { file: 'x.sql', text: '-- a comment\nselect 1\n' }
    const one = '--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,1 @@\n--- a comment\n select 1\n'
    expect(applied([sql], one).files).toEqual([{ file: 'x.sql', text: 'select 1\n' }])
  })

  it('may change several files', () => {
    const one = `${patch}--- a/other.py\n+++ b/other.py\n@@ -2 +2 @@\n-b\n+B\n`
    expect(applied(two, one).files).toEqual([
      { file: 'src/clamp.py', text: right },
      { file: 'other.py', text: 'a\nB\nc\n' },
    ])
  })

  it.each([
    [
      'a line that is not there',
      patch.replace('-        return low\n', '-        return LOW\n'),
      'hunk 2 of 2 (@@ -5,3 +5,3 @@) does not apply: line 6 of the file is "        return low", and the hunk expects "        return LOW"',
    ],
    [
      'context that is not there',
      patch.replace('     if x < low:', '     if x <= low:'),
      'hunk 1 of 2 (@@ -1,3 +1,3 @@) does not apply: line 2 of the file is "    if x < low:", and the hunk expects "    if x <= low:"',
    ],
    [
      'hunks in the wrong order',
      '@@ -10,2 +10,2 @@\n def other():\n-    return 1\n+    return 2\n@@ -1,1 +1,1 @@\n-def clamp(x, low, high):\n+def clip(x, low, high):\n',
      'its lines are found at line 1, where the hunks before it',
    ],
    ['the end of the file', '@@ -11,2 +11,2 @@\n     return 1\n-gone\n+new\n', 'line 12 of the file is ""'],
    ['no numbers', patch.replace('-1,4 +1,4', '...'), 'expected @@ -line,count +line,count @@'],
    ['no patch', 'def clamp(): pass', 'it is no unified diff'],
    [
      'a line of another kind',
      patch.replace('+        return low', '*        return low'),
      'begins with a space, + or -, unlike "*        return low"',
    ],
    [
      'another file',
      patch.replaceAll('clamp.py', 'clip.py'),
      'it changes src/clip.py, and may change src/clamp.py',
    ],
    [
      'a file that goes',
      patch.replace('+++ b/src/clamp.py', '+++ /dev/null'),
      'may not make or remove a file',
    ],
  ])('is refused for %s', (_, one, fault) => {
    expect(applied(files, one).fault).toContain(fault)
  })

  it('has to say which of several files it changes', () => {
    expect(applied(two, patch.replace(/^.*\n.*\n/, '')).fault).toContain('does not say which file it changes')
    expect(applied(two, patch.replace('-        return high', '-        return 9')).fault).toContain(
      'src/clamp.py: hunk 1 of 2',
    )
  })

  it('is the way from any text to any other', () => {
    for (const [from, to] of [
      [text, right],
      ['a', 'b'],
      ['a\n', 'a'],
      ['', 'x\ny\n'],
      ['x\ny\n', ''],
    ] as const) {
      const one = createTwoFilesPatch('a/f', 'b/f', from, to)
      expect(applied([{ file: 'f', text: from }], one).files).toEqual([{ file: 'f', text: to }])
    }
  })
})

describe('a patch in a reply', () => {
  const codec = patchCodec(files)

  it.each([
    ['alone', patch],
    ['in a fence', `I change two lines:\n\n\`\`\`diff\n${patch}\`\`\`\nThat is all.`],
    ['in a longer fence', `~~~~\n${patch}~~~~`],
  ])('is read %s', (_, reply) => {
    expect(patchIn(reply)).toBe(patch)
    expect(codec.parse(reply)).toBe(patch)
  })

  it('may hold fences', () => {
    const inner = '--- a/README\n+++ b/README\n@@ -1,2 +1,3 @@\n ```\n+x\n ```\n'
    expect(patchIn(inner)).toBe(inner)
    expect(patchIn(`\`\`\`diff\n${inner}\`\`\``)).toBe(inner)
  })

  it('goes back to the model where it does not apply', () => {
    expect(() => codec.parse(patch.replace('if x < low', 'if x == low'))).toThrow(ParseError)
    expect(() => codec.parse(patch.replace('if x < low', 'if x == low'))).toThrow('hunk 1 of 2')
  })
})
