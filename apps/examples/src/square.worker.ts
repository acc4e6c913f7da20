import { serve } from '@textgrad/host'

serve((side: number) => side ** 2)
