# Runs `muniment eval` with what the corpus's scorer needs.
#
# Environment: CORPUS VARIANT SCORER RECORD LABEL BUILD JOBS VENV V and what setup.sh takes
set -eu
. pipeline/make/common.sh

: "${CORPUS:?is not set: write make eval CORPUS=<folder>, where <folder> holds split.json and <set>/<id>/raw.txt}"
sh pipeline/make/setup.sh eval
set -- eval "--variant=$VARIANT" ${SCORER:+"--scorer=$SCORER"}
if [ "$RECORD" = yes ]; then set -- "$@" "--record=$LABEL"; fi
muniment "$@" -- "$CORPUS"
