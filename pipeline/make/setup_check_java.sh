# Lays out the Java validators in CHECK_TOOLS/java, from hashed Python packages, and compiles our programs for them.
# What is there already, of the same lock file, stays. Run after the npm packages are in CHECK_TOOLS/node.
#
# usage: setup_check_java.sh
# Environment: VENV CHECK_TOOLS
set -eu
. pipeline/make/common.sh

python=$(path_argument "$VENV")/bin/python
tools=$(path_argument "$CHECK_TOOLS")
lock_file=requirements/check.lock
note=$tools/java/check.lock

if ! cmp -s "$lock_file" "$note"; then
	# The wheels are used for the jars that they carry: nothing of them is put into the virtual environment.
	rm -rf "$tools/java" "$tools/java.new"
	mkdir -p "$tools"
	"$python" -m pip --no-input --disable-pip-version-check install --quiet --progress-bar off --no-deps --no-compile \
		--require-hashes --only-binary :all: --target "$tools/java.new" -r "$lock_file"
	cp "$lock_file" "$tools/java.new/check.lock"
	mv "$tools/java.new" "$tools/java"
fi

"$python" - "$tools" <<'PROGRAM'
import sys
from pathlib import Path

from muniment.conformance.java_parts import class_paths
from muniment.errors import MissingToolError

try:
    class_paths(Path(sys.argv[1]), "java")
except MissingToolError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(error.exit_code)
PROGRAM
