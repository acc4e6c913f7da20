/**
 * The worker module `name` beside the caller, with the caller's own extension: `./name.ts` in the source tree,
 * `./name.js` in a published package (TypeScript leaves `new URL('./name.ts', import.meta.url)` as it is).
 */
export function workerModule(importMetaUrl: string, name: string): URL {
  const extension = /\.[cm]?[jt]s(?=$|[?#])/.exec(importMetaUrl)?.[0] ?? '.js'
  return new URL(`./${name}${extension}`, importMetaUrl)
}
