#!/usr/bin/env bash
# Workers as a job array: `TEXTGRAD=$PWD TEXTGRAD_REDIS=redis://login:6379 sbatch deploy/slurm.sh`. What follows the file's
# name goes to every worker, such as `--engine openai:gpt-5-mini`; sbatch hands the environment on, keys included.
#SBATCH --job-name=textgrad-worker
#SBATCH --array=0-15
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=04:00:00
# Ten minutes before the end a worker is told to finish what it has; longer evaluations need more.
#SBATCH --signal=B:TERM@600
#SBATCH --output=textgrad-worker-%A-%a.log
#SBATCH --open-mode=append
set -euo pipefail

: "${TEXTGRAD:?must be the folder of textgrad, at the same path on all nodes}"
: "${TEXTGRAD_REDIS:?must be redis://host:port of a Redis that all nodes reach}"

# Others see the command lines of a node, but not this file: chmod 600.
password_file=${TEXTGRAD_REDIS_PASSWORD_FILE:-$HOME/.textgrad-redis-password}
if [[ -z ${TEXTGRAD_REDIS_PASSWORD:-} && -r $password_file ]]; then
  TEXTGRAD_REDIS_PASSWORD=$(<"$password_file")
  export TEXTGRAD_REDIS_PASSWORD
fi

# In the place of this shell, so that the signal reaches the worker, and not the programs that it runs.
export PATH="$TEXTGRAD/node_modules/.bin:$PATH"
exec node "$TEXTGRAD/apps/cli/src/main.ts" worker --redis "$TEXTGRAD_REDIS" \
  --concurrency "${SLURM_CPUS_PER_TASK:-1}" --tasks "${TEXTGRAD_TASKS:-molecules,prompt,radiotherapy,code}" "$@"
