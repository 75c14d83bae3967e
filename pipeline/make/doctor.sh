# Says what is installed, what is missing and how to get it. Works before anything has been set up.
#
# Environment: PYTHON VENV SOURCE DIST BUILD V
# Exit status: 0, or that of a missing tool where something is missing that a build needs.
set -eu
. pipeline/make/common.sh

status=0

report() {
	printf '  %-8s %-28s %s\n' "$@"
}

found() {
	report found "$1" "$2"
}

lacking() {
	report missing "$1" "$2"
	status=$MISSING_TOOL
}

echo "To begin with"
found "GNU make" "$(${MAKE:-make} --version | head -n 1)"
if python=$(find_python); then
	found "Python 3.11 or newer" "$("$python" --version), $(command -v "$python")"
	rows=
	# Muniment itself knows more, where it is installed already.
	if ! [ -x "$VENV/bin/muniment" ]; then rows=$(package_rows python runtime); fi
	missing=$(echo "$rows" | sed '/^$/d' | missing_rows "$python")
	for thing in $(echo "$rows" | awk '{ print $4 }'); do
		how=$(echo "$missing" | awk -v thing="$thing" '$4 == thing' | how_to_install)
		case " $(echo "$missing" | awk '{ print $4 }' | tr '\n' ' ') " in
		*" $thing "*) lacking "$thing" "$how" ;;
		*) found "$thing" "" ;;
		esac
	done
else
	lacking "Python 3.11 or newer" "$(package_rows python | how_to_install)"
fi
if [ -x "$VENV/bin/muniment" ]; then
	found "virtual environment" "$VENV"
	muniment doctor || status=$?
else
	lacking "virtual environment" "Type make: it makes $VENV and installs what is needed into it."
fi
exit "$status"
