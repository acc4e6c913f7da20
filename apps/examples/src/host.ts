import { workerModule, workerPool } from '@textgrad/host'

const square = workerModule(import.meta.url, 'square.worker')
await using pool = workerPool<number, number>(square, { deadline: 1000 })
console.log(await Promise.all([1, 2, 3].map((side) => pool.run(side)))) // [ 1, 4, 9 ]
