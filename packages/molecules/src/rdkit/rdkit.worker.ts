import { serve } from '@textgrad/host/worker'

import { answer } from './answer.ts'
import { loadRdkit } from './module.ts'

const rdkit = await loadRdkit()

serve(answer(rdkit))
