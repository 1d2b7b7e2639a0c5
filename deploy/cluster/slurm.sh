#!/bin/bash
# Workers on a SLURM machine for the length of a backfill; scheduler and monitor run elsewhere, or in the same job.
#
#   sbatch --nodes 4 slurm.sh
#
#SBATCH --job-name=envoy-workers
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=8G
#SBATCH --time=12:00:00
# The job's last minute is spared: a worker that is asked to end hands nothing half done back, and the rest is read elsewhere.
#SBATCH --signal=TERM@60
set -euo pipefail
certificates=$HOME/envoy-cluster           # ca.pem, worker.pem, worker.key
scheduler=tls://scheduler.example.org:8786
environment=$HOME/envoy-monitor/bin        # pip install 'envoy-monitor[dask]', on a file system that the nodes share

srun --kill-on-bad-exit=0 "$environment/dask" worker "$scheduler" --nthreads "$SLURM_CPUS_PER_TASK" \
    --no-nanny --no-dashboard --death-timeout 60 --local-directory "${TMPDIR:-/tmp}" \
    --tls-ca-file "$certificates/ca.pem" --tls-cert "$certificates/worker.pem" --tls-key "$certificates/worker.key"
