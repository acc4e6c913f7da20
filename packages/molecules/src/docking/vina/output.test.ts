import { describe, expect, test } from 'vitest'

import { ToolError } from '../errors.ts'
import { vinaArguments } from './arguments.ts'
import { readPoses } from './output.ts'
import { repairScores } from './repair.ts'
import { sample112, sample123, sample127 } from './samples.test.support.ts'
import { readVersion } from './version.ts'

describe('check 7: the output of Vina', () => {
  test('1.1.2 tells scores and RMSDs', () => {
    const poses = readPoses(sample112)
    expect(poses).toHaveLength(2)
    expect(poses[1]).toMatchObject({ score: -11.2, rmsdLower: 2.998, rmsdUpper: 12.4 })
    expect(poses[0]!.energies).toBeUndefined()
    expect(poses[0]!.pdbqt).toMatch(/^ROOT\nATOM[\s\S]*ENDROOT\nTORSDOF 0\n$/)
    expect(repairScores(poses)).toEqual({ poses, repaired: false })
  })

  test('1.2.3 tells energies, from which its wrong scores are repaired', () => {
    const poses = readPoses(sample123)
    expect(poses[0]).toMatchObject({
      score: -13.952,
      energies: { interAndIntra: -19.108, intra: -0.458, unbound: 0.554 },
    })
    const repaired = repairScores(poses)
    expect(repaired.repaired).toBe(true)
    expect(repaired.poses.map(({ printed }) => printed)).toEqual([-13.952, -11.975])
    // What 1.2.7 prints for this pose is -13.234.
    expect(Math.abs(repaired.poses[0]!.score - -13.234)).toBeLessThanOrEqual(0.002)
    expect(repaired.poses[1]!.score).toBe(-11.256)
    expect(repaired.poses[1]).toMatchObject({ rmsdLower: 2.998, rmsdUpper: 12.4 })
  })

  test('1.2.4 and later are right already', () => {
    const poses = readPoses(sample127)
    expect(repairScores(poses)).toEqual({ poses, repaired: false })
  })

  test('windows line ends, an order that is not by energy, and scores of nothing are understood', () => {
    expect(readPoses(sample127.replaceAll('\n', '\r\n'))).toHaveLength(2)
    const reversed = repairScores(readPoses(sample123).toReversed())
    expect(reversed.poses.map(({ score }) => score)).toEqual([-13.234, -11.256])
    const nothing = sample123.replaceAll(/(RESULT: +|INTRA: +|INTER: +|UNBOUND: +)-?\d+\.\d+/g, '$10.000')
    expect(repairScores(readPoses(nothing)).repaired).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['other text', 'Segmentation fault'],
    ['a pose that is cut off', sample127.slice(0, -40)],
    [
      'a pose without a score',
      sample127.replace('REMARK VINA RESULT:   -13.234      0.000      0.000\n', ''),
    ],
    ['a score that is no number', sample127.replace('-13.234', '-nan')],
    ['a pose without atoms', sample127.replaceAll(/^ATOM.*\n/gm, '')],
  ])('%s is a ToolError', (_, text) => {
    expect(() => readPoses(text)).toThrow(ToolError)
    expect(() => readPoses(text)).toThrow(/^Vina's output can not be read/)
  })
})

describe('check 7: the versions of Vina', () => {
  test.each([
    ['AutoDock Vina 1.1.2 (May 11, 2011)\n', '1.1.2', '1.1'],
    ['AutoDock Vina v1.2.3\n', '1.2.3', '1.2'],
    ['AutoDock Vina v1.2.7\n', '1.2.7', '1.2'],
    ['AutoDock Vina v1.2.5-12-g2f7a\n', '1.2.5', '1.2'],
  ])('%j is %s of family %s', (printed, text, family) => {
    expect(readVersion(printed)).toMatchObject({ text, family })
  })

  test.each(['', 'smina 2020', 'AutoDock Vina', 'AutoDock Vina v2.0.0', 'AutoDock 4.2.6'])(
    '%j is unknown',
    (printed) => {
      expect(readVersion(printed)).toBeUndefined()
    },
  )

  test('1.1 is not given what only 1.2 understands', () => {
    const run = (printed: string) => ({
      version: readVersion(printed)!,
      box: { center: [1.5, -2, 1e-7], size: [20, 20, 20] } as const,
      settings: { exhaustiveness: 8, seed: 3, cpu: 2, modes: 9, energyRange: 3, timeout: 1000 },
    })
    const files = { receptor: '/data/a b/r.pdbqt', ligand: '/data/a b/l.pdbqt', out: 'o.pdbqt' }
    const old = vinaArguments(files, run('AutoDock Vina 1.1.2'))
    expect(old.slice(0, 8)).toEqual([
      '--receptor',
      '/data/a b/r.pdbqt',
      '--ligand',
      '/data/a b/l.pdbqt',
      '--out',
      'o.pdbqt',
      '--center_x',
      '1.5',
    ])
    expect(old).not.toContain('--scoring')
    expect(vinaArguments(files, run('AutoDock Vina v1.2.3'))).toEqual([...old, '--scoring', 'vina'])
  })
})
