# Runs the project's checks, all of them, and ends with one summary.
#
# usage: check.sh lint [test]
# Environment: VENV ARGS
set -eu
. pipeline/make/common.sh

bin=$(path_argument "$VENV")/bin
arguments=$ARGS
failed=
began=$(date +%s)

# The tests start makes of their own: what this make was told is not meant for them.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL SOURCE DIST BUILD JOBS DOC CORPUS VARIANT SCORER RECORD LABEL ARGS V PYTHON SETUP CONFIRM EXECUTOR STORE PORT PARTS SEAL TEI_ALL

check() {
	name=$1
	shift
	echo "== $name"
	"$@" || failed="$failed $name,"
}

for part in "$@"; do
	case $part in
	lint)
		check style "$bin/ruff" check --quiet .
		check format "$bin/ruff" format --check --quiet .
		check types "$bin/mypy"
		;;
	test) eval "check tests \"\$bin/python\" -m pytest -q -n auto $arguments" ;;
	esac
done

seconds=$(($(date +%s) - began))
if [ -n "$failed" ]; then
	echo "FAILED after $seconds s:${failed%,}."
	exit 1
fi
echo "All checks passed ($*, $seconds s)."
