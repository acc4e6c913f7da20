import { serve } from '@textgrad/host/worker'

import { loadRdkit } from '../../rdkit/module.ts'
import { answerer } from './answer.ts'

const rdkit = await loadRdkit()

serve(answerer(rdkit))
