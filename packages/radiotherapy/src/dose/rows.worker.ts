import { workerData } from 'node:worker_threads'

import { serve } from '@textgrad/host/worker'

import { rowMaker, type Irradiation, type Rows } from './rows.ts'

const rows = rowMaker(workerData as Irradiation)

serve<readonly [number, number], Rows>(([from, to]) => rows(from, to))
