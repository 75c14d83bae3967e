# Builds what is stale, then validates what is stale: documents that cannot be built do not keep the others from it.
#
# Environment: SOURCE DIST BUILD JOBS VENV V CHECK_TOOLS TEI_ALL
set -eu
. pipeline/make/common.sh

status=0
sh pipeline/make/build.sh all || status=$?
# Ctrl-C reaches the pipeline too: let it finish tidily, and leave when it has.
trap : INT TERM HUP
muniment check --tools="$CHECK_TOOLS" ${TEI_ALL:+--tei-schema="$TEI_ALL"} || status=$?
exit "$status"
