# Runs the benchmark.
#
# Environment: CORPUS BUILD JOBS DOCUMENTS FULL PARTS RECORD LABEL VENV CHECK_TOOLS
set -eu
. pipeline/make/common.sh

"$(path_argument "$VENV")/bin/python" -m bench --build="$BUILD" --documents="$DOCUMENTS" --full="$FULL" --parts="$PARTS" \
	--tools="$CHECK_TOOLS" --record="$RECORD" --label="$LABEL" --date="$(date -u +%Y-%m-%d)" \
	${JOBS:+--jobs="$JOBS"} ${CORPUS:+--corpus="$CORPUS"}
