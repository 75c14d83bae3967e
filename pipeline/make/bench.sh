# Runs the benchmark.
#
# Environment: CORPUS BUILD JOBS DOCUMENTS FULL VENV CHECK_TOOLS
set -eu
. pipeline/make/common.sh

"$(path_argument "$VENV")/bin/python" -m bench --build="$BUILD" --documents="$DOCUMENTS" --full="$FULL" --tools="$CHECK_TOOLS" \
	${JOBS:+--jobs="$JOBS"} ${CORPUS:+--corpus="$CORPUS"}
