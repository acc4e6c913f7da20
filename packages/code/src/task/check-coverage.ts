import type { CodeConfig } from './config.ts'

/** @throws TypeError for coverage where nothing would say it */
export function checkCoverage({ coverage, cmd, repo, words, objective }: CodeConfig): void {
  if (!coverage) return
  if (cmd !== undefined || repo !== undefined)
    throw new TypeError('Expected tests with coverage, got a repository')
  if (words !== 'exact') throw new TypeError(`Expected words exact with coverage, got ${words}`)
  if (objective !== 'tests') throw new TypeError(`Expected objective tests with coverage, got ${objective}`)
}
