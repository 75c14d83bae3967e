# What the helper scripts share. Sourced, never run.

MISSING_TOOL=7 # the exit status of the same name in pipeline/muniment/errors.py

# A path as an argument that no program takes for an option.
path_argument() {
	case $1 in
	-*) printf './%s' "$1" ;;
	*) printf '%s' "$1" ;;
	esac
}

# The command of the virtual environment, with the folders that make was given.
muniment() {
	if [ "${EXECUTOR:-processes}" != processes ]; then set -- --executor="$EXECUTOR" "$@"; fi
	set -- --source="$SOURCE" --dist="$DIST" --build="$BUILD" ${JOBS:+--jobs="$JOBS"} "$@"
	if [ "$V" = 1 ]; then echo "$VENV/bin/muniment $*"; fi
	"$(path_argument "$VENV")/bin/muniment" "$@"
}

# Whether a folder is behind a URL.
is_remote() {
	case "$SOURCE $DIST ${STORE:-}" in
	*://*) return 0 ;;
	esac
	return 1
}

# Whether Python "$1" runs and is new enough.
python_suits() {
	command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Prints the Python to use; fails where there is none. Only the default name may be replaced by another.
find_python() {
	for candidate in "$PYTHON" python3.11 python3.12 python3.13 python3.14; do
		if python_suits "$candidate"; then
			echo "$candidate"
			return
		fi
		if [ "$PYTHON" != python3 ]; then break; fi
	done
	return 1
}

# The rows of packages.txt for the words given (python, runtime, test), without comments.
package_rows() {
	for needed in "$@"; do
		sed -n "s/^$needed[[:space:]]\{1,\}//p" pipeline/make/packages.txt
	done
}

# Whether what a package is for is there, whoever put it there. usage: is_there PYTHON RECOGNISED-BY
is_there() {
	thing=${2#*:}
	case $2 in
	command:*) command -v "$thing" >/dev/null 2>&1 ;;
	module:*) "$1" -c "import $thing" 2>/dev/null ;;
	font:*) find -L /usr/share/fonts /Library/Fonts -name "$thing" 2>/dev/null | grep -q . ;;
	library:*) "$1" -c '
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        continue
    sys.exit(0)
sys.exit(1)' "lib$thing.so.0" "lib$thing.dylib" "lib$thing.0.dylib" ;;
	esac
}

# Reads rows and prints those whose thing is missing. usage: package_rows … | missing_rows PYTHON
missing_rows() {
	while read -r debian fedora macos recognised; do
		is_there "$1" "$recognised" || echo "$debian $fedora $macos $recognised"
	done
}

# Reads rows and prints, in one line, what to install on each system.
how_to_install() {
	awk '
		function add(list, items,    part, n, i) {
			n = split(items, part, ",")
			for (i = 1; i <= n; i++) if (index(" " list " ", " " part[i] " ") == 0) list = list " " part[i]
			return list
		}
		{ debian = add(debian, $1); fedora = add(fedora, $2) }
		$3 ~ /^https:/ { fonts = add(fonts, $3); next }
		{ macos = add(macos, $3) }
		END {
			line = "Debian: sudo apt-get install" debian ". Fedora: sudo dnf install" fedora ". macOS:"
			if (macos != "") line = line " brew install" macos
			if (macos != "" && fonts != "") line = line ", and"
			if (fonts != "") line = line " put the static fonts from" fonts " into /Library/Fonts"
			print line "."
		}'
}
